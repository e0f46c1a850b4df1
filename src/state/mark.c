#include "config.h"

#include "state/mark.h"

#include "compile/scope/udata.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

static const uint8_t tag[] = { 'n', 'f', 't', 'l', 1 };

static bool is_ours(const uint8_t *value, uint32_t len)
{
	return len >= sizeof(tag) && memcmp(value, tag, sizeof(tag)) == 0;
}

#define PRIVATE_TYPES MARK_TYPE /* from here on */

/* The next of a type that is not private; false: there are no more. */
static bool next_word(const uint8_t *udata, uint32_t len, uint32_t *at,
		      uint32_t *ret_start, uint32_t *ret_size)
{
	while (len - *at >= 2 && udata[*at + 1] <= len - *at - 2) {
		*ret_start = *at;
		*ret_size = udata[*at + 1] + 2u;
		*at += *ret_size;
		if (udata[*ret_start] < PRIVATE_TYPES)
			return true;
	}
	return false;
}

bool mark_same_words(const uint8_t *a, uint32_t alen, const uint8_t *b,
		     uint32_t blen)
{
	uint32_t i = 0, j = 0, x = 0, y = 0, xsize = 0, ysize = 0;

	for (;;) {
		bool in_a = next_word(a, alen, &i, &x, &xsize);
		bool in_b = next_word(b, blen, &j, &y, &ysize);

		if (!in_a || !in_b)
			return in_a == in_b;
		if (xsize != ysize || memcmp(a + x, b + y, xsize) != 0)
			return false;
	}
}

bool mark_fits(uint32_t len, uint32_t size)
{
	return size <= MARK_VALUE_MAX &&
	       len + 2 + sizeof(tag) + size <= UDATA_MAX;
}

/* Other programs may have marks of the same type beside it. */
const uint8_t *mark_find(const uint8_t *udata, uint32_t len, uint32_t *ret_len)
{
	uint32_t at = 0;

	while (len - at >= 2 && udata[at + 1] <= len - at - 2) {
		const uint8_t *value = udata + at + 2;
		uint32_t size = udata[at + 1];

		if (udata[at] == MARK_TYPE && is_ours(value, size)) {
			*ret_len = size - (uint32_t)sizeof(tag);
			return value + sizeof(tag);
		}
		at += size + 2;
	}
	return NULL;
}

uint32_t mark_start(const uint8_t *udata, uint32_t len)
{
	uint32_t size;
	const uint8_t *value = mark_find(udata, len, &size);

	return value ? (uint32_t)(value - sizeof(tag) - 2 - udata) : len;
}

bool mark_put(struct arena *a, const uint8_t **udata, uint32_t *len,
	      const void *value, uint32_t size)
{
	struct udata u = udata_new(a);
	uint8_t mark[sizeof(tag) + MARK_VALUE_MAX];

	if (!mark_fits(*len, size))
		return false;
	memcpy(mark, tag, sizeof(tag));
	if (size)
		memcpy(mark + sizeof(tag), value, size);
	if (*len)
		memcpy(u.bytes, *udata, *len);
	u.len = *len;
	if (!udata_put(&u, MARK_TYPE, mark, (uint32_t)sizeof(tag) + size))
		return false;
	*udata = u.bytes;
	*len = u.len;
	return true;
}

/* ---- what an anonymous set holds ---- */

/* The first byte of a set's mark: which form the digest is made of. */
#define FORM 1

#define FLAGS_NEEDED (NFT_SET_ANONYMOUS | NFT_SET_CONSTANT)
#define FLAGS_CHANGING (NFT_SET_TIMEOUT | NFT_SET_EVAL)

bool mark_can_tell(const struct low_set *set)
{
	return set && !set->exprs &&
	       (set->flags & (FLAGS_NEEDED | FLAGS_CHANGING)) == FLAGS_NEEDED;
}

bool mark_needs_names(const struct low_set *set)
{
	return set && set->is_map && set->data_type == NFT_DATA_VERDICT;
}

void mark_put_content(struct arena *a, const struct state_set *set,
		      struct low_msg *m)
{
	uint8_t value[1 + MARK_CONTENT_BYTES] = { FORM };

	memcpy(value + 1, set->digest, MARK_CONTENT_BYTES);
	mark_put(a, &m->udata, &m->udata_len, value, sizeof(value));
}

const uint8_t *mark_content(const struct low_msg *set)
{
	const uint8_t *value;
	uint32_t len;

	if (!mark_can_tell(set->set))
		return NULL;
	value = mark_find(set->udata, set->udata_len, &len);
	return value && len == 1 + MARK_CONTENT_BYTES && *value == FORM ? value + 1 :
								      NULL;
}

void mark_put_name(struct arena *a, struct low_msg *m)
{
	const char *name = m->name.name;

	mark_put(a, &m->udata, &m->udata_len, name, (uint32_t)strlen(name));
}

bool mark_name_fits(const struct low_msg *m)
{
	return mark_fits(m->udata_len, (uint32_t)strlen(m->name.name));
}

/* NULL: none. */
static const uint8_t *name_made_with(const struct state_chain *c,
				     uint32_t *ret_len)
{
	const struct low_msg *m = c->item.low;

	return m ? mark_find(m->udata, m->udata_len, ret_len) : NULL;
}

bool mark_has_name(const struct state_chain *c)
{
	uint32_t len;
	const uint8_t *name = name_made_with(c, &len);

	return name && c->item.name && len == strlen(c->item.name) &&
	       memcmp(name, c->item.name, len) == 0;
}

bool mark_finds_renamed(const struct state_table *t)
{
	struct state_chain *c;
	uint32_t len;

	state_each(c, &t->chains)
		if (name_made_with(c, &len) && !mark_has_name(c))
			return true;
	return false;
}
