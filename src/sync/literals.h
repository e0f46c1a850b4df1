/*
 * literals — finds anonymous sets that hold what a set of the inputs holds,
 * without reading their elements.
 *
 * Internal to sync/.
 *
 * In:     the kernel's messages about sets; the wanted state with its digests.
 * Out:    whether a set's elements must be dumped; afterwards, the elements of
 *         those that were not dumped.
 * Owns:   struct literals, until literals_release().
 * Errors: none.
 */
#ifndef NFTLOAD_SYNC_LITERALS_H
#define NFTLOAD_SYNC_LITERALS_H

#include "base/map.h"
#include "state/store.h"

struct literals {
	struct map sets; /* of the wanted state, by their digests */
	bool filled;	 /* sets is */
	bool mistrusted; /* chains have new names: all sets are dumped */
};

void literals_release(struct literals *l);

/* The wanted set with the content of a set of the kernel; NULL: it is not
 * known. */
struct state_set *literals_find(struct literals *l, struct state *wanted,
				const struct low_msg *set);
/* Gives the sets of the present state that were found the elements that they
 * have.  False: they cannot be believed, and the state must be read again. */
bool literals_fill(struct literals *l, struct state *wanted,
		   struct state *present) must_check;

#endif
