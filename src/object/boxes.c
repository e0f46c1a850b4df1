#include "config.h"

#include "object/boxes.h"

#include "base/mem.h"

#include <string.h>

#define BUDGET 100000000 /* comparisons: half a second */

bool boxes_init(struct boxes *b, const struct low_set *set, size_t room)
{
	if (!set || !boxes_in(set) || !set->nfields)
		return false;
	*b = (struct boxes){ .nfields = set->nfields, .budget = BUDGET };
	for (uint32_t i = 0; i < set->nfields; i++) {
		b->len[i] = set->field_len[i];
		b->key_len += ROUND_UP(set->field_len[i], 4);
	}
	b->list = mem_calloc(room + 1, sizeof(*b->list));
	return true;
}

void boxes_release(struct boxes *b)
{
	mem_free(b->list);
}

/* False: it is no range of keys. */
static bool take(const struct boxes *b, const struct nlattr *item,
		 struct boxes_item *ret)
{
	struct decoded_key k = decode_key(item);

	if (!k.key || k.len != b->key_len || (k.end && k.end_len != k.len))
		return false;
	ret->key = k.key;
	ret->end = k.end ? k.end : k.key;
	return true;
}

void boxes_add(struct boxes *b, const struct nlattr *item, const void *what)
{
	struct boxes_item *x = &b->list[b->count], *before = x - 1;

	if (!take(b, item, x))
		return;
	x->what = what;
	x->longest = b->count;
	if (b->count && memcmp(b->list[before->longest].end, x->end,
			       b->len[0]) > 0)
		x->longest = before->longest;
	b->count++;
}

static bool holds(const struct boxes *b, const struct boxes_item *x,
		  const uint8_t *key)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < b->nfields; i++) {
		if (memcmp(x->key + at, key + at, b->len[i]) > 0 ||
		    memcmp(x->end + at, key + at, b->len[i]) < 0)
			return false;
		at += ROUND_UP(b->len[i], 4);
	}
	return true;
}

/* The number of those whose first field begins at or before that of the key. */
static size_t begun(const struct boxes *b, const uint8_t *key)
{
	size_t low = 0, high = b->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(b->list[middle].key, key, b->len[0]) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void find(struct boxes *b, const uint8_t *key, boxes_fn *fn, void *ctx)
{
	for (size_t i = begun(b, key); i > 0 && b->budget; i--) {
		const struct boxes_item *x = &b->list[i - 1];

		if (memcmp(b->list[x->longest].end, key, b->len[0]) < 0)
			return;
		b->budget--;
		if (holds(b, x, key))
			fn(ctx, x->what);
	}
}

void boxes_holding(struct boxes *b, const struct nlattr *item, boxes_fn *fn,
		   void *ctx)
{
	struct boxes_item x;

	if (!take(b, item, &x))
		return;
	find(b, x.key, fn, ctx);
	if (x.end != x.key)
		find(b, x.end, fn, ctx);
}
