#include "config.h"

#include "plan/uses.h"

#include <linux/netfilter/nf_tables.h>

static bool tell(const struct uses *u, struct state_item *used)
{
	return used && u->fn(u->ctx, used);
}

/* By name or, within a batch, by id. */
static bool of_set(const struct uses *u, const struct low_expr *x,
		   unsigned int name, unsigned int id)
{
	const struct low_attr *a = low_attr_of(x, name);
	struct state_set *set;

	if (!a)
		return false;
	set = state_set(u->s, u->t, a->str, (uint32_t)low_num_of(x, id));
	return tell(u, set ? &set->item : NULL);
}

static bool of_verdict(const struct uses *u, const struct low_verdict *v)
{
	struct state_chain *c = NULL;

	if (v->chain)
		c = state_chain(u->s, u->t, v->chain);
	else if (v->chain_id)
		c = state_chain_by_id(u->s, u->t, v->chain_id);
	return tell(u, c ? &c->item : NULL);
}

static bool of_object(const struct uses *u, const char *name, uint32_t type)
{
	struct state_obj *o = state_obj(u->s, u->t, type, name);

	return tell(u, o ? &o->item : NULL);
}

static bool of_objref(const struct uses *u, const struct low_expr *x)
{
	const struct low_attr *a = low_attr_of(x, NFTA_OBJREF_IMM_NAME);

	if (!a)
		return of_set(u, x, NFTA_OBJREF_SET_NAME, NFTA_OBJREF_SET_ID);
	return of_object(u, a->str,
			 (uint32_t)low_num_of(x, NFTA_OBJREF_IMM_TYPE));
}

static bool of_immediate(const struct uses *u, const struct low_expr *x)
{
	const struct low_attr *a = low_attr_of(x, NFTA_IMMEDIATE_DATA);

	return a && !a->len && a->verdict && of_verdict(u, a->verdict);
}

static bool of_flow(const struct uses *u, const struct low_expr *x)
{
	const struct low_attr *a = low_attr_of(x, NFTA_FLOW_TABLE_NAME);
	struct state_flowtable *f =
		a ? state_flowtable(u->s, u->t, a->str) : NULL;

	return tell(u, f ? &f->item : NULL);
}

bool uses_of_exprs(const struct uses *u, const struct low_expr *first)
{
	bool ends = false;

	for (const struct low_expr *x = first; x && !ends; x = x->next) {
		if (x->kind == NFX_LOOKUP)
			ends = of_set(u, x, NFTA_LOOKUP_SET,
				      NFTA_LOOKUP_SET_ID);
		else if (x->kind == NFX_DYNSET)
			ends = of_set(u, x, NFTA_DYNSET_SET_NAME,
				      NFTA_DYNSET_SET_ID);
		else if (x->kind == NFX_OBJREF)
			ends = of_objref(u, x);
		else if (x->kind == NFX_IMMEDIATE)
			ends = of_immediate(u, x);
		else if (x->kind == NFX_FLOW)
			ends = of_flow(u, x);
	}
	return ends;
}

bool uses_of_elem(const struct uses *u, const struct state_set *set,
		  const struct low_elem *e)
{
	if (e->verdict)
		return of_verdict(u, e->verdict);
	if (e->obj && set->item.low->set)
		return of_object(u, e->obj, set->item.low->set->obj_type);
	return false;
}

bool uses_of_rule(const struct uses *u, const struct state_rule *r)
{
	struct arena_mark mark = arena_mark(u->scratch);
	struct low_msg m;
	bool ends;

	state_rule_low(r, u->scratch, &m);
	ends = m.rule && uses_of_exprs(u, m.rule->exprs);
	arena_rewind(u->scratch, mark);
	return ends;
}

static bool of_elems(const struct uses *u, const struct state_set *set)
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
		return set->anonymous && of_elems(u, set);
	if (i->kind != LOW_CHAIN || !c->bound)
		return false;
	state_each(r, &c->rules)
		if (uses_of_rule(u, r))
			return true;
	return false;
}
