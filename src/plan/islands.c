#include "config.h"

#include "plan/planner.h"

/* ---- what something that stays uses ---- */

struct island {
	struct planner *pl;
	struct uses uses;
	const struct state_item *kept; /* at the moment */
	bool more; /* objects that have not been looked into */
};

static struct island begin(struct planner *pl, uses_fn *fn)
{
	return (struct island){
		.pl = pl,
		.uses = planner_uses(pl, fn),
	};
}

static void look_into_chain(struct island *x, const struct state_chain *c)
{
	const struct state_rule *r;

	state_each(r, &c->rules)
		if (r->item.fate != FATE_REMOVED)
			uses_of_rule(&x->uses, r);
}

static void look_into(struct island *x, const struct state_item *kept)
{
	x->kept = kept;
	x->uses.ctx = x;
	if (kept->kind == LOW_CHAIN)
		look_into_chain(x, (const void *)kept);
	else if (kept->kind == LOW_SET)
		uses_of_elems(&x->uses, (const void *)kept);
	else if (kept->kind == LOW_RULE)
		uses_of_rule(&x->uses, (const void *)kept);
}

/* ---- it is kept, too ---- */

static bool keep_used(void *ctx, struct state_item *used)
{
	struct island *x = ctx;

	if (used->fate != FATE_REMOVED)
		return uses_inside(&x->uses, used);
	used->fate = FATE_KEPT;
	x->more = true;
	return false;
}

static void look_into_kept(struct island *x, const struct state_list *list)
{
	const struct state_item *i;

	state_each(i, list)
		if (i->fate == FATE_KEPT)
			look_into(x, i);
}

static bool is_named(const struct island *x, const struct state_item *i)
{
	return plan_keeps(x->pl->p, i);
}

/* One that the files have uses what they have. */
static void keep_of_rules(struct island *x)
{
	const struct state_chain *c;
	const struct state_item *r;

	state_each(c, &x->pl->t->before->chains)
		state_each(r, &c->rules)
			if (!c->bound && is_named(x, r))
				look_into(x, r);
}

static bool has_named(const struct island *x, const struct state_chain *c)
{
	const struct state_item *r;

	state_each(r, &c->rules)
		if (is_named(x, r))
			return true;
	return false;
}

/* A chain that the files lack stays for the rules of it that are named, and
 * loses the others. */
static void thin(struct island *x, struct state_chain *c)
{
	struct planner *pl = x->pl;
	struct plan_chain *changed = arena_new(&pl->p->arena, struct plan_chain);
	struct state_item *r;

	c->item.fate = FATE_KEPT;
	changed->before = c;
	*pl->t->last_chain = changed;
	pl->t->last_chain = &changed->next;
	state_each(r, &c->rules) {
		r->fate = is_named(x, r) ? FATE_KEPT : FATE_REMOVED;
		pl->t->edits += r->fate == FATE_REMOVED;
		planner_add(pl, LOW_RULE, r, NULL, (enum plan_fate)r->fate,
			    REASON_DIFFERS);
	}
}

void planner_keep_islands(struct planner *pl)
{
	struct island x = begin(pl, keep_used);
	struct state_chain *c;

	if (!pl->p->opt->keeps)
		return;
	keep_of_rules(&x);
	do {
		x.more = false;
		look_into_kept(&x, &pl->t->before->chains);
		look_into_kept(&x, &pl->t->before->sets);
	} while (x.more);
	state_each(c, &pl->t->before->chains)
		if (c->item.fate == FATE_REMOVED && has_named(&x, c))
			thin(&x, c);
}

/* ---- where it cannot ---- */

static bool note_dead(void *ctx, struct state_item *used)
{
	struct island *x = ctx;
	struct plan *p = x->pl->p;
	struct plan_blocked *b;

	if (!planner_goes(used))
		return uses_inside(&x->uses, used);
	b = arena_new(&p->arena, struct plan_blocked);
	b->table = x->pl->t;
	b->kept = x->kept;
	b->used = used;
	b->next = p->blocked;
	p->blocked = b;
	return true;
}

void planner_judge_islands(struct planner *pl)
{
	struct island x = begin(pl, note_dead);
	const struct state_chain *c;
	const struct state_item *i;

	if (!pl->p->opt->keeps || !pl->dead || pl->t->fate == FATE_REMADE)
		return;
	look_into_kept(&x, &pl->t->before->chains);
	look_into_kept(&x, &pl->t->before->sets);
	state_each(c, &pl->t->before->chains)
		if (!planner_goes(&c->item))
			state_each(i, &c->rules)
				if (i->fate == FATE_KEPT)
					look_into(&x, i);
}
