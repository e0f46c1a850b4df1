#include "config.h"

#include "batch/used.h"

#include "base/mem.h"

#include <string.h>

#define SLOTS_MIN 256

void used_init(struct used_names *u)
{
	*u = (struct used_names){ .nslots = 0 };
	chunks_init(&u->list, sizeof(struct used));
}

void used_release(struct used_names *u)
{
	chunks_release(&u->list);
	mem_free(u->slots);
}

struct used *used_at(const struct used_names *u, uint32_t number)
{
	return chunks_at(&u->list, number - 1);
}

/* The kernel does not need the NUL at the end, and some names have none. */
static void take_text(struct used *key, const struct nlattr *name)
{
	uint32_t len = attr_len(name);

	key->text = attr_data(name);
	key->len = (uint16_t)(len - (len && !key->text[len - 1]));
}

/* Eight bytes at a time: names of some rulesets are long and many. */
static uint32_t hash_of(const struct used *key)
{
	uint64_t h = (uint64_t)key->table << 32 | (uint32_t)key->len << 16 |
		     (uint32_t)key->names << 8 | key->family;
	const uint8_t *s = key->text;
	uint32_t left = key->len;
	uint64_t word;

	for (; left >= sizeof(word); s += sizeof(word), left -= sizeof(word)) {
		memcpy(&word, s, sizeof(word));
		h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 32;
	}
	word = 0;
	if (left)
		memcpy(&word, s, left);
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(h ^ h >> 32);
}

static bool same_text(const struct used *a, const struct used *b)
{
	return a->len == b->len && (!a->len || !memcmp(a->text, b->text, a->len));
}

static bool same(const struct used *a, const struct used *b)
{
	return a->hash == b->hash && a->names == b->names &&
	       a->family == b->family && a->table == b->table &&
	       same_text(a, b);
}

static void grow(struct used_names *u)
{
	uint32_t mask;

	mem_free(u->slots);
	u->nslots = MAX(2 * u->nslots, SLOTS_MIN);
	u->slots = mem_calloc(u->nslots, sizeof(*u->slots));
	mask = u->nslots - 1;
	for (uint32_t n = 1; n <= u->list.count; n++) {
		uint32_t i = used_at(u, n)->hash & mask;

		while (u->slots[i])
			i = (i + 1) & mask;
		u->slots[i] = n;
	}
}

static struct used *find(struct used_names *u, struct used *key)
{
	struct used *one;
	uint32_t i, mask;

	if (4 * (u->list.count + 1) > 3 * (size_t)u->nslots)
		grow(u);
	mask = u->nslots - 1;
	key->hash = hash_of(key);
	for (i = key->hash & mask; u->slots[i]; i = (i + 1) & mask) {
		one = used_at(u, u->slots[i]);
		if (same(one, key))
			return one;
	}
	one = chunks_push(&u->list);
	*one = *key;
	one->number = u->slots[i] = (uint32_t)u->list.count;
	return one;
}

/* Most messages are of the same table as the one before. */
static uint32_t table_of(struct used_names *u, const struct nlattr *name)
{
	struct used key = { .names = NAMED_NOTHING };

	take_text(&key, name);
	if (!u->table || !same_text(used_at(u, u->table), &key))
		u->table = find(u, &key)->number;
	return u->table;
}

struct used *used_of(struct used_names *u, const struct brief *m,
		     uint8_t names, const struct nlattr *name)
{
	struct used key = { .names = names, .family = m->family };

	if (m->table)
		key.table = table_of(u, m->table);
	if (name)
		take_text(&key, name);
	return find(u, &key);
}
