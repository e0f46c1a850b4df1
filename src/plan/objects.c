#include "config.h"

#include "plan/planner.h"

#include "base/mem.h"

#include <linux/netfilter/nf_tables.h>

/* Sets and chains of rules are compared and sent with them. */
static bool belongs_to_rule(const struct state_item *i)
{
	if (i->kind == LOW_SET)
		return ((const struct state_set *)i)->anonymous;
	return i->kind == LOW_CHAIN && ((const struct state_chain *)i)->bound;
}

static struct state_item *find_before(struct planner *pl,
				      const struct state_item *after)
{
	struct state *s = pl->p->present;
	struct state_table *t = pl->t->before;
	void *found = NULL;

	if (after->kind == LOW_CHAIN)
		found = state_chain(s, t, after->name);
	else if (after->kind == LOW_SET)
		found = state_set(s, t, after->name, 0);
	else if (after->kind == LOW_OBJ)
		found = state_obj(s, t, ((const struct state_obj *)after)->type,
				  after->name);
	else if (after->kind == LOW_FLOWTABLE)
		found = state_flowtable(s, t, after->name);
	return found; /* each begins with its item */
}

static uint32_t abilities(const struct planner *pl)
{
	return pl->p->opt->abilities;
}

/* Forms that are the same differ in words alone, which the kernel ignores. */
static struct change change_of(const struct planner *pl,
			       const struct state_item *after)
{
	const struct state_item *before = after->peer;
	struct change c = { 0, CHANGE_NONE };

	if (state_hash_same(before->noted, after->noted))
		return c;
	c = change_between(before->low, after->low, abilities(pl));
	if (!state_hash_same(before->hash, after->hash))
		return c;
	c.rows = change_rows_of(c.rows, CHANGE_SILENT, abilities(pl));
	c.way = c.rows ? CHANGE_SILENT : CHANGE_NONE;
	return c;
}

static enum plan_fate fate_of(const struct planner *pl,
			      const struct state_item *after)
{
	struct change c = change_of(pl, after);

	if (c.way == CHANGE_REMAKE ||
	    (c.way == CHANGE_SILENT && pl->p->opt->remake))
		return FATE_REMADE;
	return change_rows_of(c.rows, CHANGE_IN_PLACE, abilities(pl)) ?
		       FATE_CHANGED :
		       FATE_SAME;
}

/* A set whose mark says that all elements are the file's cannot become open to
 * others: they would seem to be the file's. */
static bool must_open(const struct planner *pl, const struct state_item *after)
{
	return after->kind == LOW_SET &&
	       plan_is_open(pl->p, (const struct state_set *)after) &&
	       plan_is_closed((const struct state_set *)after->peer);
}

static void set_fates(struct state_item *after, enum plan_fate fate)
{
	after->fate = (uint8_t)fate;
	if (after->peer)
		after->peer->fate = (uint8_t)fate;
}

/* What the kernel changes by itself. */
static bool has_state(const struct planner *pl, struct state_item *before)
{
	if (before->kind == LOW_OBJ)
		return true;
	return before->kind == LOW_SET &&
	       planner_elems_count(pl, (struct state_set *)before);
}

static void pair_item(struct planner *pl, struct state_item *after)
{
	struct state_item *before =
		pl->t->before ? find_before(pl, after) : NULL;

	after->peer = before;
	if (!before) {
		after->fate = FATE_ADDED;
		return;
	}
	before->peer = after;
	set_fates(after, fate_of(pl, after));
	if (after->fate != FATE_REMADE &&
	    (must_open(pl, after) ||
	     (plan_is_fresh(pl->p, before) && has_state(pl, before))))
		set_fates(after, FATE_REMADE);
}

static void pair_list(struct planner *pl, const struct state_list *before,
		      const struct state_list *after)
{
	struct state_item *i;

	state_each(i, after)
		if (!belongs_to_rule(i))
			pair_item(pl, i);
	if (!before)
		return;
	state_each(i, before)
		if (!i->peer && !belongs_to_rule(i))
			i->fate = plan_keeps(pl->p, i) ? FATE_KEPT :
							 FATE_REMOVED;
}

#define LISTS 4

static const struct state_list *list_of(const struct state_table *t,
					unsigned int i)
{
	const struct state_list *const lists[LISTS] = {
		&t->objs, &t->flowtables, &t->chains, &t->sets,
	};

	return lists[i];
}

/* ---- base chains ---- */

static bool is_base(const struct state_item *chain)
{
	return !belongs_to_rule(chain) && change_is_base(chain->low);
}

/* Those at one hook and priority run in the order in which they were made, and
 * one that is made anew comes last. */
static bool overtakes(const struct state_item *first,
		      const struct state_item *second)
{
	if (!change_same_hook(first->low, second->low))
		return false;
	if (first->fate == FATE_ADDED || first->fate == FATE_REMADE)
		return true;
	for (const struct state_item *i = first->peer; i; i = i->prev)
		if (i == second->peer)
			return true;
	return false;
}

static bool is_overtaken(const struct state_item *chain)
{
	for (const struct state_item *i = chain->prev; i; i = i->prev)
		if (is_base(i) && overtakes(i, chain))
			return true;
	return false;
}

static void keep_order(const struct state_table *after)
{
	struct state_item *i;

	state_each(i, &after->chains)
		if (is_base(i) && i->fate != FATE_ADDED &&
		    i->fate != FATE_REMADE && is_overtaken(i))
			set_fates(i, FATE_REMADE);
}

