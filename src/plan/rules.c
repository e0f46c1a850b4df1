#include "config.h"

#include "plan/planner.h"

#include "base/mem.h"
#include "plan/carry.h"
#include "plan/script.h"

#include <stdlib.h>

/* Beyond it a chain is emptied and filled again: the kernel looks for each
 * handle of a batch from the chain's beginning. */
#define EDITS_MAX 4000

/* The rules of one side. */
struct side {
	struct state_rule **rules;
	uint64_t *hashes; /* of what is compared at the moment */
	uint32_t count;
};

struct rules {
	struct planner *pl;
	struct plan_chain *chain;
	struct side before, after;
	uint32_t *pairs; /* of those after: numbers of those before */
	bool remade;	 /* the chain is */
};

static struct side side_of(const struct state_chain *c)
{
	struct side s = { .count = c ? c->rules.count : 0 };
	struct state_rule *r;
	uint32_t at = 0;

	s.rules = mem_calloc(s.count + 1, sizeof(struct state_rule *));
	s.hashes = mem_calloc(s.count + 1, sizeof(*s.hashes));
	if (!c)
		return s;
	state_each(r, &c->rules) {
		s.hashes[at] = r->item.hash.word[0];
		s.rules[at++] = r;
	}
	return s;
}

static void pair(struct state_rule *before, struct state_rule *after,
		 enum plan_fate fate)
{
	before->item.peer = &after->item;
	after->item.peer = &before->item;
	before->item.fate = (uint8_t)fate;
	after->item.fate = (uint8_t)fate;
}

/* ---- those that stay ---- */

static enum plan_fate equal_fate(const struct rules *x,
				 const struct state_rule *before)
{
	if (x->remade || planner_rule_uses_dead(x->pl, before))
		return FATE_REMADE;
	return before->counts && plan_is_fresh(x->pl->p, &before->item) ?
		       FATE_REPLACED :
		       FATE_SAME;
}

static void pair_equal(struct rules *x)
{
	const struct script_list a = { x->before.hashes, x->before.count };
	const struct script_list b = { x->after.hashes, x->after.count };

	script_find(&a, &b, SCRIPT_LIMIT, x->pairs);
	for (uint32_t i = 0; i < b.count; i++) {
		struct state_rule *before, *after = x->after.rules[i];

		if (x->pairs[i] == SCRIPT_NONE)
			continue;
		before = x->before.rules[x->pairs[i]];
		if (!state_hash_same(before->item.hash, after->item.hash))
			x->pairs[i] = SCRIPT_NONE;
		else
			pair(before, after, equal_fate(x, before));
	}
}

/* ---- those that move ---- */

static int by_hash(const void *x, const void *y)
{
	const struct state_rule *a = *(struct state_rule *const *)x;
	const struct state_rule *b = *(struct state_rule *const *)y;

	for (unsigned int i = 0; i < 2; i++)
		if (a->item.hash.word[i] != b->item.hash.word[i])
			return a->item.hash.word[i] < b->item.hash.word[i] ?
				       -1 :
				       1;
	return 0;
}

/* Those without a fate, by their hashes. */
static struct side unpaired(const struct side *s)
{
	struct side rest = { .rules = mem_calloc(s->count + 1,
						 sizeof(struct state_rule *)) };

	for (uint32_t i = 0; i < s->count; i++)
		if (s->rules[i]->item.fate == FATE_NONE)
			rest.rules[rest.count++] = s->rules[i];
	qsort(rest.rules, rest.count, sizeof(struct state_rule *), by_hash);
	return rest;
}

static void pair_moved(struct rules *x)
{
	struct side a = unpaired(&x->before), b = unpaired(&x->after);

	for (uint32_t i = 0, j = 0; i < a.count && j < b.count;) {
		int order = by_hash(&a.rules[i], &b.rules[j]);

		if (order == 0)
			pair(a.rules[i++], b.rules[j++], FATE_REMADE);
		else if (order < 0)
			i++;
		else
			j++;
	}
	mem_free(a.rules);
	mem_free(b.rules);
}

/* ---- those that are replaced ---- */

/* A part of both lists between two that stay. */
struct gap {
	struct side before, after;
};

