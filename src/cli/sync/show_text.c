#include "config.h"

#include "cli/sync/show.h"

#include "cli/sync/items.h"
#include "cli/sync/marks.h"
#include "tables/family.h"

#include <inttypes.h>
#include <string.h>

#define MARK_GONE "\033[4;31m" /* underlined red, and green */
#define MARK_NEW "\033[4;32m"

struct shower {
	FILE *out;
	const struct show_how *how;
	struct items items;
	struct arena a; /* emptied after each item */
	const struct plan_table *table; /* whose header was printed */
	const char *chain; /* the same of its rules */
};

/* ---- lines ---- */

static void put_end(struct shower *w, const struct shown *s)
{
	const char *place = item_place(w->items.sources, s->at, &w->a);

	fprintf(w->out, "%s%s\n", *place ? "   " : "", place);
}

/* What is known of what is there. */
static void put_facts(struct shower *w, const struct shown *s)
{
	const char *lead = "   # ";

	if (s->handle) {
		fprintf(w->out, "%shandle %" PRIu64, lead, s->handle);
		lead = ", ";
	}
	if (s->counts)
		fprintf(w->out, "%s%" PRIu64 " packets%s", lead, s->packets,
			s->carried ? " kept" : "");
}

static void put_table(struct shower *w, const struct plan_table *t)
{
	static const char signs[FATE_COUNT] = {
		[FATE_ADDED] = '+', [FATE_REMOVED] = '-',
	};
	const struct state_table *table = t->after ? t->after : t->before;
	const char *place = item_place(w->items.sources, t->place, &w->a);

	if (w->table == t)
		return;
	w->table = t;
	w->chain = NULL;
	fprintf(w->out, "%c table %s %s%s%s\n",
		signs[t->fate] ? signs[t->fate] : '~',
		family_name(table->family), table->item.name,
		*place ? "   " : "", place);
}

static void put_chain(struct shower *w, const struct shown *s)
{
	if (w->chain && strcmp(w->chain, s->chain) == 0)
		return;
	w->chain = s->chain;
	fprintf(w->out, "  chain %s\n", s->chain);
}

/* Words that differ are marked. */
static void put_old(struct shower *w, const struct shown *s, const char *lead,
		    const char *other)
{
	fputs(lead, w->out);
	marks_put(w->out, s->before, other, w->how->colour ? MARK_GONE : NULL,
		  &w->a);
}

static void put_new(struct shower *w, const struct shown *s, const char *lead)
{
	fputs(lead, w->out);
	marks_put(w->out, s->after, s->before,
		  w->how->colour ? MARK_NEW : NULL, &w->a);
}

static void put_rule(struct shower *w, const struct shown *s)
{
	put_chain(w, s);
	if (s->before && s->sign != '=') {
		put_old(w, s, "  - ", s->meant);
		put_facts(w, s);
		fputc('\n', w->out);
	}
	if (s->after) {
		put_new(w, s, "  + ");
		put_end(w, s);
	}
}

static void put_keys(struct shower *w, const struct shown_keys *k, char sign,
		     const char **lead)
{
	uint64_t named = MIN(k->count, (uint64_t)KEYS_SHOWN);

	for (uint64_t i = 0; i < named; i++, *lead = ", ")
		fprintf(w->out, "%s%c %s", *lead, sign, k->list[i].name);
	if (k->count > named)
		fprintf(w->out, ", %c %" PRIu64 " more", sign,
			k->count - named);
}

static void put_elements(struct shower *w, const struct shown *s)
{
	const char *lead = ": ";

	fprintf(w->out, "  ~ %s %s", s->kind, s->name);
	put_keys(w, &s->added, '+', &lead);
	put_keys(w, &s->removed, '-', &lead);
	put_keys(w, &s->changed, '~', &lead);
	put_end(w, s);
}

static void put_object(struct shower *w, const struct shown *s)
{
	if (s->sign == '-' && s->before)
		fprintf(w->out, "  - %s", s->before);
	else
		fprintf(w->out, "  %c %s %s", s->sign, s->kind, s->name);
	if (s->what)
		fprintf(w->out, ": %s", s->what);
	if (s->why)
		fprintf(w->out, " (made anew: %s)", s->why);
	else if (s->cost && *s->cost == 'm')
		fprintf(w->out, " (made anew)");
	if (s->sign == '-')
		put_facts(w, s);
	put_end(w, s);
	if (!s->before || !s->after)
		return;
	put_old(w, s, "    - ", s->after);
	put_facts(w, s);
	put_new(w, s, "\n    + ");
	fputc('\n', w->out);
}

static void put_unreachable(struct shower *w, const struct shown *s)
{
	fprintf(w->out, "  ! %s %s: %s cannot change in place; --recreate makes it anew",
		s->kind, s->name, s->what);
	put_end(w, s);
}

static void put_item(struct shower *w, const struct plan_table *t,
		     const struct plan_item *i)
{
	struct arena_mark empty = arena_mark(&w->a);
	struct shown s;

	if (item_show(&w->items, t, i, &w->a, &s)) {
		put_table(w, t);
		if (s.unreachable)
			put_unreachable(w, &s);
		else if (s.elements)
			put_elements(w, &s);
		else if (i->kind == LOW_RULE)
			put_rule(w, &s);
		else if (i->kind != LOW_TABLE || s.what)
			put_object(w, &s);
	}
	arena_rewind(&w->a, empty);
}

/* ---- all of them ---- */

void show_text(FILE *out, const struct plan *p,
	       const struct source_set *sources, const struct show_how *how)
{
	struct shower w = { .out = out, .how = how };

	items_init(&w.items, p, sources);
	w.items.compares = how->colour;
	arena_init(&w.a);
	for (const struct plan_table *t = p->tables; t; t = t->next)
		for (const struct plan_item *i = t->items; i; i = i->next)
			if (!how->wanted || how->wanted(how->ctx, t, i))
				put_item(&w, t, i);
	arena_release(&w.a);
	items_release(&w.items);
}

void show_counts(char *text, size_t size, const struct plan_counts *n,
		 bool will)
{
	int len = snprintf(text, size,
			   will ? "%" PRIu64 " to add, %" PRIu64
				  " to change, %" PRIu64 " to remove, %" PRIu64
				  " unchanged" :
				  "%" PRIu64 " added, %" PRIu64
				  " changed, %" PRIu64 " removed, %" PRIu64
				  " unchanged",
			   n->added, n->changed, n->removed, n->unchanged);

	if (n->kept && len > 0 && (size_t)len < size)
		len += snprintf(text + len, size - (size_t)len,
				", %" PRIu64 " of others kept", n->kept);
	if (n->counters_kept && len > 0 && (size_t)len < size)
		snprintf(text + len, size - (size_t)len,
			 "; counters kept in %" PRIu64 " rule%s",
			 n->counters_kept, n->counters_kept == 1 ? "" : "s");
}