static bool hooks_move(const struct state_list *chains)
{
	struct state_item *i;

	state_each(i, chains)
		if (is_base(i) && i->fate != FATE_SAME && i->fate != FATE_KEPT)
			return true;
	return false;
}

/* ---- the table itself ---- */

/* The kernel refuses to wake up a table, or to put it to sleep, and to add or
 * delete base chains of it in one transaction. */
static bool wakes_with_chains(const struct planner *pl)
{
	const struct plan_table *t = pl->t;
	uint32_t flags = t->before->item.low->table_flags ^
			 t->after->item.low->table_flags;

	return (flags & NFT_TABLE_F_DORMANT) &&
	       (hooks_move(&t->before->chains) ||
		hooks_move(&t->after->chains));
}

static enum plan_fate table_fate(struct planner *pl)
{
	const struct plan_options *opt = pl->p->opt;
	struct plan_table *t = pl->t;

	if (!t->before)
		return FATE_ADDED;
	if (wakes_with_chains(pl) ||
	    (opt->adopts && opt->adopts(opt->ctx, t->before)))
		return FATE_REMADE;
	return fate_of(pl, &t->after->item);
}

/* The kernel refuses to change the elements of a constant set in use, even
 * where the batch has deleted the rule that uses it. */
static void remake_constant(struct planner *pl)
{
	struct state_set *set;

	state_each(set, &pl->t->after->sets) {
		const struct low_set *low = set->item.low->set;
		struct state_set *before = (void *)set->item.peer;

		if (before && set->item.fate != FATE_REMADE && low &&
		    low->flags & NFT_SET_CONSTANT && !set->anonymous &&
		    planner_elems_change(pl, before, set))
			set_fates(&set->item, FATE_REMADE);
	}
}

/* All that was there goes with the table. */
static void remake_inside(struct plan_table *t)
{
	struct state_item *i;

	for (unsigned int n = 0; n < LISTS; n++)
		state_each(i, list_of(t->before, n))
			if (i->peer)
				set_fates(i->peer, FATE_REMADE);
			else if (!belongs_to_rule(i) && i->fate != FATE_KEPT)
				i->fate = FATE_REMOVED;
}

static bool has_dead(const struct state_table *before)
{
	const struct state_item *i;

	for (unsigned int n = 0; n < LISTS; n++)
		state_each(i, list_of(before, n))
			if (planner_goes(i))
				return true;
	return false;
}

void planner_objects(struct planner *pl)
{
	struct plan_table *t = pl->t;

	for (unsigned int n = 0; n < LISTS; n++)
		pair_list(pl, t->before ? list_of(t->before, n) : NULL,
			  list_of(t->after, n));
	/* Only what goes can be kept by what uses it. */
	if (t->before && has_dead(t->before))
		planner_keep_islands(pl);
	if (t->before)
		keep_order(t->after);
	t->fate = (uint8_t)table_fate(pl);
	set_fates(&t->after->item, (enum plan_fate)t->fate);
	if (t->fate == FATE_REMADE)
		remake_inside(t);
	pl->dead = t->before && has_dead(t->before);
	remake_constant(pl);
	pl->dead = t->before && has_dead(t->before);
}

/* ---- items ---- */

static void report_unreachable(struct planner *pl, struct state_item *after,
			       uint32_t rows)
{
	struct plan_item *i;

	rows = change_rows_of(rows, CHANGE_SILENT, abilities(pl));
	if (!rows || after->fate == FATE_REMADE)
		return;
	i = planner_add(pl, after->kind, after->peer, after, FATE_SAME,
			REASON_DIFFERS);
	i->rows = rows;
	i->unreachable = true;
}

static enum plan_reason reason_of(const struct planner *pl,
				  const struct state_item *after,
				  uint32_t rows)
{
	if (after->fate != FATE_REMADE || rows)
		return REASON_DIFFERS;
	if (pl->t->fate == FATE_REMADE)
		return REASON_INSIDE;
	if (after->kind != LOW_SET)
		return REASON_ORDER;
	return must_open(pl, after) ? REASON_MARK : REASON_CONSTANT;
}

static void report_after(struct planner *pl, struct state_item *after)
{
	struct change c = { 0, CHANGE_NONE };
	struct plan_item *i;

	if (after->peer)
		c = change_of(pl, after);
	if (after->fate == FATE_SAME) {
		pl->p->counts.unchanged++;
	} else {
		i = planner_add(pl, after->kind, after->peer, after,
				(enum plan_fate)after->fate,
				reason_of(pl, after, c.rows));
		i->rows = after->fate == FATE_REMADE ?
				  c.rows :
				  change_rows_of(c.rows, CHANGE_IN_PLACE,
						 abilities(pl));
		pl->t->edits++;
	}
	report_unreachable(pl, after, c.rows);
}

static void report_before(struct planner *pl, struct state_item *before)
{
	planner_add(pl, before->kind, before, NULL,
		    (enum plan_fate)before->fate, REASON_DIFFERS);
	if (before->fate != FATE_KEPT)
		pl->t->edits++;
}

void planner_report(struct planner *pl)
{
	struct plan_table *t = pl->t;
	struct state_item *i;

	report_after(pl, &t->after->item);
	for (unsigned int n = 0; n < LISTS; n++) {
		state_each(i, list_of(t->after, n))
			if (!belongs_to_rule(i))
				report_after(pl, i);
		if (!t->before)
			continue;
		state_each(i, list_of(t->before, n))
			if (!belongs_to_rule(i) && !i->peer)
				report_before(pl, i);
	}
}
