/*
 * state_canon — canonical forms and hashes of what a state holds.
 *
 * In:     a state.
 * Out:    item.hash of all of it; forms as bytes.
 * Owns:   nothing; bytes are in the caller's struct canon.
 * Errors: none.
 * Spec:   doc/state.md.
 *
 * A rule's form has in it the content of the sets and chains that belong to it;
 * these have no hashes of their own.  A chain's hash is that of the chain
 * itself, without its rules, and a set's is that without its elements.
 */
#ifndef NFTLOAD_STATE_STATE_CANON_H
#define NFTLOAD_STATE_STATE_CANON_H

#include "object/canon.h"
#include "state/store.h"

/* Fills in item.hash and item.noted everywhere. */
void canon_state(struct state *s);

/* The form of one item of the state: as its hash stands for it.  notes: with
 * what only listings show (as item.noted). */
void canon_item(struct state *s, struct state_table *t,
		const struct state_item *i, bool notes, struct canon *c);
/* The form of an element of a set, which verdict maps may have lead to
 * chains. */
void canon_set_elem(struct state *s, struct state_set *set,
		    const struct state_elem *e, struct canon *c);
/*
 * The form of a table, its name and all that is in it: what fingerprints are
 * made of.  Calls put with one piece after the other.
 */
typedef void canon_put_fn(void *ctx, const void *bytes, size_t len);
void canon_table(struct state *s, struct state_table *t, bool notes,
		 canon_put_fn *put, void *ctx);

#endif
