#include "config.h"

#include "lint/linting.h"

#include "object/rows.h"
#include "tables/family.h"

/* ---- rules behind one that no packet passes ---- */

static void look_behind(struct lint *l, const struct facts_chain *c)
{
	for (size_t i = 0; i + 1 < c->nrules; i++) {
		const struct state_item *end = &c->rules[i].rule->item;
		const struct state_item *next = &c->rules[i + 1].rule->item;

		if (!c->rules[i].ends)
			continue;
		if (lint_say(l, DIAG_LINT_UNREACHABLE, lint_place(l, next),
			     "no packet reaches this rule"))
			diag_note(l->diags, lint_place(l, end),
				  "this rule takes all packets");
		return;
	}
}

void lint_unreachable(struct lint *l, struct state_table *t)
{
	struct state_chain *c;

	state_each(c, &t->chains)
		look_behind(l, facts_of(&l->facts, c));
}

/* ---- what is declared and never named again ---- */

static const char *word_of(const struct state_item *i)
{
	const struct state_set *set = (const void *)i;
	const struct state_obj *obj = (const void *)i;
	const struct rows *rows;

	switch (i->kind) {
	case LOW_CHAIN:
		return "chain";
	case LOW_SET:
		return set->item.low->set->is_map ||
		       set->item.low->set->obj_type ? "map" : "set";
	case LOW_OBJ:
		rows = nfobj_by_type(obj->type);
		return rows ? rows->name : "object";
	}
	return "flow table";
}

/* Only the kernel can have it where nothing was declared. */
static bool is_declared(const struct state_item *i)
{
	return i->low && i->low->body && i->msg && i->name;
}

static void say_unused(struct lint *l, const struct state_list *list)
{
	for (const struct state_item *i = list->first; i; i = i->next) {
		if (i->users || !is_declared(i))
			continue;
		lint_say(l, DIAG_LINT_UNUSED, lint_name_place(l, i),
			 "no rule uses %s '%s'", word_of(i), i->name);
	}
}

static void say_unused_chains(struct lint *l, struct state_table *t)
{
	struct state_chain *c;

	state_each(c, &t->chains) {
		if (c->item.users || c->bound || facts_of(&l->facts, c)->hook ||
		    !c->item.msg)
			continue;
		lint_say(l, DIAG_LINT_UNUSED, lint_name_place(l, &c->item),
			 "no rule leads to chain '%s'", c->item.name);
	}
}

/* A set of a table whose rules are not in the input may be used by those. */
static bool has_rules(const struct state_table *t)
{
	struct state_chain *c;

	state_each(c, &t->chains)
		if (c->rules.count)
			return true;
	return false;
}

static bool has_hooks(struct lint *l, const struct state_table *t)
{
	struct state_chain *c;

	state_each(c, &t->chains)
		if (facts_of(&l->facts, c)->hook)
			return true;
	return false;
}

/* Whether a rule asks a map for its verdict that the input leaves empty. */
static bool has_open_map(const struct state_table *t)
{
	struct state_set *set;

	state_each(set, &t->sets)
		if (set->item.users && facts_is_open(set))
			return true;
	return false;
}

void lint_unused(struct lint *l, struct state_table *t)
{
	if (has_hooks(l, t) && !has_open_map(t))
		say_unused_chains(l, t);
	if (!has_rules(t))
		return;
	say_unused(l, &t->sets);
	say_unused(l, &t->objs);
	say_unused(l, &t->flowtables);
}

/* ---- rules that a second load would add once more ---- */

void lint_repeated(struct lint *l, struct state_table *t)
{
	struct state_chain *c;

	state_each(c, &t->chains) {
		if (c->known || c->bound || !c->rules.count)
			continue;
		if (lint_say(l, DIAG_LINT_REPEATED,
			     lint_place(l, c->rules.first),
			     "each load adds the rules of table %s once more: nothing before removes those of the last load",
			     lint_table_name(l, t)))
			diag_hint(l->diags, "begin with 'destroy table %s %s', or load the file with 'nftload sync'",
				  family_name(t->family), t->item.name);
		return;
	}
}
