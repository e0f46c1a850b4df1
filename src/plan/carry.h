/*
 * carry — copies counters, quotas and times into objects that are made anew.
 *
 * In:     the expressions of a file, and the kernel's dump of them; both have
 *         the same canonical form, so they correspond one to one.
 * Out:    the expressions of the file with the counts of the kernel's.
 * Owns:   nothing: copies are in the arena of the caller.
 * Errors: none; if the two do not correspond, nothing is copied.
 */
#ifndef NFTLOAD_PLAN_CARRY_H
#define NFTLOAD_PLAN_CARRY_H

#include "base/arena.h"
#include "object/low.h"
#include "state/store.h"

/* has NULL: nothing is copied. */
const struct low_expr *carry_exprs(struct arena *a,
				   const struct low_expr *wants,
				   const struct low_expr *has);
struct low_obj carry_obj(const struct low_obj *wants,
			 const struct low_obj *has);
/* Turn expressions and objects of a dump into a form that the kernel
 * accepts. */
const struct low_expr *carry_clean(struct arena *a,
				   const struct low_expr *dumped);
struct low_obj carry_clean_obj(const struct low_obj *dumped);
/* The same for the end of an interval. */
void carry_clean_end(struct low_elem *dumped);
/* Whether all attributes are known: an expression with unknown attributes
 * cannot be sent again. */
bool carry_is_known(const struct low_expr *dumped);
/* The same for a whole rule; the arena is left as it was. */
bool carry_knows_rule(struct arena *a, const struct state_rule *dumped);

#endif
