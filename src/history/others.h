/*
 * others — finds what others have deleted, added and changed since the commits
 * of the history, and keeps it so.
 *
 * Internal to history/.
 *
 * In:     the past, and the present state, with their hashes.
 * Out:    the past's saved state without what others have deleted, and with
 *         their elements; then the desired state with what they have changed in
 *         place.
 * Owns:   nothing: the saved and the desired state borrow from the present one.
 * Errors: none.
 */
#ifndef NFTLOAD_HISTORY_OTHERS_H
#define NFTLOAD_HISTORY_OTHERS_H

#include "history/past.h"

/* Before the desired state is made of the saved one.  NULL, or a set that is to
 * come back without its elements, which nobody knows. */
const struct state_set *others_before(struct past *past, struct state *now);
void others_after(struct past *past, struct state *now, struct state *desired);

#endif
