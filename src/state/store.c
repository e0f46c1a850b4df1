#include "config.h"

#include "state/store.h"

#include <string.h>

void state_init(struct state *s, enum state_begin begin)
{
	*s = (struct state){ .known = begin == STATE_EMPTY };
	arena_init(&s->arena);
	strpool_init(&s->names);
}

void state_release(struct state *s)
{
	struct state_table *t;
	struct state_set *set;

	state_each(t, &s->tables)
		state_each(set, &t->sets)
			elems_release(&set->elems);
	map_release(&s->by_name);
	map_release(&s->by_id);
	map_release(&s->by_handle);
	strpool_release(&s->names);
	arena_release(&s->arena);
}

/* ---- lists ---- */

/* Behind at; NULL: at the beginning. */
static void list_add(struct state_list *l, struct state_item *at,
		     struct state_item *i)
{
	i->prev = at;
	i->next = at ? at->next : l->first;
	*(i->next ? &i->next->prev : &l->last) = i;
	*(at ? &at->next : &l->first) = i;
	l->count++;
}

/* What was removed still leads to what came behind it, so that a walk through
 * the list can remove as it goes. */
static void list_remove(struct state_list *l, struct state_item *i)
{
	*(i->next ? &i->next->prev : &l->last) = i->prev;
	*(i->prev ? &i->prev->next : &l->first) = i->next;
	i->gone = true;
	l->count--;
}

/* ---- names ---- */

static struct map_key key_of(uint32_t kind, const void *table,
			     const void *name)
{
	return (struct map_key){ kind, table, name };
}

/* Names of tables are those of a family, names of objects those of a type. */
static uint32_t kind_within(enum low_kind kind, uint32_t part)
{
	return (uint32_t)kind | part << 8;
}

static const char *intern(struct state *s, const char *name)
{
	return strpool_intern(&s->names, name, strlen(name));
}

/* An item that is gone stands there until another takes its name. */
static void *find(const struct map *m, struct map_key key)
{
	struct state_item *i = map_get(m, key);

	return i && !i->gone ? i : NULL;
}

static void *find_name(struct state *s, uint32_t kind, const void *table,
		       const char *name)
{
	return name ? find(&s->by_name, key_of(kind, table, intern(s, name))) :
		      NULL;
}

static void *find_id(struct state *s, enum low_kind kind,
		     const struct state_table *t, uint32_t id)
{
	return id ? find(&s->by_id, key_of(kind, t, (void *)(uintptr_t)id)) :
		    NULL;
}

struct state_table *state_table(struct state *s, uint8_t family,
				const char *name)
{
	struct state_table *t = s->last_table;

	if (!name)
		return NULL;
	if (!t || t->item.gone || t->family != family ||
	    strcmp(t->item.name, name) != 0)
		t = find_name(s, kind_within(LOW_TABLE, family), NULL, name);
	if (t)
		s->last_table = t;
	return t;
}

struct state_chain *state_chain(struct state *s, struct state_table *t,
				const char *name)
{
	struct state_chain *c = s->last_chain;

	if (!name)
		return NULL;
	if (!c || c->item.gone || c->table != t || !c->item.name ||
	    strcmp(c->item.name, name) != 0)
		c = find_name(s, LOW_CHAIN, t, name);
	if (c)
		s->last_chain = c;
	return c;
}

struct state_set *state_set(struct state *s, struct state_table *t,
			    const char *name, uint32_t id)
{
	struct state_set *set = find_name(s, LOW_SET, t, name);

	return set ? set : find_id(s, LOW_SET, t, id);
}

struct state_obj *state_obj(struct state *s, struct state_table *t,
			    uint32_t type, const char *name)
{
	return find_name(s, kind_within(LOW_OBJ, type), t, name);
}

struct state_flowtable *state_flowtable(struct state *s, struct state_table *t,
					const char *name)
{
	return find_name(s, LOW_FLOWTABLE, t, name);
}

struct state_chain *state_chain_by_id(struct state *s, struct state_table *t,
				      uint32_t id)
{
	return find_id(s, LOW_CHAIN, t, id);
}

struct state_rule *state_rule_by_id(struct state *s, struct state_table *t,
				    uint32_t id)
{
	return find_id(s, LOW_RULE, t, id);
}

struct state_item *state_by_handle(struct state *s, struct state_table *t,
				   enum low_kind kind, uint64_t handle)
{
	return find(&s->by_handle, key_of(kind, t, (void *)(uintptr_t)handle));
}

bool store_was_removed(struct state *s, enum low_kind kind, uint32_t type,
		       struct state_table *t, const char *name)
{
	const struct state_item *i =
		map_get(&s->by_name, key_of(kind_within(kind, type), t,
					    intern(s, name)));

	return i && i->gone;
}

/* ---- what they say ---- */

struct state_table *state_table_of(const struct state_item *i)
{
	switch ((enum low_kind)i->kind) {
	case LOW_TABLE:
		return (struct state_table *)i;
	case LOW_CHAIN:
		return ((const struct state_chain *)i)->table;
	case LOW_RULE:
		return ((const struct state_rule *)i)->chain->table;
	case LOW_OBJ:
		return ((const struct state_obj *)i)->table;
	case LOW_FLOWTABLE:
		return ((const struct state_flowtable *)i)->table;
	default:
		return ((const struct state_set *)i)->table;
	}
}

struct state_item *state_same_item(struct state *s, const struct state_item *i)
{
	const struct state_table *from = state_table_of(i);
	struct state_table *t = state_table(s, from->family, from->item.name);

