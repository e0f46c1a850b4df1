#include "config.h"

#include "cli/sync/show.h"

#include "base/mem.h"
#include "cli/sync/items.h"
#include "cli/user/records.h"

#define SET(obj, key, value) json_object_set_new(obj, key, value)

static json_t *number(uint64_t val)
{
	return json_integer((json_int_t)val);
}

static void set_place(json_t *obj, const struct source_set *sources,
		      struct span at, struct arena *a)
{
	struct source *s = at.len ? source_at(sources, at.file) : NULL;
	struct place place = { 0 };
	struct located found;

	if (s) {
		found = source_locate(s, at, a);
		place = source_place(s, found.off, found.len);
	}
	SET(obj, "file", s ? record_text(s->name) : json_null());
	SET(obj, "line", s ? number(place.line) : json_null());
	SET(obj, "column", s ? number(place.column) : json_null());
}

/* The first of them, and how many there are. */
static json_t *keys(struct items *all, const struct shown_keys *k)
{
	json_t *names = json_array(), *elems = json_array();

	for (uint64_t i = 0; i < k->count && i < KEYS_SHOWN; i++) {
		const struct shown_key *key = &k->list[i];

		json_array_append_new(names, record_text(key->name));
		json_array_append_new(elems,
				      wording_elem_json(key->after ?
								&all->after :
								&all->before,
							key->set, key->elem));
	}
	return json_pack("{s:o, s:o, s:o}", "count", number(k->count), "first",
			 names, "elem", elems);
}

static void set_elements(json_t *obj, struct items *all, const struct shown *s)
{
	SET(obj, "elements",
	    json_pack("{s:o, s:o, s:o, s:o}", "added", keys(all, &s->added),
		      "removed", keys(all, &s->removed), "changed",
		      keys(all, &s->changed), "carried",
		      number(s->carried_elements)));
}

/* What is there, and what is wanted, as libnftables has it. */
static json_t *nft(struct items *all, const struct shown *s)
{
	return json_pack("{s:o, s:o}", "before",
			 s->was ? wording_item_json(&all->before, s->was) :
				  json_null(),
			 "after",
			 s->is ? wording_item_json(&all->after, s->is) :
				 json_null());
}

static json_t *object(const struct shown *s)
{
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "kind", s->kind,
			 "family", s->family, "table", record_text(s->table),
			 "chain", record_text(s->chain), "name",
			 record_text(s->name), "handle",
			 s->handle ? number(s->handle) : json_null());
}

static json_t *counter(const struct shown *s)
{
	if (!s->counts)
		return json_null();
	return json_pack("{s:o, s:o, s:b}", "packets", number(s->packets),
			 "bytes", number(s->bytes), "kept", s->carried);
}

static json_t *item(struct items *all, const struct shown *s, struct arena *a)
{
	json_t *obj = json_object();

	SET(obj, "op", json_string(s->unreachable ? "unreachable" : s->op));
	SET(obj, "object", object(s));
	SET(obj, "before", record_text(s->before));
	SET(obj, "after", record_text(s->after));
	SET(obj, "nft", nft(all, s));
	SET(obj, "differs", record_text(s->what));
	SET(obj, "cost", record_text(s->unreachable ? NULL : s->cost));
	SET(obj, "reason", record_text(s->why));
	SET(obj, "counter", counter(s));
	set_place(obj, all->sources, s->at, a);
	if (s->elements)
		set_elements(obj, all, s);
	return obj;
}

json_t *show_items(const struct plan *p, const struct source_set *sources)
{
	json_t *list = json_array();
	struct arena_mark empty;
	struct items all;
	struct shown s;
	struct arena a;

	items_init(&all, p, sources);
	arena_init(&a);
	empty = arena_mark(&a);
	for (const struct plan_table *t = p->tables; t; t = t->next)
		for (const struct plan_item *i = t->items; i; i = i->next) {
			if (item_show(&all, t, i, &a, &s))
				json_array_append_new(list, item(&all, &s, &a));
			arena_rewind(&a, empty);
		}
	arena_release(&a);
	items_release(&all);
	return list;
}

json_t *show_counts_json(const struct plan_counts *n)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "added",
			 number(n->added), "changed", number(n->changed),
			 "removed", number(n->removed), "unchanged",
			 number(n->unchanged), "kept", number(n->kept),
			 "unreachable", number(n->unreachable),
			 "counters_kept", number(n->counters_kept));
}
