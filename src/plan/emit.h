/*
 * emit — makes the messages of a plan, in an order that the kernel accepts.
 *
 * In:     a plan, with its states.
 * Out:    messages in a batch that is not sealed, each with a place: that of
 *         the desired object, or for deletions that of the table's declaration.
 * Owns:   nothing; the batch copies everything.
 * Errors: -EMSGSIZE, reported in the batch's diags.
 * Spec:   the order was found by experiments: deletions before additions; an
 *         object is deleted before the objects that it uses, and added after
 *         them.
 */
#ifndef NFTLOAD_PLAN_EMIT_H
#define NFTLOAD_PLAN_EMIT_H

#include "plan/plan.h"

int plan_emit(struct plan *p, struct batch *to) must_check;

#endif
