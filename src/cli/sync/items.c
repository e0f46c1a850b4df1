#include "config.h"

#include "cli/sync/items.h"

#include "tables/family.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* ---- texts ---- */

void items_init(struct items *all, const struct plan *p,
		const struct source_set *sources)
{
	*all = (struct items){ .p = p, .sources = sources };
	wording_init(&all->before, p->present);
	wording_init(&all->after, p->desired);
}

void items_release(struct items *all)
{
	wording_release(&all->before);
	wording_release(&all->after);
}

static const char *source_text(const struct source_set *sources,
			       struct span at, struct arena *a)
{
	struct source *s = at.len ? source_at(sources, at.file) : NULL;
	struct located found;

	if (!s)
		return NULL;
	found = source_locate(s, at, a);
	return wording_squeezed(s->text + found.off, found.len, a);
}

const char *item_place(const struct source_set *sources, struct span at,
		       struct arena *a)
{
	struct source *s = at.len ? source_at(sources, at.file) : NULL;
	struct located found;

	if (!s)
		return "";
	found = source_locate(s, at, a);
	return arena_printf(a, "%s:%u", s->name,
			    source_place(s, found.off, found.len).line);
}

/* ---- one item ---- */

static const char *kind_word(const struct state_item *i, uint8_t kind)
{
	static const char *const words[] = {
		[LOW_TABLE] = "table", [LOW_CHAIN] = "chain",
		[LOW_RULE] = "rule",   [LOW_SET] = "set",
		[LOW_ELEMS] = "set",   [LOW_FLOWTABLE] = "flowtable",
	};
	const struct low_set *set;

	if (kind == LOW_OBJ)
		return nfobj_by_type(((const struct state_obj *)i)->type)->name;
	set = i->kind == LOW_SET ? i->low->set : NULL;
	return set && (set->is_map || set->obj_type) ? "map" : words[kind];
}

static const struct {
	const char *op, *cost;
	char sign;
} fates[FATE_COUNT] = {
	[FATE_NONE] = { "keep", NULL, '=' },
	[FATE_SAME] = { "keep", NULL, '=' },
	[FATE_KEPT] = { "keep", NULL, '=' },
	[FATE_CHANGED] = { "change", "in place", '~' },
	[FATE_REPLACED] = { "replace", "in place", '~' },
	[FATE_REMADE] = { "remake", "made anew", '~' },
	[FATE_ADDED] = { "add", NULL, '+' },
	[FATE_REMOVED] = { "remove", NULL, '-' },
};

static const char *const reasons[] = {
	[REASON_USES] = "it uses something that is made anew",
	[REASON_OVERLAPS] = "another element that it overlaps comes before it",
	[REASON_INSIDE] = "what it is in is made anew",
	[REASON_ORDER] = "the order of base chains at its hook changes",
	[REASON_MOVED] = "it moves",
	[REASON_MARK] = "its mark changes",
	[REASON_CONSTANT] = "its elements differ, and it is constant",
	[REASON_MANY] = "most of its chain differs",
};

static const char *rows_text(const struct plan_item *i, struct arena *a)
{
	const struct change_row *row;
	const char *text = NULL;

	for (unsigned int n = 0; n < 32 && (row = change_row(n)); n++)
		if (i->rows & 1u << n)
			text = text ? arena_printf(a, "%s, %s", text,
						   row->what) :
				      row->what;
	return text;
}

static void show_counter(struct shown *s, const struct low_msg *m)
{
	const struct low_expr *x = m->rule ? m->rule->exprs : NULL;

	for (; x && !s->counts; x = x->next) {
		if (x->kind != NFX_COUNTER)
			continue;
		s->counts = true;
		s->packets = low_num_of(x, NFTA_COUNTER_PACKETS);
		s->bytes = low_num_of(x, NFTA_COUNTER_BYTES);
	}
}

static void show_rule(struct shown *s, struct items *all,
		      const struct plan_item *i, struct arena *a)
{
	const struct state_rule *after = (const void *)i->after;
	const struct state_rule *before = (const void *)i->before;
	struct low_msg m;

	s->chain = (after ? after : before)->chain->item.name;
	if (after)
		s->after = source_text(all->sources,
				       state_place(all->p->desired, i->after,
						   0),
				       a);
	/* A rule that comes back has no source. */
	if (after && !s->after)
		s->after = wording_item(&all->after, i->after, a);
	if (!before)
		return;
	s->before = wording_item(&all->before, i->before, a);
	if (after && all->compares)
		s->meant = wording_item(&all->after, i->after, a);
	state_rule_low(before, a, &m);
	show_counter(s, &m);
}

