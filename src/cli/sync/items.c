#include "config.h"

#include "cli/sync/items.h"

#include "base/mem.h"
#include "object/print.h"
#include "tables/family.h"

#include <ctype.h>
#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- texts ---- */

/* On one line, with single blanks. */
static char *squeezed(struct arena *a, const char *text, size_t len)
{
	char *out = arena_alloc(a, len + 1), *at = out;

	for (size_t i = 0; i < len; i++) {
		bool blank = isspace((unsigned char)text[i]) ||
			     (text[i] == '\\' && i + 1 < len &&
			      text[i + 1] == '\n');

		if (!blank)
			*at++ = text[i];
		else if (at > out && at[-1] != ' ')
			*at++ = ' ';
	}
	if (at > out && at[-1] == ' ')
		at--;
	*at = '\0';
	return out;
}

static const char *source_text(const struct source_set *sources,
			       struct span at, struct arena *a)
{
	struct source *s = at.len ? source_at(sources, at.file) : NULL;
	struct located found;

	if (!s)
		return NULL;
	found = source_locate(s, at, a);
	return squeezed(a, s->text + found.off, found.len);
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

/* What the program prints of a message, on one line; of a rule what stands
 * behind its first line: its expressions. */
static const char *bytecode(const struct low_msg *m, struct arena *a)
{
	char *all = print_command_text(m, NULL);
	const char *from = m->kind == LOW_RULE ? strchr(all, '\n') : all;
	const char *text = from ? squeezed(a, from, strlen(from)) : "";
	free(all);
	return text;
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

static void show_rule(struct shown *s, const struct plan *p,
		      const struct plan_item *i,
		      const struct source_set *sources, struct arena *a)
{
	const struct state_rule *after = (const void *)i->after;
	const struct state_rule *before = (const void *)i->before;
	struct low_msg m;

	s->chain = (after ? after : before)->chain->item.name;
	if (after)
		s->after = source_text(sources,
				       state_place(p->desired, i->after, 0), a);
	if (!before)
		return;
	state_rule_low(before, a, &m);
	s->before = bytecode(&m, a);
	show_counter(s, &m);
}

/* ---- elements ---- */

static const char *key_text(const struct state_set *set,
			    const struct state_elem *e,
			    const struct batch *b,
			    const struct source_set *sources, struct arena *a)
{
	const struct elems_source *from = elems_source(&set->elems, e);
	const struct nlattr *item = elems_item(&set->elems, e);
	const char *text = NULL;
	struct low_elem low;
	char *hex;

	if (from->msg && b)
		text = source_text(sources,
				   batch_place(b, from->msg,
					       (uint32_t)((const char *)item -
							  (const char *)from->nlh)),
				   a);
	if (text)
		return text;
	elems_low(&set->elems, e, a, &low);
	hex = arena_alloc(a, 2 * low.key_len + 3);
	strcpy(hex, "0x");
	for (uint32_t k = 0; k < low.key_len; k++)
		sprintf(hex + 2 + 2 * k, "%02x", low.key[k]);
	return hex;
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

static void show_elem(struct shown *s, const struct plan *p,
		      const struct plan_item *i, const struct plan_elem *e,
		      const struct source_set *sources, struct arena *a)
{
	const struct state_item *side = e->after ? i->after : i->before;
	const struct state_set *set = (const void *)side;
	const struct state_elem *elem = e->after ? e->after : e->before;
	struct shown_keys *keys = keys_of(s, e);

	if (is_end(set, elem, a))
		return;
	if (e->fate == FATE_REMADE && !e->after) {
		s->carried_elements++;
		return;
	}
	if (keys->count < KEYS_SHOWN)
		keys->names[keys->count] =
			key_text(set, elem,
				 e->after ? p->desired->batch : NULL, sources,
				 a);
	keys->count++;
}

static bool is_mark(const struct plan_elem *e)
{
	return e->reason == REASON_MARK;
}

static void show_elems(struct shown *s, const struct plan *p,
		       const struct plan_item *i,
		       const struct source_set *sources, struct arena *a)
{
	s->elements = true;
	for (size_t k = 0; k < i->elems->count; k++) {
		const struct plan_elem *e = chunks_at(i->elems, k);

		if (!is_mark(e))
			show_elem(s, p, i, e, sources, a);
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

bool item_show(const struct plan *p, const struct plan_table *t,
	       const struct plan_item *i, const struct source_set *sources,
	       struct arena *a, struct shown *ret)
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
	if (i->kind == LOW_RULE)
		show_rule(ret, p, i, sources, a);
	else if (i->kind == LOW_ELEMS)
		show_elems(ret, p, i, sources, a);
	else if (i->fate == FATE_REMOVED)
		ret->before = bytecode(i->before->low, a);
	return true;
}
