/*
 * emit — the messages of a plan, in the order in which the kernel takes them.
 *
 * In:     a plan, and the states that it is about.
 * Out:    messages in a batch that is not sealed, each with its place: that of
 *         what is desired, or of the table's declaration where something goes.
 * Owns:   nothing; the batch copies all.
 * Errors: -EMSGSIZE, reported in the batch's diags.
 * Spec:   the order was found by experiments: deletions go before additions,
 *         what uses goes before what is used, and comes after it.
 */
#ifndef NFTLOAD_PLAN_EMIT_H
#define NFTLOAD_PLAN_EMIT_H

#include "plan/plan.h"

int plan_emit(struct plan *p, struct batch *to) must_check;

#endif
