#include "config.h"

#include "sync/loss.h"

#include "tables/family.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* ---- rules ---- */

static bool is_lost(const struct state_rule *r)
{
	return !r->item.peer && r->item.fate != FATE_KEPT;
}

static void count_rules(struct loss *l, const struct state_table *before)
{
	const struct state_chain *c;
	const struct state_rule *r;

	state_each(c, &before->chains) {
		if (c->bound)
			continue;
		state_each(r, &c->rules) {
			if (r->item.fate == FATE_KEPT ||
			    (c->item.fate == FATE_KEPT &&
			     r->item.fate != FATE_REMOVED))
				continue;
			l->of++;
			l->lost += is_lost(r);
		}
	}
}

static struct loss rules_lost(const struct plan *p, uint32_t percent)
{
	struct loss l = { .kind = LOSS_RULES };

	for (const struct plan_table *t = p->tables; t; t = t->next)
		if (t->before)
			count_rules(&l, t->before);
	if (l.of < LOSS_RULES_MIN || l.lost * 100 <= l.of * percent)
		l.kind = LOSS_NONE;
	return l;
}

/* ---- policies ---- */

static bool is_at_input(const struct state_chain *c)
{
	const struct low_chain *low = c->item.low->chain;
	const char *hook;

	if (!low || !low->hook.present)
		return false;
	hook = hook_name(c->table->family, low->hook.num);
	return hook && strcmp(hook, "input") == 0;
}

static bool drops(const struct state_chain *c)
{
	const struct low_chain *low = c->item.low->chain;

	return low->have_policy && low->policy == NF_DROP;
}

static bool is_asleep(const struct state_table *t)
{
	return t->item.low->table_flags & NFT_TABLE_F_DORMANT;
}

/* Another chain may have taken over. */
static bool something_drops(struct state *desired, uint8_t family)
{
	const struct state_table *t;
	const struct state_chain *c;

	state_each(t, &desired->tables) {
		if ((t->family != family && t->family != FAMILY_INET) ||
		    is_asleep(t))
			continue;
		state_each(c, &t->chains)
			if (is_at_input(c) && drops(c))
				return true;
	}
	return false;
}

static bool opens(struct plan *p, const struct state_chain *c)
{
	const struct state_chain *after = (const void *)c->item.peer;

	if (c->item.fate == FATE_KEPT || !is_at_input(c) || !drops(c))
		return false;
	if (after && is_at_input(after) && !is_asleep(after->table))
		return !drops(after);
	return !something_drops(p->desired, c->table->family);
}

static struct loss policy_lost(struct plan *p)
{
	const struct state_chain *c;

	for (const struct plan_table *t = p->tables; t; t = t->next) {
		if (!t->before || is_asleep(t->before))
			continue;
		state_each(c, &t->before->chains)
			if (opens(p, c))
				return (struct loss){
					.kind = LOSS_POLICY,
					.table = t->before,
					.name = c->item.name,
				};
	}
	return (struct loss){ .kind = LOSS_NONE };
}

/* ---- elements ---- */

/* The end of an interval is no element of its own. */
static bool counts(struct plan *p, const struct elems *e,
		   const struct state_elem *elem)
{
	const struct arena_mark empty = arena_mark(&p->scratch);
	struct low_elem low;

	elems_low(e, elem, &p->scratch, &low);
	arena_rewind(&p->scratch, empty);
	return !(low.flags & NFT_SET_ELEM_INTERVAL_END);
}

static uint64_t count_before(struct plan *p, const struct elems *e)
{
	uint64_t n = 0;

	for (size_t i = 0; i < e->count; i++)
		n += counts(p, e, &e->list[i]);
	return n;
}

static uint64_t count_removed(struct plan *p, const struct elems *e,
			      const struct plan_item *i)
{
	uint64_t n = 0;

	for (size_t k = 0; k < i->elems->count; k++) {
		const struct plan_elem *x = chunks_at(i->elems, k);

		n += x->fate == FATE_REMOVED && counts(p, e, x->before);
	}
	return n;
}

static struct loss set_lost(struct plan *p, const struct plan_table *t,
			    const struct plan_item *i)
{
	const struct state_set *before = (const void *)i->before;
	const struct state_set *after = (const void *)i->after;
	struct loss l = { .kind = LOSS_NONE };

	if (after->elems.count || before->elems.count < LOSS_ELEMENTS_MIN)
		return l;
	l.of = count_before(p, &before->elems);
	l.lost = count_removed(p, &before->elems, i);
	if (l.lost < LOSS_ELEMENTS_MIN || l.lost < l.of)
		return l;
	l.kind = LOSS_ELEMENTS;
	l.table = t->before;
	l.name = before->item.name;
	return l;
}

static struct loss elements_lost(struct plan *p)
{
	struct loss l = { .kind = LOSS_NONE };

	for (const struct plan_table *t = p->tables; t; t = t->next)
		for (const struct plan_item *i = t->items; i; i = i->next)
			if (i->kind == LOW_ELEMS && i->before && i->after &&
			    i->elems && l.kind == LOSS_NONE)
				l = set_lost(p, t, i);
	return l;
}

struct loss loss_find(struct plan *p, uint32_t max_removed_percent)
{
	struct loss l = policy_lost(p);

	if (l.kind == LOSS_NONE)
		l = rules_lost(p, max_removed_percent);
	return l.kind == LOSS_NONE ? elements_lost(p) : l;
}
