/*
 * guard — what a sync may take away, and what belongs to others.
 *
 * Internal to sync/.
 *
 * In:     the inputs' tables (declared.h), the present state and its marks, the
 *         plan.
 * Out:    which tables are read, what the plan keeps, removes and makes anew,
 *         and whether it may be carried out.
 * Owns:   nothing.
 * Errors: none.
 *
 * A table is ours where the inputs flush or delete it, or a sync made it: it
 * holds what they say and nothing else.  From any other nothing is removed
 * unless --adopt makes it ours.
 */
#ifndef NFTLOAD_SYNC_GUARD_H
#define NFTLOAD_SYNC_GUARD_H

#include "sync/sync.h"

/* What the plan asks, of a sync. */
struct plan_options guard_options(struct sync *s);
/* As read_choice.table: ctx is a struct sync. */
bool guard_reads(void *ctx, const struct low_msg *table);
/* Whether the plan takes something that it must not. */
bool guard_strikes(const struct sync *s);

#endif
