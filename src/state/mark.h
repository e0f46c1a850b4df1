/*
 * mark — writes and finds the mark in user data by which sync recognises what
 * it made.
 *
 * In:     user data, a sequence of type, length, value (doc/userdata.md);
 *         anonymous sets with their digests (canon_state()), chains.
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

#include "base/sha256.h"
#include "state/store.h"

#define MARK_TYPE 0xf0
#define MARK_NAME_MAX 64   /* of the name of an owner */
#define MARK_VALUE_MAX 128 /* bytes */

/*
 * The value after tag and version.  NULL: there is no mark.
 *
 *   table           the name of the owner
 *   chain           the name that the chain was made with
 *   set             nothing or a word: elements of others stay, or do not
 *   anonymous set   the digest of its content
 *   element         nothing
 */
const uint8_t *mark_find(const uint8_t *udata, uint32_t len,
			 uint32_t *ret_len);
/* Replaces *udata by a copy with a mark; false: there is no room. */
bool mark_put(struct arena *a, const uint8_t **udata, uint32_t *len,
	      const void *value, uint32_t size);
/* The length of the user data in front of our mark; len: there is none. */
uint32_t mark_start(const uint8_t *udata, uint32_t len);
/* Whether there is room behind len bytes for a mark with size bytes. */
bool mark_fits(uint32_t len, uint32_t size);
/* Whether two user data are the same, without private types of any program. */
bool mark_same_words(const uint8_t *a, uint32_t alen, const uint8_t *b,
		     uint32_t blen);

/* ---- what an anonymous set holds ---- */

/*
 * The kernel takes and deletes no elements of an anonymous set once a rule uses
 * it, so its content stays what it was when the mark was written, with one
 * exception: a chain that elements lead to may get another name.  So chains
 * have marks with the name that they were made with.
 */

#define MARK_CONTENT_BYTES SHA256_BYTES /* of a digest */

/* Whether a digest can tell what such a set holds: there is nothing in it that
 * changes, such as counters. */
bool mark_can_tell(const struct low_set *set);
/* Whether this needs the marks of chains, too. */
bool mark_needs_names(const struct low_set *set);

/* Give a mark to the message of a set, or of a chain, that is to be made; the
 * new user data is in the arena. */
void mark_put_content(struct arena *a, const struct state_set *set,
		      struct low_msg *m);
void mark_put_name(struct arena *a, struct low_msg *m);
/* Whether there is room for the mark of a chain. */
bool mark_name_fits(const struct low_msg *m);

/* The digest in the mark of a set of the kernel; NULL: none that can be
 * believed. */
const uint8_t *mark_content(const struct low_msg *set);
/* Whether the mark of a chain has its present name. */
bool mark_has_name(const struct state_chain *c);
/* Whether a chain of the table has a mark with another name. */
bool mark_finds_renamed(const struct state_table *t);

#endif
