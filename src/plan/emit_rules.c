#include "config.h"

#include "plan/emitter.h"

#include "plan/carry.h"
#include "plan/uses.h"

#include <linux/netfilter/nf_tables.h>

/* ---- what goes ---- */

static void delete_rule(struct emitter *e, const struct state_chain *c,
			uint64_t handle)
{
	const struct low_rule rule = { .handle = handle };
	const struct low_msg *chain = c->item.low;
	const struct low_msg m = {
		.verb = LOW_DEL,
		.kind = LOW_RULE,
		.family = chain->family,
		.table = { .name = chain->table.name },
		.name = { .name = chain->name.name },
		.rule = handle ? &rule : NULL,
	};

	emit_low(e, &m, 0, NULL);
}

static bool is_deleted(const struct state_item *rule)
{
	return rule->fate == FATE_REMOVED || rule->fate == FATE_REMADE;
}

static bool all_deleted(const struct state_chain *before)
{
	struct state_item *r;

	state_each(r, &before->rules)
		if (!is_deleted(r))
			return false;
	return true;
}

/* All at once, where none stays. */
static void delete_of_chain(struct emitter *e, const struct state_chain *before)
{
	struct state_item *r;

	if (!before->rules.count)
		return;
	if (all_deleted(before)) {
		delete_rule(e, before, 0);
		return;
	}
	state_each(r, &before->rules)
		if (is_deleted(r))
			delete_rule(e, before, r->handle);
}

static void empty_chain(struct emitter *e, const struct plan_item *i)
{
	const struct state_chain *before = (const void *)i->before;

	if (before->rules.count)
		delete_rule(e, before, 0);
}

void emit_delete_rules(struct emitter *e)
{
	emit_each(e, LOW_CHAIN, FATE_BIT(REMOVED), empty_chain);
	for (const struct plan_chain *c = e->t->chains; c; c = c->next)
		if (c->before)
			delete_of_chain(e, c->before);
}

/* ---- what belongs to a rule ---- */

/* The sets and chains of a rule, each after those that it leads to. */
struct noted {
	struct uses uses;
	struct chunks list; /* of struct state_item * */
};

struct belongings {
	struct emitter *e;
	struct uses uses;
	const struct noted *before; /* of the rule before, or NULL */
	size_t at;		    /* in that list */
};

static void put_rule(struct emitter *e, const struct state_rule *r,
		     const struct state_rule *before, struct low_rule *to,
		     uint16_t flags);

static bool is_belonging(const struct state_item *used)
{
	if (used->kind == LOW_SET)
		return ((const struct state_set *)used)->anonymous;
	return used->kind == LOW_CHAIN &&
	       ((const struct state_chain *)used)->bound;
}

static bool note_belonging(void *ctx, struct state_item *used)
{
	struct noted *n = ctx;

	if (!is_belonging(used))
		return false;
	if (used->kind == LOW_SET)
		uses_inside(&n->uses, used);
	*(struct state_item **)chunks_push(&n->list) = used;
	return false;
}

/* What belonged to the rule before in its place: rules of one form have the
 * same in one order. */
static const struct state_item *counterpart(struct belongings *b, uint8_t kind)
{
	const struct state_item *i;

	if (!b->before || b->at >= b->before->list.count)
		return NULL;
	i = *(struct state_item **)chunks_at(&b->before->list, b->at++);
	return i->kind == kind ? i : NULL;
}

static void put_bound(struct belongings *b, const struct state_chain *c)
{
	const struct state_chain *before =
		(const void *)counterpart(b, LOW_CHAIN);
	const struct state_rule *was = NULL, *r;

	if (before && before->rules.count == c->rules.count)
		was = (const void *)before->rules.first;
	emit_low(b->e, c->item.low, NLM_F_CREATE, c->item.msg);
	state_each(r, &c->rules) {
		struct low_rule to = { .id = 0 };

		put_rule(b->e, r, was, &to, NLM_F_CREATE | NLM_F_APPEND);
		was = was ? (const void *)was->item.next : NULL;
	}
}

/* In front of the rule: its anonymous sets and chains. */
static bool put_belonging(void *ctx, struct state_item *used)
{
	struct belongings *b = ctx;
	const struct state_set *set = (const void *)used;

	if (!is_belonging(used))
		return false;
	if (used->kind == LOW_SET) {
		uses_inside(&b->uses, used);
		emit_set(b->e, set);
		emit_set_elems(b->e, set, (void *)counterpart(b, LOW_SET));
	} else {
		put_bound(b, (const void *)used);
	}
	return false;
}

