/*
 * inverse — makes a state that was read before a change the desired state, so
 * that a plan towards it takes the change back.
 *
 *     saved (a dump) -> messages that would load it -> struct inverse.state
 *     plan_make(&p, &present, &inverse.state, &inverse.how); plan_emit(...)
 *
 * In:     a state from the kernel's dump, and the time that has passed since.
 * Out:    a desired state: tables, chains, rules, objects, and sets with their
 *         elements, with counters, quotas, marks and the times that are left;
 *         elements whose time has passed are not in it.
 * Owns:   everything in struct inverse; the saved state is borrowed, and must
 *         outlive it.
 * Units:  milliseconds.
 * Errors: -EMSGSIZE: an object does not fit one message.
 *
 * Counters that stand in a rule or element that the change left alone go on,
 * and so do those that the change carried into one that it made anew.  What
 * only the kernel knows is lost with the object: tokens of limits, connections
 * counted, handles.
 *
 * What others have added to open sets since stays, if how.exact is false, and
 * goes if it is true.  Their other objects in the saved tables go: who wants to
 * keep them sets how.keeps.
 */
#ifndef NFTLOAD_PLAN_INVERSE_H
#define NFTLOAD_PLAN_INVERSE_H

#include "plan/plan.h"

struct inverse {
	struct state *saved;
	struct diags diags;
	struct batch batch; /* the messages that the state borrows */
	struct state state;
	/* All that the present state has in tables beside the saved ones goes:
	 * read only tables that the change named. */
	struct plan_options how;
	/* Rules with parts that this program does not know: of struct
	 * state_rule *.  They can stay, but not come back. */
	struct chunks unknown;
};

/* The saved state needs its hashes (canon_state()); abilities as in struct
 * plan_options.  Release it after an error, too. */
int inverse_init(struct inverse *v, struct state *saved, uint32_t abilities,
		 uint64_t elapsed_ms) must_check;
void inverse_release(struct inverse *v);
/* A rule that the plan would have to bring back, and cannot; NULL: none.  Such
 * a plan must not be sent. */
const struct state_rule *inverse_lacks(const struct inverse *v);

#endif
