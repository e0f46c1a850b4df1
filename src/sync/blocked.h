/*
 * blocked — says what cannot be made anew, since something kept uses it.
 *
 * Internal to sync/.
 *
 * In:     a plan (struct plan_blocked).
 * Out:    an error for each such object, at its declaration.
 * Owns:   nothing.
 * Errors: see Out.
 */
#ifndef NFTLOAD_SYNC_BLOCKED_H
#define NFTLOAD_SYNC_BLOCKED_H

#include "plan/plan.h"

/* False: nothing is blocked. */
bool blocked_tell(const struct plan *p, struct diags *diags);

#endif