static void add_to(struct side *s, struct state_rule *r)
{
	s->rules[s->count] = r;
	s->hashes[s->count++] = r->body.word[0];
}

/* What a replaced rule uses goes when the replacement is judged, and the
 * kernel would say that it is in use. */
static bool can_be_replaced(struct rules *x, const struct state_rule *r)
{
	return r->item.fate == FATE_NONE &&
	       !planner_rule_uses_dead(x->pl, r) &&
	       !plan_keeps(x->pl->p, &r->item);
}

static void replace_rest(struct gap *g, uint32_t i, uint32_t i_end, uint32_t j,
			 uint32_t j_end)
{
	while (i < i_end && j < j_end)
		pair(g->before.rules[i++], g->after.rules[j++], FATE_REPLACED);
}

/* First those whose comment alone differs. */
static void replace_in(struct rules *x, struct gap *g)
{
	const struct script_list a = { g->before.hashes, g->before.count };
	const struct script_list b = { g->after.hashes, g->after.count };
	uint32_t i = 0, j = 0;

	if (!a.count || !b.count)
		return;
	script_find(&a, &b, SCRIPT_LIMIT, x->pairs);
	for (uint32_t at = 0; at < b.count; at++) {
		if (x->pairs[at] == SCRIPT_NONE)
			continue;
		replace_rest(g, i, x->pairs[at], j, at);
		pair(g->before.rules[x->pairs[at]], g->after.rules[at],
		     FATE_REPLACED);
		i = x->pairs[at] + 1;
		j = at + 1;
	}
	replace_rest(g, i, a.count, j, b.count);
}

/* Whether those behind it keep their order to it. */
static bool is_anchor(const struct state_rule *after)
{
	return after->item.fate == FATE_SAME ||
	       after->item.fate == FATE_REPLACED;
}

static void pair_replaced(struct rules *x)
{
	struct gap g = { side_of(NULL), side_of(NULL) };
	uint32_t i = 0;

	g.before.rules = mem_recalloc(g.before.rules, x->before.count + 1,
				      sizeof(*g.before.rules));
	g.before.hashes = mem_recalloc(g.before.hashes, x->before.count + 1,
				       sizeof(*g.before.hashes));
	g.after.rules = mem_recalloc(g.after.rules, x->after.count + 1,
				     sizeof(*g.after.rules));
	g.after.hashes = mem_recalloc(g.after.hashes, x->after.count + 1,
				      sizeof(*g.after.hashes));
	for (uint32_t j = 0; j <= x->after.count; j++) {
		struct state_rule *after =
			j < x->after.count ? x->after.rules[j] : NULL;

		if (after && !is_anchor(after)) {
			if (after->item.fate == FATE_NONE)
				add_to(&g.after, after);
			continue;
		}
		for (; i < x->before.count &&
		       (!after || &x->before.rules[i]->item != after->item.peer);
		     i++)
			if (can_be_replaced(x, x->before.rules[i]))
				add_to(&g.before, x->before.rules[i]);
		replace_in(x, &g);
		g.before.count = 0;
		g.after.count = 0;
		i++;
	}
	mem_free(g.before.rules);
	mem_free(g.before.hashes);
	mem_free(g.after.rules);
	mem_free(g.after.hashes);
}

/* ---- the rest ---- */

/* In a chain that is made anew it is sent again, as far as it is known. */
static bool can_be_kept(struct rules *x, const struct state_item *rule)
{
	return !x->remade || carry_knows_rule(&x->pl->p->scratch,
					      (const struct state_rule *)rule);
}

static void judge_rest(struct rules *x)
{
	for (uint32_t i = 0; i < x->after.count; i++)
		if (x->after.rules[i]->item.fate == FATE_NONE)
			x->after.rules[i]->item.fate = FATE_ADDED;
	for (uint32_t i = 0; i < x->before.count; i++) {
		struct state_item *r = &x->before.rules[i]->item;

		if (r->fate == FATE_NONE)
			r->fate = plan_keeps(x->pl->p, r) && can_be_kept(x, r) ?
					  FATE_KEPT :
					  FATE_REMOVED;
	}
}

