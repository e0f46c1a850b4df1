#include "config.h"

#include "plan/planner.h"

#include "state/mark.h"

#include <linux/netfilter/nf_tables.h>

bool plan_is_open(const struct plan *p, const struct state_set *desired)
{
	const struct plan_options *opt = p->opt;
	const struct low_set *set = desired->item.low->set;

	if (opt->exact || !set || set->flags & NFT_SET_CONSTANT)
		return false;
	/* It comes back as it was, whatever has become of its elements. */
	if (opt->verbatim && plan_is_closed(desired))
		return false;
	return set->flags & (NFT_SET_EVAL | NFT_SET_TIMEOUT) ||
	       (!desired->elems.count && !desired->same) ||
	       plan_keeps(p, &desired->item);
}

bool plan_is_closed(const struct state_set *present)
{
	const struct low_msg *m = present->item.low;
	uint32_t len;

	return mark_find(m->udata, m->udata_len, &len) && len;
}

bool plan_lost_mark(const struct plan *p, const struct state_set *present,
		    const struct state_set *desired)
{
	return p->opt->verbatim && present && !desired->anonymous &&
	       desired->item.fate != FATE_REMADE && plan_is_closed(desired) &&
	       !plan_is_closed(present);
}

/* In a set that says nothing of its elements each says whose it is: the set may
 * be open to others one day. */
bool plan_marks_elems(const struct plan *p, const struct state_set *present,
		      const struct state_set *desired)
{
	if (plan_lost_mark(p, present, desired))
		return true;
	if (!p->opt->marks || desired->anonymous)
		return false;
	return plan_is_open(p, desired) ||
	       (present && desired->item.fate != FATE_REMADE &&
		!plan_is_closed(present));
}

bool plan_always(void *ctx, const struct state_table *table)
{
	(void)ctx;
	(void)table;
	return true;
}

bool plan_keeps(const struct plan *p, const struct state_item *i)
{
	return p->opt->keeps && p->opt->keeps(p->opt->ctx, i);
}

bool plan_is_fresh(const struct plan *p, const struct state_item *present)
{
	return p->opt->fresh && p->opt->fresh(p->opt->ctx, present);
}

const struct state_rule *plan_carries(const struct plan *p,
				      const struct state_rule *desired)
{
	const struct state_rule *before = (const void *)desired->item.peer;

	return before && state_hash_same(before->body, desired->body) &&
			       !plan_is_fresh(p, &before->item) ?
		       before :
		       NULL;
}

struct plan_item *planner_add(struct planner *pl, uint8_t kind,
			      const struct state_item *before,
			      const struct state_item *after,
			      enum plan_fate fate, enum plan_reason reason)
{
	struct plan *p = pl->p;
	struct plan_item *i = arena_new(&p->arena, struct plan_item);

	*i = (struct plan_item){
		.before = before,
		.after = after,
		.place = after ? state_place(p->desired, after, 0) :
				 pl->t->place,
		.kind = kind,
		.fate = (uint8_t)fate,
		.reason = (uint8_t)reason,
	};
	*pl->t->last_item = i;
	pl->t->last_item = &i->next;
	return i;
}

/* ---- what a rule uses ---- */

static bool is_dead(void *ctx, struct state_item *used)
{
	const struct uses *u = ctx;

	return planner_goes(used) || uses_inside(u, used);
}

static bool is_removed(void *ctx, struct state_item *used)
{
	(void)ctx;
	return used->fate == FATE_REMOVED;
}

struct uses planner_uses(struct planner *pl, uses_fn *fn)
{
	return (struct uses){ .s = pl->p->present,
			      .t = pl->t->before,
			      .fn = fn,
			      .scratch = &pl->p->scratch };
}

bool planner_rule_uses_dead(struct planner *pl, const struct state_rule *r)
{
	struct uses u = planner_uses(pl, is_dead);

	u.ctx = &u;
	return pl->dead && uses_of_rule(&u, r);
}

bool planner_elem_uses_dead(struct planner *pl, const struct state_set *set,
			    const struct low_elem *e)
{
	struct uses u = planner_uses(pl, is_dead);

	u.ctx = &u;
	return pl->dead && uses_of_elem(&u, set, e);
}

bool planner_elem_uses_removed(struct planner *pl, const struct state_set *set,
			       const struct low_elem *e)
{
	struct uses u = planner_uses(pl, is_removed);

	return uses_of_elem(&u, set, e);
}
