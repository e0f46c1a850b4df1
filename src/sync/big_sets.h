/*
 * big_sets — sets of which the kernel is asked whether they hold what is
 * wanted, as a dump would take too long.
 *
 * Internal to sync/.
 *
 * In:     the kernel's message about a set, the wanted state.
 * Out:    whether its elements must be dumped; afterwards, state_set.same of
 *         those that were not.
 * Owns:   nothing: what was found out is noted in the sync's arena.
 * Errors: none.
 */
#ifndef NFTLOAD_SYNC_BIG_SETS_H
#define NFTLOAD_SYNC_BIG_SETS_H

#include "sync/sync.h"

/* As read_choice.elements: ctx is a struct sync. */
bool big_sets_dumped(void *ctx, const struct low_msg *set);
/* Notes in the present state what was found out. */
void big_sets_note(struct sync *s);

#endif
