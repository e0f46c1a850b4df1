#include "config.h"

#include "state/apply.h"

#include "object/decode.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

/* A message on its way into the state. */
struct apply {
	struct state *s;
	struct state_refusals *r; /* NULL: nobody asks */
	const struct nlmsghdr *nlh;
	const struct batch_msg *msg; /* NULL: of a dump */
	struct arena scratch;	     /* emptied after each message */
};

void refusals_init(struct state_refusals *r)
{
	chunks_init(&r->list, sizeof(struct state_refusal));
}

void refusals_release(struct state_refusals *r)
{
	chunks_release(&r->list);
}

static int refuse(const struct apply *a, int errnum, struct span at)
{
	struct state_refusal *r = a->r ? chunks_push(&a->r->list) : NULL;

	if (r)
		*r = (struct state_refusal){ a->msg, errnum, at.off };
	return -errnum;
}

/* Of something that is missing; to destroy it is no mistake. */
static int miss(const struct apply *a, const struct low_msg *m,
		struct span at)
{
	return m->verb == LOW_DESTROY ? 0 : refuse(a, ENOENT, at);
}

static bool is_excl(const struct low_msg *m)
{
	return m->create_flags & NLM_F_EXCL;
}

/* ---- records ---- */

/* Says what the item is, from the message. */
static void describe(const struct apply *a, struct state_item *i)
{
	i->nlh = a->nlh;
	i->msg = a->msg;
	i->low = arena_new(&a->s->arena, struct low_msg);
	decode_msg(i->low, a->nlh, &a->s->arena);
}

static bool knows_tables(const struct state *s, uint8_t family)
{
	return s->known || (s->known_families >> family & 1);
}

/* The table that a message is about; one of which nothing is known stands in
 * for itself.  NULL: it does not exist, which is said. */
static struct state_table *need_table(const struct apply *a,
				      const struct low_msg *m)
{
	struct state_table *t = state_table(a->s, m->family, m->table.name);

	if (t)
		return t;
	if (m->table.name && a->msg &&
	    !knows_tables(a->s, m->family) &&
	    !store_was_removed(a->s, LOW_TABLE, m->family, NULL,
			       m->table.name))
		return store_add_table(a->s, m->family, m->table.name);
	miss(a, m, m->table.at);
	return NULL;
}

/* ---- tables ---- */

static int update_table(const struct apply *a, struct state_table *t,
			const struct low_msg *m)
{
	if (is_excl(m))
		return refuse(a, EEXIST, m->table.at);
	if (m->udata_flags_set) {
		t->item.low->table_flags = m->table_flags;
		t->item.low->udata_flags_set = true;
	}
	return 0;
}

static int new_table(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = state_table(a->s, m->family, m->table.name);
	bool removed;

	if (!m->table.name)
		return refuse(a, EINVAL, m->table.at);
	if (t && t->declared)
		return update_table(a, t, m);
	removed = store_was_removed(a->s, LOW_TABLE, m->family, NULL,
				    m->table.name);
	if (!t)
		t = store_add_table(a->s, m->family, m->table.name);
	t->declared = true;
	t->known |= removed || knows_tables(a->s, m->family);
	describe(a, &t->item);
	store_set_handle(a->s, NULL, &t->item, m->table.handle);
	return 0;
}

static void flush_ruleset(struct state *s, uint8_t family)
{
	struct state_table *t;

	state_each(t, &s->tables)
		if (!family || t->family == family)
			store_remove_table(s, t);
	if (family)
		s->known_families |= UINT32_C(1) << family;
	else
		s->known = true;
}

static int del_table(struct apply *a, const struct low_msg *m)
{
	struct state_table *t;

	if (!m->table.name && !m->table.by_handle) {
		flush_ruleset(a->s, m->family);
		return 0;
	}
	if (m->table.by_handle)
		t = (void *)state_by_handle(a->s, NULL, LOW_TABLE,
					    m->table.handle);
	else
		t = need_table(a, m);
	if (!t)
		return m->table.by_handle ? miss(a, m, m->table.at) : -ENOENT;
	store_remove_table(a->s, t);
	return 0;
}

/* ---- chains ---- */

static struct low_chain *chain_of(struct state_chain *c)
{
	return c->item.low ? (struct low_chain *)c->item.low->chain : NULL;
}

static bool has_device(const struct low_device *list,
		       const struct low_device *d)
{
	for (; list; list = list->next)
		if (list->wildcard == d->wildcard &&
		    strcmp(list->name, d->name) == 0)
			return true;
	return false;
}

static struct low_device *copy_device(struct state *s,
				      const struct low_device *d,
				      const struct low_device *next)
{
	struct low_device *copy = arena_new(&s->arena, struct low_device);

	*copy = *d;
	copy->name = strpool_intern(&s->names, d->name, strlen(d->name));
	copy->next = next;
	return copy;
}