static void put_belongings(struct emitter *e, const struct low_expr *wants,
			   const struct low_expr *has)
{
	struct noted before = {
		.uses = { .s = e->p->present,
			  .t = e->t->before,
			  .fn = note_belonging,
			  .ctx = &before,
			  .scratch = e->scratch },
	};
	struct belongings b = {
		.e = e,
		.uses = { .s = e->p->desired,
			  .t = e->t->after,
			  .fn = put_belonging,
			  .ctx = &b,
			  .scratch = e->scratch },
		.before = has ? &before : NULL,
	};

	chunks_init(&before.list, sizeof(struct state_item *));
	if (has)
		uses_of_exprs(&before.uses, has);
	uses_of_exprs(&b.uses, wants);
	chunks_release(&before.list);
}

/* ---- rules ---- */

/* A rule as the file has it, with the counts of the one before (or NULL); to
 * says where it comes. */
static void put_rule(struct emitter *e, const struct state_rule *r,
		     const struct state_rule *before, struct low_rule *to,
		     uint16_t flags)
{
	struct arena_mark mark = arena_mark(e->scratch);
	const struct low_expr *has = NULL;
	struct low_msg m, old;

	state_rule_low(r, e->scratch, &m);
	if (before) {
		state_rule_low(before, e->scratch, &old);
		has = old.rule ? old.rule->exprs : NULL;
	}
	if (m.rule) {
		put_belongings(e, m.rule->exprs, has);
		to->chain_id = m.rule->chain_id;
		to->exprs = has ? carry_exprs(e->scratch, m.rule->exprs, has) :
				  m.rule->exprs;
	}
	m.rule = to;
	emit_low(e, &m, flags, r->item.msg);
	arena_rewind(e->scratch, mark);
}

/* Where the next new rule comes: behind a handle, or behind a new one; neither:
 * at the beginning. */
struct position {
	uint64_t handle;
	uint32_t id;
};

static bool stays(const struct state_item *rule)
{
	return rule->fate == FATE_SAME || rule->fate == FATE_REPLACED;
}

static void replace(struct emitter *e, const struct state_rule *r)
{
	struct low_rule to = { .handle = r->item.peer->handle };

	put_rule(e, r, plan_carries(e->p, r), &to, NLM_F_REPLACE);
}

static void add(struct emitter *e, const struct state_rule *r,
		struct position *at, bool last)
{
	struct low_rule to = { .id = ++e->rule_ids };
	uint16_t flags = NLM_F_CREATE | NLM_F_APPEND;

	if (!last && !at->handle && !at->id)
		flags = NLM_F_CREATE;
	if (!last) {
		to.position = at->handle;
		to.position_id = at->id;
	}
	put_rule(e, r, plan_carries(e->p, r), &to, flags);
	*at = (struct position){ .id = e->rule_ids };
}

/* The last rule that stays; NULL: none does. */
static const struct state_item *last_of(const struct plan_chain *c)
{
	const struct state_item *r = c->after->rules.last;

	while (r && !stays(r))
		r = r->prev;
	return r;
}

/* Whether rules of others stay in it. */
static bool keeps_others(const struct state_chain *before)
{
	struct state_item *r;

	if (before)
		state_each(r, &before->rules)
			if (r->fate == FATE_KEPT)
				return true;
	return false;
}

/* Rules of others that stood in front of one, in a chain that is made anew;
 * at NULL: behind all. */
static void put_others(struct emitter *e, const struct plan_chain *c,
		       const struct state_item *at)
{
	const struct state_item *r, *paired;

	if (!c->before || c->after->item.fate != FATE_REMADE)
		return;
	paired = at ? at->prev : c->before->rules.last;
	while (paired && !paired->peer)
		paired = paired->prev;
	r = paired ? paired->next : c->before->rules.first;
	for (; r != at; r = r->next)
		if (r->fate == FATE_KEPT)
			emit_old_rule(e, (const void *)r);
}

static void rules_of_chain(struct emitter *e, const struct plan_chain *c)
{
	const struct state_item *last = last_of(c);
	bool behind = !last && (c->after->item.fate == FATE_REMADE ||
				!keeps_others(c->before));
	struct position at = { 0 };
	struct state_rule *r;

	state_each(r, &c->after->rules) {
		if (r->item.peer)
			put_others(e, c, r->item.peer);
		if (r->item.fate == FATE_REPLACED)
			replace(e, r);
		if (stays(&r->item))
			at = (struct position){ r->item.peer->handle, 0 };
		else
			add(e, r, &at, behind);
		behind |= last && &r->item == last;
	}
	put_others(e, c, NULL);
}

void emit_rules(struct emitter *e)
{
	for (const struct plan_chain *c = e->t->chains; c; c = c->next)
		if (c->after)
			rules_of_chain(e, c);
}
