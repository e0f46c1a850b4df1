/*
 * mark — writes and finds the mark in user data by which sync recognises its
 * own tables and elements.
 *
 * In:     user data, a sequence of type, length, value (doc/userdata.md).
 * Out:    our mark in user data; user data with a mark at its end.
 * Owns:   nothing.
 * Units:  lengths in bytes.
 * Errors: user data without room for a mark gets none.
 *
 * nft does not use the type of the mark.  The value begins with a tag and a
 * version, so that the mark of another program is not taken for ours.
 */
#ifndef NFTLOAD_STATE_MARK_H
#define NFTLOAD_STATE_MARK_H

#include "base/arena.h"

#define MARK_TYPE 0xf0
#define MARK_NAME_MAX 64

/* The value after tag and version: the name of a table's owner, empty for
 * elements.  NULL: there is no mark. */
const uint8_t *mark_find(const uint8_t *udata, uint32_t len,
			 uint32_t *ret_len);
/* Replaces *udata by a copy with a mark; false: there is no room. */
bool mark_put(struct arena *a, const uint8_t **udata, uint32_t *len,
	      const char *name);
/* Whether there is room behind len bytes. */
bool mark_fits(uint32_t len, const char *name);
/* Whether two user data are the same, without private types of any program. */
bool mark_same_words(const uint8_t *a, uint32_t alen, const uint8_t *b,
		     uint32_t blen);

#endif