static void add_devices(struct state *s, struct low_hook *hook,
			const struct low_device *more)
{
	for (; more; more = more->next)
		if (!has_device(hook->devices, more))
			hook->devices = copy_device(s, more, hook->devices);
}

static void drop_devices(struct state *s, struct low_hook *hook,
			 const struct low_device *which)
{
	const struct low_device *all = hook->devices;

	hook->devices = NULL;
	for (; all; all = all->next)
		if (!has_device(which, all))
			hook->devices = copy_device(s, all, hook->devices);
}

static int update_chain(const struct apply *a, struct state_chain *c,
			const struct low_msg *m)
{
	struct low_chain *now = chain_of(c);

	if (is_excl(m))
		return refuse(a, EEXIST, m->name.at);
	if (!m->chain || !now)
		return 0;
	if (m->chain->have_policy) {
		now->have_policy = true;
		now->policy = m->chain->policy;
	}
	if (now->hook.present)
		add_devices(a->s, &now->hook, m->chain->hook.devices);
	return 0;
}

static int new_chain(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = need_table(a, m);
	struct state_chain *c;
	uint32_t id = m->chain ? m->chain->id : 0;

	if (!t)
		return -ENOENT;
	c = state_chain(a->s, t, m->name.name);
	if (c && c->item.low)
		return update_chain(a, c, m);
	if (!c) {
		c = store_add_chain(a->s, t, m->name.name, id);
		c->known = t->known || !m->name.name ||
			   store_was_removed(a->s, LOW_CHAIN, 0, t,
					     m->name.name);
	}
	describe(a, &c->item);
	c->bound = m->chain && (m->chain->flags & NFT_CHAIN_BINDING);
	store_set_handle(a->s, t, &c->item, m->name.handle);
	return 0;
}

/* The chain that a message names, or one that stands in for it where the table
 * may have it. */
static struct state_chain *find_chain(const struct apply *a,
				      struct state_table *t,
				      const struct low_name *name, uint32_t id)
{
	struct state_chain *c;

	if (id)
		return state_chain_by_id(a->s, t, id);
	if (name->by_handle)
		return (void *)state_by_handle(a->s, t, LOW_CHAIN,
					       name->handle);
	c = state_chain(a->s, t, name->name);
	if (c || !name->name || t->known || !a->msg ||
	    store_was_removed(a->s, LOW_CHAIN, 0, t, name->name))
		return c;
	return store_add_chain(a->s, t, name->name, 0);
}

static int del_chain(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = need_table(a, m);
	struct state_chain *c = t ? find_chain(a, t, &m->name, 0) : NULL;

	if (!t)
		return -ENOENT;
	if (!c)
		return miss(a, m, m->name.at);
	if (m->chain && m->chain->hook.devices && chain_of(c)) {
		drop_devices(a->s, &chain_of(c)->hook,
			     m->chain->hook.devices);
		return 0;
	}
	store_remove_chain(c);
	return 0;
}

/* ---- rules ---- */

static const struct low_rule no_rule;

static void fill_rule(const struct apply *a, struct state_rule *r,
		      const struct low_rule *says)
{
	r->item.nlh = a->nlh;
	r->item.msg = a->msg;
	store_set_handle(a->s, r->chain->table, &r->item,
			 a->msg ? r->item.handle : says->handle);
	store_set_rule_id(a->s, r, says->id);
}

static struct state_rule *rule_at(const struct apply *a,
				  const struct state_chain *c, uint64_t handle,
				  uint32_t id)
{
	struct state_rule *r;

	if (handle)
		r = (void *)state_by_handle(a->s, c->table, LOW_RULE, handle);
	else
		r = state_rule_by_id(a->s, c->table, id);
	return r && r->chain == c ? r : NULL;
}

static int place_rule(const struct apply *a, struct state_chain *c,
		      const struct low_msg *m, const struct low_rule *says)
{
	bool append = !a->msg || (m->create_flags & NLM_F_APPEND);
	bool replace = a->msg && (m->create_flags & NLM_F_REPLACE);
	struct state_rule *at = NULL;
	uint64_t handle = replace ? says->handle : says->position;

	if (a->msg && (handle || says->position_id)) {
		at = rule_at(a, c, handle, says->position_id);
		if (!at && c->known)
			return refuse(a, ENOENT, says->handle_at);
	}
	if (!at && replace)
		return c->known ? refuse(a, ENOENT, m->name.at) : 0;
	if (!replace)
		at = store_add_rule(a->s, c, at, !append);
	fill_rule(a, at, says);
	return 0;
}

