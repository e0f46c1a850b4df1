/*
 * state_canon — makes canonical forms and hashes of the items of a state.
 *
 * In:     a state.
 * Out:    item.hash of every item; forms as bytes.
 * Owns:   nothing; bytes are in the caller's struct canon.
 * Errors: none.
 * Spec:   doc/state.md.
 *
 * A rule's form includes the content of the sets and chains that belong to the
 * rule, which have no hashes, but sets have digests.  The hash of a chain does not include its rules,
 * and the hash of a set does not include its elements.
 */
#ifndef NFTLOAD_STATE_STATE_CANON_H
#define NFTLOAD_STATE_STATE_CANON_H

#include "object/canon.h"
#include "state/store.h"

/* Fills in item.hash and item.noted everywhere. */
void canon_state(struct state *s);

/* Writes the form of one item of the state, without or with notes, as item.hash
 * and item.noted have it; the hash of a rule has digests in place of the content
 * of its sets. */
void canon_item(struct state *s, struct state_table *t,
		const struct state_item *i, bool notes, struct canon *c);
/* Writes the form of an element of a set; in verdict maps, an element may lead
 * to a chain. */
void canon_set_elem(struct state *s, struct state_set *set,
		    const struct state_elem *e, struct canon *c);
/*
 * The form of a table with its name and everything in it, of which fingerprints
 * are made.  Calls put with one piece after the other.
 */
typedef void canon_put_fn(void *ctx, const void *bytes, size_t len);
void canon_table(struct state *s, struct state_table *t, bool notes,
		 canon_put_fn *put, void *ctx);

#endif
