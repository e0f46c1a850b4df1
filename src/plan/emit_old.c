#include "config.h"

#include "plan/emitter.h"

#include "base/mem.h"
#include "object/boxes.h"
#include "plan/carry.h"
#include "plan/uses.h"
#include "state/mark.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

#define SIZE_UNLIMITED 65535 /* of a set that rules add to: the kernel's */

/* Beyond those of any file. */
#define OLD_IDS UINT32_C(0x40000000)

static struct uses uses_old(struct emitter *e, uses_fn *fn)
{
	return (struct uses){ .s = e->p->present,
			      .t = e->t->before,
			      .fn = fn,
			      .ctx = e,
			      .scratch = e->scratch };
}

/* As it was dumped, less what only the kernel says. */
static struct low_msg message_of(const struct state_item *i)
{
	struct low_msg m = *i->low;

	m.table.handle = 0;
	m.name.handle = 0;
	m.nunknown = 0;
	return m;
}

/* ---- sets ---- */

/* A set of a rule's own gets a new name from the kernel. */
static const char *pattern_of(const struct low_set *set)
{
	if (set->obj_type)
		return "__objmap%d";
	return set->is_map ? "__map%d" : "__set%d";
}

/* The size that the kernel gave would choose another kind of set. */
static void put_set(struct emitter *e, struct state_set *set)
{
	struct low_msg m = message_of(&set->item);
	struct low_set low = *m.set;

	set->item.id = OLD_IDS + ++e->old_ids;
	low.id = set->item.id;
	if (low.size == SIZE_UNLIMITED)
		low.size = 0;
	low.exprs = carry_clean(e->scratch, low.exprs);
	if (set->anonymous) {
		m.name.name = pattern_of(&low);
		/* Chains of other names may take the place of those that its
		 * elements lead to. */
		m.udata_len = mark_start(m.udata, m.udata_len);
	}
	m.set = &low;
	emit_low(e, &m, NLM_F_CREATE, NULL);
}

/* The chain that a verdict leads to, where it belongs to a rule. */
static struct state_chain *bound_of(struct emitter *e,
				    const struct low_verdict *v)
{
	struct state_chain *c = NULL;

	if (v && v->chain)
		c = state_chain(e->p->present, e->t->before, v->chain);
	return c && c->bound ? c : NULL;
}

static const struct low_verdict *verdict_of(struct emitter *e,
					    const struct low_verdict *v)
{
	const struct state_chain *c = bound_of(e, v);
	struct low_verdict *to;

	if (!c)
		return v;
	to = arena_memdup(e->scratch, v, sizeof(*v));
	to->chain = NULL;
	to->chain_id = c->item.id;
	return to;
}

/* Its time has passed since it was dumped. */
static bool is_over(const struct emitter *e, const struct state_set *set,
		    struct low_elem *x)
{
	uint64_t elapsed = e->elapsed_ms - MIN(e->elapsed_ms, set->later_ms);

	if (!x->expires || !x->expires_ms)
		return false;
	if (x->expires_ms <= elapsed)
		return true;
	x->expires_ms -= elapsed;
	return false;
}

/* `over`: an interval begins whose time has passed; its end goes with it. */
static void put_elem(struct emitter *e, const struct low_sink *sink,
		     const struct state_set *set, const struct state_elem *elem,
		     bool *over)
{
	struct arena_mark mark = arena_mark(e->scratch);
	struct low_elem x;

	elems_low(&set->elems, elem, e->scratch, &x);
	*over = is_over(e, set, &x) ||
		(*over && x.flags & NFT_SET_ELEM_INTERVAL_END);
	if (x.flags & NFT_SET_ELEM_INTERVAL_END)
		carry_clean_end(&x);
	x.exprs = carry_clean(e->scratch, x.exprs);
	x.verdict = verdict_of(e, x.verdict);
	x.off = 0;
	x.len = 0;
	if (!*over)
		e->err = sink->elem(sink->ctx, &x);
	arena_rewind(e->scratch, mark);
}

/* Ranges of several fields may overlap, where the kernel did not see it: they
 * are added in the order of the dump, which is that of their making.  Other
 * intervals must ascend. */
