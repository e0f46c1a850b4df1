/*
 * planner — shared by the files that make a plan, private to plan*.c.
 *
 * In:     a table of the plan, whose records have their fates.
 * Out:    items, and the fates of rules.
 * Owns:   nothing.
 * Errors: none.
 */
#ifndef NFTLOAD_PLAN_PLANNER_H
#define NFTLOAD_PLAN_PLANNER_H

#include "plan/plan.h"
#include "plan/uses.h"

struct planner {
	struct plan *p;
	struct plan_table *t;
	/* An object of the present table that rules and elements may use is
	 * removed or made anew. */
	bool dead;
};

static inline bool planner_goes(const struct state_item *before)
{
	return before->fate == FATE_REMADE || before->fate == FATE_REMOVED;
}

/* Adds an item at the end, with its place. */
struct plan_item *planner_add(struct planner *pl, uint8_t kind,
			      const struct state_item *before,
			      const struct state_item *after,
			      enum plan_fate fate, enum plan_reason reason);

/* Pairs chains, sets, objects and flow tables, and decides their fates, and
 * whether the whole table must be made anew. */
void planner_objects(struct planner *pl);
/* What is kept keeps all that it uses. */
void planner_keep_islands(struct planner *pl);
/* Notes what is kept, and uses an object that is made anew all the same. */
void planner_judge_islands(struct planner *pl);
/* Adds the items of these objects. */
void planner_report(struct planner *pl);
/* Whether an element of a set without foreign ones must be sent or deleted. */
bool planner_elems_change(struct planner *pl, struct state_set *before,
			  struct state_set *after);
/* Whether elements of a set may have counts, or times. */
bool planner_elems_count(const struct planner *pl, struct state_set *before);
/* Decides the fates of elements of sets that exist before and after. */
void planner_elems(struct planner *pl);
/* Decides the fates of the rules of all chains. */
void planner_rules(struct planner *pl);

/* A walk over what objects of the present table use. */
struct uses planner_uses(struct planner *pl, uses_fn *fn);
/* Whether a rule, or an element of a set, of the present table uses an object
 * that is removed or made anew. */
bool planner_rule_uses_dead(struct planner *pl, const struct state_rule *r);
bool planner_elem_uses_dead(struct planner *pl, const struct state_set *set,
			    const struct low_elem *e);
/* Whether an element uses an object that is removed for good. */
bool planner_elem_uses_removed(struct planner *pl, const struct state_set *set,
			       const struct low_elem *e);

#endif