/* An object that goes, or differs. */
static void show_object(struct shown *s, struct items *all,
			const struct plan_item *i, struct arena *a)
{
	s->before = wording_item(&all->before, i->before, a);
	if (i->after)
		s->after = wording_item(&all->after, i->after, a);
	/* What differs may be nothing that the text shows. */
	if (s->after && strcmp(s->before, s->after) == 0)
		s->before = s->after = NULL;
}

/* ---- elements ---- */

static const char *key_text(struct items *all, const struct shown_key *k,
			    struct arena *a)
{
	const struct elems_source *from = elems_source(&k->set->elems, k->elem);
	const struct nlattr *item = elems_item(&k->set->elems, k->elem);
	const char *text = NULL;
	uint32_t off;

	if (k->after && from->msg && all->p->desired->batch) {
		off = (uint32_t)((const char *)item - (const char *)from->nlh);
		text = source_text(all->sources,
				   batch_place(all->p->desired->batch,
					       from->msg, off),
				   a);
	}
	return text ? text :
		      wording_elem(k->after ? &all->after : &all->before,
				   k->set, k->elem, a);
}

static bool is_end(const struct state_set *set, const struct state_elem *e,
		   struct arena *a)
{
	struct low_elem low;

	elems_low(&set->elems, e, a, &low);
	return low.flags & NFT_SET_ELEM_INTERVAL_END;
}

static struct shown_keys *keys_of(struct shown *s, const struct plan_elem *e)
{
	if (!e->before)
		return &s->added;
	return e->after ? &s->changed : &s->removed;
}

static void show_elem(struct shown *s, struct items *all,
		      const struct plan_item *i, const struct plan_elem *e,
		      struct arena *a)
{
	struct shown_keys *keys = keys_of(s, e);
	struct shown_key key = {
		.set = (const void *)(e->after ? i->after : i->before),
		.elem = e->after ? e->after : e->before,
		.after = e->after,
	};

	if (is_end(key.set, key.elem, a))
		return;
	if (e->fate == FATE_REMADE && !e->after) {
		s->carried_elements++;
		return;
	}
	if (keys->count < KEYS_SHOWN) {
		key.name = key_text(all, &key, a);
		keys->list[keys->count] = key;
	}
	keys->count++;
}

static bool is_mark(const struct plan_elem *e)
{
	return e->reason == REASON_MARK;
}

static void show_elems(struct shown *s, struct items *all,
		       const struct plan_item *i, struct arena *a)
{
	s->elements = true;
	for (size_t k = 0; k < i->elems->count; k++) {
		const struct plan_elem *e = chunks_at(i->elems, k);

		if (!is_mark(e))
			show_elem(s, all, i, e, a);
	}
}

/* ---- all of them ---- */

static bool is_change(const struct plan_item *i)
{
	if (i->kind != LOW_ELEMS)
		return i->reason != REASON_MARK && i->fate != FATE_KEPT;
	for (size_t k = 0; k < i->elems->count; k++)
		if (!is_mark(chunks_at(i->elems, k)))
			return true;
	return false;
}

bool items_differ(const struct plan *p)
{
	for (const struct plan_table *t = p->tables; t; t = t->next)
		for (const struct plan_item *i = t->items; i; i = i->next)
			if (!i->unreachable && is_change(i))
				return true;
	return false;
}

bool item_show(struct items *all, const struct plan_table *t,
	       const struct plan_item *i, struct arena *a, struct shown *ret)
{
	const struct state_item *item = i->after ? i->after : i->before;
	const struct state_table *table = t->after ? t->after : t->before;

	if (!i->unreachable && !is_change(i))
		return false;
	*ret = (struct shown){
		.op = fates[i->fate].op,
		.sign = fates[i->fate].sign,
		.cost = fates[i->fate].cost,
		.kind = kind_word(item, i->kind),
		.family = family_name(table->family),
		.table = table->item.name,
		.name = item->name,
		.what = rows_text(i, a),
		.why = i->fate == FATE_REMADE ? reasons[i->reason] : NULL,
		.handle = i->before ? i->before->handle : 0,
		.carried = i->state & STATE_CARRIED,
		.unreachable = i->unreachable,
		.at = i->after ? i->place : (struct span){ 0 },
	};
	if (i->kind == LOW_ELEMS) {
		show_elems(ret, all, i, a);
		return true;
	}
	ret->was = i->before;
	ret->is = i->after;
	if (i->kind == LOW_RULE)
		show_rule(ret, all, i, a);
	else if (i->before)
		show_object(ret, all, i, a);
	return true;
}
