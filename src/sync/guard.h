/*
 * guard — decides which objects a sync may remove, and which belong to others.
 *
 * Internal to sync/.
 *
 * In:     the inputs' tables (declared.h), the present state and its marks, the
 *         plan.
 * Out:    which tables are read; which objects the plan keeps, removes and
 *         makes anew; whether the plan may be carried out.
 * Owns:   nothing.
 * Errors: none.
 *
 * A table is ours if the inputs flush or delete it, or if a sync made it: it
 * then holds only what the inputs declare.  From any other table nothing is
 * removed, unless --adopt makes it ours.
 */
#ifndef NFTLOAD_SYNC_GUARD_H
#define NFTLOAD_SYNC_GUARD_H

#include "sync/sync.h"

/* The options of a sync's plan. */
struct plan_options guard_options(struct sync *s);
/* As read_choice.table: ctx is a struct sync. */
bool guard_reads(void *ctx, const struct low_msg *table);
/* Whether the plan removes something that it must not. */
bool guard_strikes(const struct sync *s);

#endif
