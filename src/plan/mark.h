/*
 * mark — what sync writes into user data of its own: that something belongs to
 * it.
 *
 * In:     user data, a sequence of type, length, value (doc/userdata.md).
 * Out:    whether it has our mark; user data with the mark behind it.
 * Owns:   nothing.
 * Units:  lengths in bytes.
 * Errors: what has no room for a mark has none.
 *
 * The type is one that nft leaves to others; the value begins with a tag and a
 * version, so that a mark of another program is not taken for ours.
 */
#ifndef NFTLOAD_PLAN_MARK_H
#define NFTLOAD_PLAN_MARK_H

#include "base/arena.h"

#define MARK_TYPE 0xf0
#define MARK_NAME_MAX 64

/* What stands behind tag and version: the name of a table's owner, and nothing
 * for elements.  NULL: there is no mark. */
const uint8_t *mark_find(const uint8_t *udata, uint32_t len,
			 uint32_t *ret_len);
/* Replaces *udata by a copy with a mark; false: there is no room. */
bool mark_put(struct arena *a, const uint8_t **udata, uint32_t *len,
	      const char *name);
/* Whether there is room behind len bytes. */
bool mark_fits(uint32_t len, const char *name);
/* Whether two say the same, private types of any program aside. */
bool mark_same_words(const uint8_t *a, uint32_t alen, const uint8_t *b,
		     uint32_t blen);

#endif