static int new_rule(struct apply *a, const struct low_msg *m)
{
	const struct low_rule *says = m->rule ? m->rule : &no_rule;
	struct state_table *t = need_table(a, m);
	struct state_chain *c;

	if (!t)
		return -ENOENT;
	c = find_chain(a, t, &m->name, says->chain_id);
	if (!c)
		return refuse(a, ENOENT, m->name.at);
	return place_rule(a, c, m, says);
}

static int flush_rules(const struct apply *a, struct state_table *t,
		       const struct low_msg *m)
{
	struct state_chain *c;

	if (m->name.name) {
		c = find_chain(a, t, &m->name, 0);
		if (!c)
			return miss(a, m, m->name.at);
		store_remove_rules(c);
		c->known = true;
		return 0;
	}
	state_each(c, &t->chains)
		if (!c->bound)
			store_remove_rules(c), c->known = true;
	return 0;
}

static int del_rule(struct apply *a, const struct low_msg *m)
{
	const struct low_rule *says = m->rule ? m->rule : &no_rule;
	struct state_table *t = need_table(a, m);
	struct state_chain *c;
	struct state_rule *r;

	if (!t)
		return -ENOENT;
	if (!says->handle && !says->id)
		return flush_rules(a, t, m);
	c = find_chain(a, t, &m->name, 0);
	if (!c)
		return miss(a, m, m->name.at);
	r = rule_at(a, c, says->handle, says->id);
	if (!r)
		return c->known ? miss(a, m, says->handle_at) : 0;
	store_remove_rule(r);
	return 0;
}

/* ---- sets ---- */

static struct state_set *find_set(const struct apply *a, struct state_table *t,
				  const struct low_name *name, uint32_t id)
{
	struct state_set *set;

	if (name->by_handle)
		return (void *)state_by_handle(a->s, t, LOW_SET, name->handle);
	set = state_set(a->s, t, name->name, id);
	if (set || !name->name || t->known || !a->msg ||
	    store_was_removed(a->s, LOW_SET, 0, t, name->name))
		return set;
	return store_add_set(a->s, t, name->name, 0);
}

static int update_set(const struct apply *a, struct state_set *set,
		      const struct low_msg *m)
{
	struct low_set *now = (struct low_set *)set->item.low->set;

	if (is_excl(m))
		return refuse(a, EEXIST, m->name.at);
	if (!m->set || !now)
		return 0;
	now->timeout_ms = m->set->timeout_ms;
	now->gc_ms = m->set->gc_ms;
	if (m->set->size)
		now->size = m->set->size;
	return 0;
}

/* Names that the kernel completes are those of nothing yet. */
static const char *final_name(const struct apply *a, const char *name)
{
	return a->msg && name && strchr(name, '%') ? NULL : name;
}

static int new_set(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = need_table(a, m);
	const char *name = final_name(a, m->name.name);
	struct state_set *set;

	if (!t)
		return -ENOENT;
	set = name ? state_set(a->s, t, name, 0) : NULL;
	if (set && set->item.low)
		return update_set(a, set, m);
	if (!set) {
		set = store_add_set(a->s, t, name, m->set ? m->set->id : 0);
		set->known = t->known || !name ||
			     store_was_removed(a->s, LOW_SET, 0, t, name);
	}
	describe(a, &set->item);
	set->anonymous = m->set && (m->set->flags & NFT_SET_ANONYMOUS);
	store_set_handle(a->s, t, &set->item, m->name.handle);
	return 0;
}

static int del_set(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = need_table(a, m);
	struct state_set *set = t ? find_set(a, t, &m->name, 0) : NULL;

	if (!t)
		return -ENOENT;
	if (!set)
		return miss(a, m, m->name.at);
	store_remove_set(set);
	return 0;
}

/* ---- elements ---- */

static int new_elems(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = need_table(a, m);
	struct state_set *set =
		t ? find_set(a, t, &m->name, m->set_id) : NULL;

	if (!t)
		return -ENOENT;
	if (!set)
		return refuse(a, ENOENT, m->name.at);
	elems_add(&set->elems, a->nlh, a->msg);
	return 0;
}

static int del_elems(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = need_table(a, m);
	struct state_set *set =
		t ? find_set(a, t, &m->name, m->set_id) : NULL;
	struct decode_elems in = decode_elems(a->nlh);
	const struct nlattr *item;

	if (!t)
		return -ENOENT;
	if (!set)
		return miss(a, m, m->name.at);
	if (!in.start) {
		elems_clear(&set->elems);
		set->known = true;
		return 0;
	}
	while ((item = decode_item(&in)))
		elems_remove(&set->elems, item);
	return 0;
}

/* ---- objects and flow tables ---- */

