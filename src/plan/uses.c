#include "config.h"

#include "plan/uses.h"
#include "state/refs.h"

#include <linux/netfilter/nf_tables.h>

/* False where the callback ends the walk. */
static bool use(void *ctx, const struct ref *ref)
{
	const struct uses *u = ctx;
	struct state_item *used = refs_find(u->s, u->t, ref);

	return !used || !u->fn(u->ctx, used);
}

bool uses_of_exprs(const struct uses *u, const struct low_expr *first)
{
	return !refs_of_exprs(first, use, (void *)(uintptr_t)u);
}

bool uses_of_elem(const struct uses *u, const struct state_set *set,
		  const struct low_elem *e)
{
	const struct low_set *low = set->item.low->set;

	return !refs_of_elem(e, low ? low->obj_type : 0, use,
			     (void *)(uintptr_t)u);
}

bool uses_of_rule(const struct uses *u, const struct state_rule *r)
{
	return !refs_of_rule(r->item.nlh, u->scratch, use,
			     (void *)(uintptr_t)u);
}

bool uses_of_elems(const struct uses *u, const struct state_set *set)
{
	const struct low_set *low = set->item.low->set;
	const struct elems *list = &set->elems;
	bool ends = false;

	/* Others refer to nothing. */
	if (!low || (!low->obj_type && low->data_type != NFT_DATA_VERDICT))
		return false;
	for (size_t i = 0; i < list->count && !ends; i++) {
		struct arena_mark mark = arena_mark(u->scratch);
		struct low_elem e;

		elems_low(list, &list->list[i], u->scratch, &e);
		ends = uses_of_elem(u, set, &e);
		arena_rewind(u->scratch, mark);
	}
	return ends;
}

bool uses_inside(const struct uses *u, const struct state_item *i)
{
	const struct state_set *set = (const void *)i;
	const struct state_chain *c = (const void *)i;
	const struct state_rule *r;

	if (i->kind == LOW_SET)
		return set->anonymous && uses_of_elems(u, set);
	if (i->kind != LOW_CHAIN || !c->bound)
		return false;
	state_each(r, &c->rules)
		if (uses_of_rule(u, r))
			return true;
	return false;
}