static bool is_in_order_of_dump(const struct state_set *set)
{
	return boxes_in(set->item.low->set);
}

static void put_list(struct emitter *e, const struct low_sink *sink,
		     const struct state_set *set)
{
	const struct state_elem **list =
		is_in_order_of_dump(set) ? emit_by_source(set) : NULL;
	bool over = false;

	for (size_t i = 0; i < set->elems.count && !e->err; i++)
		put_elem(e, sink, set, list ? list[i] : &set->elems.list[i],
			 &over);
	mem_free(list);
}

static void put_elems(struct emitter *e, const struct state_set *set)
{
	const struct low_sink sink = batch_sink(e->to);
	const struct low_msg *m = set->item.low;
	const struct low_elems head = {
		.verb = LOW_NEW,
		.family = m->family,
		.create_flags = NLM_F_CREATE,
		.at = e->t->place,
		.table = { .name = m->table.name, .at = e->t->place },
		.set = { .name = set->anonymous ? pattern_of(m->set) :
						  m->name.name,
			 .at = e->t->place },
		.set_id = set->item.id,
		.file = e->t->place.file,
	};

	if (e->err || !set->elems.count)
		return;
	e->err = sink.elems_begin(sink.ctx, &head);
	put_list(e, &sink, set);
	if (!e->err)
		e->err = sink.elems_end(sink.ctx);
}

/* ---- rules ---- */

static void put_rule(struct emitter *e, const struct state_rule *r,
		     uint32_t chain_id);

static void put_bound(struct emitter *e, struct state_chain *c)
{
	const struct low_chain chain = {
		.id = OLD_IDS + ++e->old_ids,
		.flags = NFT_CHAIN_BINDING,
	};
	struct low_msg m = message_of(&c->item);
	const struct state_rule *r;

	c->item.id = chain.id;
	m.name.name = NULL;
	m.chain = &chain;
	m.udata_len = 0;
	emit_low(e, &m, NLM_F_CREATE, NULL);
	state_each(r, &c->rules)
		put_rule(e, r, chain.id);
}

/* In front of the rule. */
static bool put_belonging(void *ctx, struct state_item *used)
{
	struct emitter *e = ctx;
	struct state_set *set = (void *)used;
	struct state_chain *c = (void *)used;
	struct uses u = uses_old(e, put_belonging);

	if (used->kind == LOW_SET && set->anonymous) {
		uses_inside(&u, used);
		put_set(e, set);
		put_elems(e, set);
	} else if (used->kind == LOW_CHAIN && c->bound) {
		put_bound(e, c);
	}
	return false;
}

static void put_id(struct low_expr *x, unsigned int number, uint32_t id)
{
	if (x->nattrs < LOW_ATTRS_MAX)
		x->attrs[x->nattrs++] = (struct low_attr){
			.number = (uint8_t)number, .num = id };
}

/* The set of an expression, by its new name and its id. */
static void name_set(struct emitter *e, struct low_expr *x, unsigned int name,
		     unsigned int id)
{
	for (unsigned int i = 0; i < x->nattrs; i++) {
		struct state_set *set;

		if (x->attrs[i].number != name)
			continue;
		set = state_set(e->p->present, e->t->before, x->attrs[i].str,
				0);
		if (!set || !set->anonymous)
			return;
		x->attrs[i].str = pattern_of(set->item.low->set);
		put_id(x, id, set->item.id);
		return;
	}
}

static void name_chain(struct emitter *e, struct low_expr *x)
{
	for (unsigned int i = 0; i < x->nattrs; i++)
		if (x->attrs[i].number == NFTA_IMMEDIATE_DATA &&
		    !x->attrs[i].len)
			x->attrs[i].verdict =
				verdict_of(e, x->attrs[i].verdict);
}