static int new_obj(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = need_table(a, m);
	struct state_obj *o;

	if (!t)
		return -ENOENT;
	if (!m->obj || !m->name.name)
		return refuse(a, EINVAL, m->name.at);
	o = state_obj(a->s, t, m->obj->type, m->name.name);
	if (o && is_excl(m))
		return refuse(a, EEXIST, m->name.at);
	/* Of most kinds the kernel keeps the one that is there. */
	if (o && m->obj->type != NFT_OBJECT_QUOTA &&
	    m->obj->type != NFT_OBJECT_SYNPROXY)
		return 0;
	if (!o)
		o = store_add_obj(a->s, t, m->obj->type, m->name.name);
	describe(a, &o->item);
	store_set_handle(a->s, t, &o->item, m->name.handle);
	return 0;
}

static int del_obj(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = need_table(a, m);
	struct state_obj *o;

	if (!t)
		return -ENOENT;
	if (m->name.by_handle)
		o = (void *)state_by_handle(a->s, t, LOW_OBJ, m->name.handle);
	else
		o = state_obj(a->s, t, m->obj ? m->obj->type : 0,
			      m->name.name);
	if (!o)
		return t->known ? miss(a, m, m->name.at) : 0;
	store_remove_obj(o);
	return 0;
}

static int new_flowtable(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = need_table(a, m);
	struct state_flowtable *f;

	if (!t)
		return -ENOENT;
	f = state_flowtable(a->s, t, m->name.name);
	if (f && is_excl(m))
		return refuse(a, EEXIST, m->name.at);
	if (f && m->flowtable)
		add_devices(a->s,
			    &((struct low_flowtable *)f->item.low->flowtable)
				     ->hook,
			    m->flowtable->hook.devices);
	if (f)
		return 0;
	f = store_add_flowtable(a->s, t, m->name.name);
	describe(a, &f->item);
	store_set_handle(a->s, t, &f->item, m->name.handle);
	return 0;
}

static int del_flowtable(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = need_table(a, m);
	struct state_flowtable *f;

	if (!t)
		return -ENOENT;
	if (m->name.by_handle)
		f = (void *)state_by_handle(a->s, t, LOW_FLOWTABLE,
					    m->name.handle);
	else
		f = state_flowtable(a->s, t, m->name.name);
	if (!f)
		return t->known ? miss(a, m, m->name.at) : 0;
	if (m->flowtable && m->flowtable->hook.devices) {
		drop_devices(a->s,
			     &((struct low_flowtable *)f->item.low->flowtable)
				      ->hook,
			     m->flowtable->hook.devices);
		return 0;
	}
	store_remove_flowtable(f);
	return 0;
}

/* ---- messages ---- */

typedef int apply_fn(struct apply *a, const struct low_msg *m);

static const struct {
	apply_fn *make, *remove;
} by_kind[] = {
	[LOW_TABLE] = { new_table, del_table },
	[LOW_CHAIN] = { new_chain, del_chain },
	[LOW_RULE] = { new_rule, del_rule },
	[LOW_SET] = { new_set, del_set },
	[LOW_OBJ] = { new_obj, del_obj },
	[LOW_FLOWTABLE] = { new_flowtable, del_flowtable },
	[LOW_ELEMS] = { new_elems, del_elems },
};

/* -ENOENT ...: it was refused. */
static int apply_one(struct apply *a)
{
	struct arena_mark empty = arena_mark(&a->scratch);
	struct low_msg m;
	apply_fn *fn;
	int err = 0;

	if (decode_head(&m, a->nlh, &a->scratch) &&
	    m.kind < ARRAY_SIZE(by_kind)) {
		fn = m.verb == LOW_NEW ? by_kind[m.kind].make :
					 by_kind[m.kind].remove;
		err = fn(a, &m);
	}
	arena_rewind(&a->scratch, empty);
	return err;
}

void state_apply(struct state *s, const struct batch *b,
		 struct state_refusals *r)
{
	struct apply a = { .s = s, .r = r };

	s->batch = b;
	arena_init(&a.scratch);
	for (uint32_t i = 0; i < batch_count(b); i++) {
		a.msg = batch_msg_by_seq(b, b->seq0 + i);
		a.nlh = (const void *)a.msg->bytes;
		apply_one(&a);
	}
	arena_release(&a.scratch);
}

bool state_take(struct state *s, const struct nlmsghdr *nlh)
{
	struct apply a = { .s = s, .nlh = nlh };
	const struct rows_msg *type = decode_type(nlh);
	bool taken;

	if (!type || type->verb != LOW_NEW || type->kind == LOW_GEN)
		return false;
	arena_init(&a.scratch);
	taken = apply_one(&a) == 0;
	arena_release(&a.scratch);
	return taken;
}
