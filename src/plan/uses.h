/*
 * uses — lists the sets, chains, objects and flow tables that rules and
 * elements use.
 *
 * In:     expressions or an element, and the state and table that they belong
 *         to.
 * Out:    calls a callback with each record; true from the callback ends the
 *         walk and is returned.  A set or chain that belongs to the rule is a
 *         record like others: the callback goes into it by uses_inside().
 * Owns:   nothing.
 * Errors: none; names that the state does not hold are left out.
 */
#ifndef NFTLOAD_PLAN_USES_H
#define NFTLOAD_PLAN_USES_H

#include "state/store.h"

typedef bool uses_fn(void *ctx, struct state_item *used);

struct uses {
	struct state *s;
	struct state_table *t;
	uses_fn *fn;
	void *ctx;
	struct arena *scratch; /* left as it was */
};

bool uses_of_exprs(const struct uses *u, const struct low_expr *first);
bool uses_of_elem(const struct uses *u, const struct state_set *set,
		  const struct low_elem *e);
bool uses_of_elems(const struct uses *u, const struct state_set *set);
bool uses_of_rule(const struct uses *u, const struct state_rule *r);
/* Lists the records that the elements of a set, or the rules of a chain, use;
 * the set or chain belongs to a rule. */
bool uses_inside(const struct uses *u, const struct state_item *i);

#endif