	if (!t || t->item.handle != from->item.handle)
		return NULL;
	if (i->kind == LOW_TABLE)
		return &t->item;
	return state_by_handle(s, t, (enum low_kind)i->kind, i->handle);
}

void state_rule_low(const struct state_rule *r, struct arena *a,
		    struct low_msg *ret)
{
	decode_msg(ret, r->item.nlh, a);
}

struct span state_place(const struct state *s, const struct state_item *i,
			uint32_t off)
{
	if (!i->msg || !s->batch)
		return (struct span){ 0 };
	return batch_place(s->batch, i->msg, off);
}

/* ---- making ---- */

static void *add(struct state *s, struct state_list *l, size_t size,
		 enum low_kind kind)
{
	struct state_item *i = arena_zalloc(&s->arena, size);

	i->kind = (uint8_t)kind;
	list_add(l, l->last, i);
	return i;
}

static void set_name(struct state *s, struct state_item *i, uint32_t part,
		     const struct state_table *t, const char *name)
{
	i->name = intern(s, name);
	map_put(&s->by_name, key_of(kind_within(i->kind, part), t, i->name), i);
}

static void set_id(struct state *s, struct state_item *i,
		   const struct state_table *t, uint32_t id)
{
	i->id = id;
	if (id)
		map_put(&s->by_id, key_of(i->kind, t, (void *)(uintptr_t)id),
			i);
}

struct state_table *store_add_table(struct state *s, uint8_t family,
				    const char *name)
{
	struct state_table *t = add(s, &s->tables, sizeof(*t), LOW_TABLE);

	t->family = family;
	set_name(s, &t->item, family, NULL, name);
	return t;
}

struct state_chain *store_add_chain(struct state *s, struct state_table *t,
				    const char *name, uint32_t id)
{
	struct state_chain *c = add(s, &t->chains, sizeof(*c), LOW_CHAIN);

	c->table = t;
	t->emptied = false;
	if (name)
		set_name(s, &c->item, 0, t, name);
	set_id(s, &c->item, t, id);
	return c;
}

void store_rename_chain(struct state *s, struct state_chain *c,
			const char *name)
{
	struct state_item *old = arena_new(&s->arena, struct state_item);

	old->gone = true;
	map_put(&s->by_name, key_of(LOW_CHAIN, c->table, c->item.name), old);
	set_name(s, &c->item, 0, c->table, name);
}

struct state_set *store_add_set(struct state *s, struct state_table *t,
				const char *name, uint32_t id)
{
	struct state_set *set = add(s, &t->sets, sizeof(*set), LOW_SET);

	set->table = t;
	if (name)
		set_name(s, &set->item, 0, t, name);
	set_id(s, &set->item, t, id);
	return set;
}

struct state_obj *store_add_obj(struct state *s, struct state_table *t,
				uint32_t type, const char *name)
{
	struct state_obj *o = add(s, &t->objs, sizeof(*o), LOW_OBJ);

	o->table = t;
	o->type = type;
	set_name(s, &o->item, type, t, name);
	return o;
}

struct state_flowtable *store_add_flowtable(struct state *s,
					    struct state_table *t,
					    const char *name)
{
	struct state_flowtable *f =
		add(s, &t->flowtables, sizeof(*f), LOW_FLOWTABLE);

	f->table = t;
	set_name(s, &f->item, 0, t, name);
	return f;
}

struct state_rule *store_add_rule(struct state *s, struct state_chain *c,
				  struct state_rule *at, bool before)
{
	struct state_rule *r = arena_new(&s->arena, struct state_rule);
	struct state_item *behind = at ? &at->item : c->rules.last;

	if (before)
		behind = at ? at->item.prev : NULL;
	r->item.kind = LOW_RULE;
	r->chain = c;
	c->table->emptied = false;
	list_add(&c->rules, behind, &r->item);
	return r;
}

void store_set_handle(struct state *s, struct state_table *t,
		      struct state_item *i, uint64_t handle)
{
	i->handle = handle;
	if (handle)
		map_put(&s->by_handle,
			key_of(i->kind, t, (void *)(uintptr_t)handle), i);
}

void store_set_rule_id(struct state *s, struct state_rule *r, uint32_t id)
{
	set_id(s, &r->item, r->chain->table, id);
}

/* ---- removing ---- */

void store_remove_rule(struct state_rule *r)
{
	list_remove(&r->chain->rules, &r->item);
}

void store_remove_rules(struct state_chain *c)
{
	struct state_rule *r;

	state_each(r, &c->rules)
		store_remove_rule(r);
}

void store_remove_chain(struct state_chain *c)
{
	store_remove_rules(c);
	list_remove(&c->table->chains, &c->item);
}

void store_remove_set(struct state_set *set)
{
	elems_release(&set->elems);
	list_remove(&set->table->sets, &set->item);
}

void store_remove_obj(struct state_obj *o)
{
	list_remove(&o->table->objs, &o->item);
}

void store_remove_flowtable(struct state_flowtable *f)
{
	list_remove(&f->table->flowtables, &f->item);
}

void store_remove_table(struct state *s, struct state_table *t)
{
	struct state_chain *c;
	struct state_set *set;
	struct state_obj *o;
	struct state_flowtable *f;

	state_each(c, &t->chains)
		store_remove_chain(c);
	state_each(set, &t->sets)
		store_remove_set(set);
	state_each(o, &t->objs)
		store_remove_obj(o);
	state_each(f, &t->flowtables)
		store_remove_flowtable(f);
	list_remove(&s->tables, &t->item);
}
