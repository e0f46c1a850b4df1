/*
 * plan_boxes — makes way for ranges of several fields.
 *
 * In:     the item of a set that exists before and after, with the fates of its
 *         elements.
 * Out:    more elements of the item, other fates.
 * Owns:   nothing.
 * Errors: none.
 *
 * The kernel refuses an element that begins or ends in one that is there
 * (object/boxes.h).  A new one of the file may do so where the file has it
 * first: then that which is there is deleted and added again behind it.  One of
 * others goes.
 */
#ifndef NFTLOAD_PLAN_PLAN_BOXES_H
#define NFTLOAD_PLAN_PLAN_BOXES_H

#include "plan/planner.h"

void plan_boxes(struct planner *pl, struct plan_item *item);

#endif
