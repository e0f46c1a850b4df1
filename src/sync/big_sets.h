/*
 * big_sets — compares big sets with the wanted state by asking the kernel,
 * since a dump would take too long.
 *
 * Internal to sync/.
 *
 * In:     the kernel's message about a set, the wanted state.
 * Out:    whether the set's elements must be dumped; afterwards, state_set.same
 *         for the sets that were not dumped.
 * Owns:   nothing: results are in the sync's arena.
 * Errors: none.
 */
#ifndef NFTLOAD_SYNC_BIG_SETS_H
#define NFTLOAD_SYNC_BIG_SETS_H

#include "sync/sync.h"

/* As read_choice.elements: ctx is a struct sync. */
bool big_sets_dumped(void *ctx, const struct low_msg *set);
/* Notes the results in the present state. */
void big_sets_note(struct sync *s);

#endif
