/*
 * carry — what counted and waited goes along where it is made anew.
 *
 * In:     expressions as a file has them, and the same as the kernel dumps
 *         them: of one canonical form, so that they stand side by side.
 * Out:    those of the file with the counts of the kernel's.
 * Owns:   nothing: copies are in the arena of the caller.
 * Errors: none; where both do not stand side by side, nothing is carried.
 */
#ifndef NFTLOAD_PLAN_CARRY_H
#define NFTLOAD_PLAN_CARRY_H

#include "base/arena.h"
#include "object/low.h"

/* has NULL: nothing is carried. */
const struct low_expr *carry_exprs(struct arena *a,
				   const struct low_expr *wants,
				   const struct low_expr *has);
struct low_obj carry_obj(const struct low_obj *wants,
			 const struct low_obj *has);
/* Expressions and objects of a dump, as the kernel takes them. */
const struct low_expr *carry_clean(struct arena *a,
				   const struct low_expr *dumped);
struct low_obj carry_clean_obj(const struct low_obj *dumped);
/* Whether all of them is known: what is not cannot be sent again. */
bool carry_is_known(const struct low_expr *dumped);

#endif
