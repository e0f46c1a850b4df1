#include "config.h"

#include "plan/planner.h"

#include "base/mem.h"

static struct plan_table *add_table(struct plan *p, struct state_table *before,
				    struct state_table *after)
{
	struct plan_table *t = arena_new(&p->arena, struct plan_table);

	t->before = before;
	t->after = after;
	t->last_item = &t->items;
	t->last_chain = &t->chains;
	if (after)
		t->place = state_place(p->desired, &after->item, 0);
	*p->last_table = t;
	p->last_table = &t->next;
	return t;
}

static void count_item(struct plan_counts *n, const struct plan_item *i)
{
	static const uint8_t changes[FATE_COUNT] = {
		[FATE_CHANGED] = 1, [FATE_REPLACED] = 1, [FATE_REMADE] = 1,
	};

	if (i->unreachable)
		n->unreachable++;
	else if (i->fate == FATE_ADDED)
		n->added++;
	else if (i->fate == FATE_REMOVED)
		n->removed++;
	else if (i->fate == FATE_KEPT)
		n->kept++;
	else
		n->changed += changes[i->fate];
}

/* ---- tables ---- */

static void settle_sets(struct state_table *t)
{
	struct state_set *set;

	state_each(set, &t->sets)
		elems_settle(&set->elems);
}

static void plan_table(struct plan *p, struct state_table *before,
		       struct state_table *after)
{
	struct planner pl = { .p = p, .t = add_table(p, before, after) };

	settle_sets(after);
	if (before) {
		settle_sets(before);
		before->item.peer = &after->item;
		after->item.peer = &before->item;
	}
	planner_objects(&pl);
	planner_report(&pl);
	planner_elems(&pl);
	planner_rules(&pl);
	planner_judge_islands(&pl);
}

static void remove_table(struct plan *p, struct state_table *before)
{
	struct planner pl = { .p = p, .t = add_table(p, before, NULL) };

	before->item.fate = FATE_REMOVED;
	pl.t->fate = FATE_REMOVED;
	planner_add(&pl, LOW_TABLE, &before->item, NULL, FATE_REMOVED,
		    REASON_DIFFERS);
}

static void count_items(struct plan *p)
{
	for (const struct plan_table *t = p->tables; t; t = t->next)
		for (const struct plan_item *i = t->items; i; i = i->next)
			if (i->kind != LOW_ELEMS)
				count_item(&p->counts, i);
}

static void forget_list(const struct state_list *list)
{
	struct state_item *i;

	state_each(i, list) {
		i->peer = NULL;
		i->fate = FATE_NONE;
	}
}

/* What a plan before has noted. */
static void forget(struct state *s)
{
	struct state_table *t;
	struct state_chain *c;

	forget_list(&s->tables);
	state_each(t, &s->tables) {
		forget_list(&t->chains);
		forget_list(&t->sets);
		forget_list(&t->objs);
		forget_list(&t->flowtables);
		state_each(c, &t->chains)
			forget_list(&c->rules);
	}
}

void plan_make(struct plan *p, struct state *present, struct state *desired,
	       const struct plan_options *opt)
{
	struct state_table *t;

	*p = (struct plan){ .opt = opt, .present = present,
			    .desired = desired };
	p->last_table = &p->tables;
	arena_init(&p->arena);
	arena_init(&p->scratch);
	forget(present);
	forget(desired);
	state_each(t, &present->tables)
		if (!state_table(desired, t->family, t->item.name) &&
		    opt->removes && opt->removes(opt->ctx, t))
			remove_table(p, t);
	state_each(t, &desired->tables)
		plan_table(p, state_table(present, t->family, t->item.name), t);
	count_items(p);
}

void plan_release(struct plan *p)
{
	for (struct plan_table *t = p->tables; t; t = t->next)
		for (struct plan_item *i = t->items; i; i = i->next)
			if (i->elems)
				chunks_release(i->elems);
	arena_release(&p->arena);
	arena_release(&p->scratch);
}

bool plan_is_empty(const struct plan *p)
{
	for (const struct plan_table *t = p->tables; t; t = t->next)
		if (t->edits)
			return false;
	return true;
}
