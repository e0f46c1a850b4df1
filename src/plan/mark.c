#include "config.h"

#include "plan/mark.h"

#include "compile/scope/udata.h"

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

static uint32_t value_size(const char *name)
{
	return (uint32_t)(sizeof(tag) + (name ? strlen(name) : 0));
}

bool mark_fits(uint32_t len, const char *name)
{
	return len + 2 + value_size(name) <= UDATA_MAX;
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

bool mark_put(struct arena *a, const uint8_t **udata, uint32_t *len,
	      const char *name)
{
	struct udata u = udata_new(a);
	uint8_t value[sizeof(tag) + MARK_NAME_MAX];
	uint32_t size = value_size(name);

	if (size > sizeof(value) || !mark_fits(*len, name))
		return false;
	memcpy(value, tag, sizeof(tag));
	if (name)
		memcpy(value + sizeof(tag), name, size - sizeof(tag));
	if (*len)
		memcpy(u.bytes, *udata, *len);
	u.len = *len;
	if (!udata_put(&u, MARK_TYPE, value, size))
		return false;
	*udata = u.bytes;
	*len = u.len;
	return true;
}