static uint32_t count_fate(const struct side *s, enum plan_fate fate)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->count; i++)
		n += s->rules[i]->item.fate == fate;
	return n;
}

static void rewrite(struct rules *x)
{
	for (uint32_t i = 0; i < x->after.count; i++) {
		struct state_item *r = &x->after.rules[i]->item;

		if (!r->peer)
			continue;
		r->fate = FATE_REMADE;
		r->peer->fate = FATE_REMADE;
	}
	x->chain->rewritten = true;
}

static void report(struct rules *x, const struct state_rule *after,
		   bool rewritten, bool moved)
{
	const struct state_item *before = after->item.peer;
	bool carried = plan_carries(x->pl->p, after);
	struct plan_item *i;

	if (after->counts && carried)
		x->pl->p->counts.counters_kept++;
	if (after->item.fate == FATE_SAME ||
	    ((rewritten || x->remade) && before && !moved &&
	     state_hash_same(before->hash, after->item.hash))) {
		x->pl->p->counts.unchanged++;
		return;
	}
	i = planner_add(x->pl, LOW_RULE, before, &after->item,
			(enum plan_fate)after->item.fate,
			moved			       ? REASON_MOVED :
			after->item.fate == FATE_REMADE ? REASON_USES :
							 REASON_DIFFERS);
	if (carried)
		i->state = STATE_CARRIED;
}

/* Whether the script has not paired it: it was found elsewhere. */
static void report_all(struct rules *x, const bool *moved)
{
	for (uint32_t i = 0; i < x->before.count; i++) {
		struct state_rule *r = x->before.rules[i];

		if (r->item.fate == FATE_REMOVED || r->item.fate == FATE_KEPT)
			planner_add(x->pl, LOW_RULE, &r->item, NULL,
				    (enum plan_fate)r->item.fate,
				    REASON_DIFFERS);
	}
	for (uint32_t i = 0; i < x->after.count; i++)
		report(x, x->after.rules[i], x->chain->rewritten, moved[i]);
}

static uint32_t count_edits(const struct rules *x)
{
	return x->before.count - count_fate(&x->before, FATE_SAME) -
	       count_fate(&x->before, FATE_KEPT) +
	       count_fate(&x->after, FATE_ADDED) +
	       count_fate(&x->after, FATE_REMADE);
}

static void note_moved(const struct rules *x, bool *ret)
{
	for (uint32_t i = 0; i < x->after.count; i++)
		ret[i] = x->pairs[i] == SCRIPT_NONE &&
			 x->after.rules[i]->item.peer;
}

static void pair_all(struct rules *x)
{
	bool *moved = mem_calloc(x->after.count + 1, sizeof(*moved));
	uint32_t edits;

	pair_equal(x);
	pair_moved(x);
	note_moved(x, moved);
	if (!x->remade)
		pair_replaced(x);
	judge_rest(x);
	edits = count_edits(x);
	if (edits > EDITS_MAX && !count_fate(&x->before, FATE_KEPT))
		rewrite(x);
	report_all(x, moved);
	mem_free(moved);
	if (!edits && !(x->remade && count_fate(&x->before, FATE_KEPT)))
		return;
	x->pl->t->edits += edits;
	*x->pl->t->last_chain = x->chain;
	x->pl->t->last_chain = &x->chain->next;
}

static void plan_chain(struct planner *pl, struct state_chain *after)
{
	struct state_chain *before = (void *)after->item.peer;
	struct rules x = {
		.pl = pl,
		.chain = arena_new(&pl->p->arena, struct plan_chain),
		.before = side_of(before),
		.after = side_of(after),
		.pairs = mem_calloc(after->rules.count + 1, sizeof(*x.pairs)),
		.remade = after->item.fate == FATE_REMADE,
	};

	x.chain->before = before;
	x.chain->after = after;
	pair_all(&x);
	mem_free(x.pairs);
	mem_free(x.before.rules);
	mem_free(x.before.hashes);
	mem_free(x.after.rules);
	mem_free(x.after.hashes);
}

void planner_rules(struct planner *pl)
{
	struct state_chain *c;

	state_each(c, &pl->t->after->chains)
		if (!c->bound)
			plan_chain(pl, c);
}