static void name_all(struct emitter *e, const struct low_expr *first)
{
	/* They are copies of carry_clean(). */
	for (struct low_expr *x = (struct low_expr *)first; x; x = x->next) {
		if (x->kind == NFX_LOOKUP)
			name_set(e, x, NFTA_LOOKUP_SET, NFTA_LOOKUP_SET_ID);
		else if (x->kind == NFX_DYNSET)
			name_set(e, x, NFTA_DYNSET_SET_NAME,
				 NFTA_DYNSET_SET_ID);
		else if (x->kind == NFX_OBJREF)
			name_set(e, x, NFTA_OBJREF_SET_NAME,
				 NFTA_OBJREF_SET_ID);
		else if (x->kind == NFX_IMMEDIATE)
			name_chain(e, x);
	}
}

static void put_rule(struct emitter *e, const struct state_rule *r,
		     uint32_t chain_id)
{
	struct arena_mark mark = arena_mark(e->scratch);
	struct uses u = uses_old(e, put_belonging);
	struct low_rule rule = { .chain_id = chain_id };
	struct low_msg m;

	state_rule_low(r, e->scratch, &m);
	if (m.rule) {
		uses_of_exprs(&u, m.rule->exprs);
		rule.exprs = carry_clean(e->scratch, m.rule->exprs);
		name_all(e, rule.exprs);
	}
	if (chain_id)
		m.name.name = NULL;
	m.rule = &rule;
	emit_low(e, &m, NLM_F_CREATE | NLM_F_APPEND, NULL);
	arena_rewind(e->scratch, mark);
}

void emit_old_rule(struct emitter *e, const struct state_rule *r)
{
	put_rule(e, r, 0);
}

static void put_object(struct emitter *e, const struct state_item *i)
{
	struct low_msg m = message_of(i);
	struct low_obj o;

	if (i->kind == LOW_OBJ) {
		o = carry_clean_obj(m.obj);
		m.obj = &o;
	}
	emit_low(e, &m, NLM_F_CREATE, NULL);
}

static void put_rules(struct emitter *e, const struct state_chain *c)
{
	const struct state_rule *r;

	state_each(r, &c->rules)
		put_rule(e, r, 0);
}

/* ---- what others made, in a table that is made anew ---- */

static void old_object(struct emitter *e, const struct plan_item *i)
{
	put_object(e, i->before);
}

static void old_set(struct emitter *e, const struct plan_item *i)
{
	put_set(e, (struct state_set *)i->before);
}

static void old_elems(struct emitter *e, const struct plan_item *i)
{
	put_elems(e, (const struct state_set *)i->before);
}

static void old_rules(struct emitter *e, const struct plan_item *i)
{
	const struct state_chain *c = (const void *)i->before;
	const struct state_rule *r;

	state_each(r, &c->rules)
		if (r->item.fate != FATE_REMOVED)
			put_rule(e, r, 0);
}

void emit_old_objects(struct emitter *e)
{
	emit_each(e, LOW_OBJ, FATE_BIT(KEPT), old_object);
	emit_each(e, LOW_FLOWTABLE, FATE_BIT(KEPT), old_object);
	emit_each(e, LOW_CHAIN, FATE_BIT(KEPT), old_object);
	emit_each(e, LOW_SET, FATE_BIT(KEPT), old_set);
	emit_each(e, LOW_SET, FATE_BIT(KEPT), old_elems);
}

void emit_old_rules(struct emitter *e)
{
	emit_each(e, LOW_CHAIN, FATE_BIT(KEPT), old_rules);
}

/* ---- a whole table ---- */

static void whole_list(struct emitter *e, const struct state_list *list)
{
	struct state_item *i;

	state_each(i, list)
		if (i->kind != LOW_CHAIN || !((struct state_chain *)i)->bound)
			put_object(e, i);
}

void emit_old_table(struct emitter *e)
{
	struct state_table *t = e->t->before;
	struct state_chain *c;
	struct state_set *set;

	put_object(e, &t->item);
	whole_list(e, &t->objs);
	whole_list(e, &t->flowtables);
	whole_list(e, &t->chains);
	state_each(set, &t->sets) {
		elems_settle(&set->elems);
		if (!set->anonymous)
			put_set(e, set);
	}
	state_each(set, &t->sets)
		if (!set->anonymous)
			put_elems(e, set);
	state_each(c, &t->chains)
		if (!c->bound)
			put_rules(e, c);
}
