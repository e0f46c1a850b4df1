#include "config.h"

#include "state/applying.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

void refusals_init(struct state_refusals *r)
{
	*r = (struct state_refusals){ .seen = { .count = 0 } };
	chunks_init(&r->list, sizeof(struct state_refusal));
	chunks_init(&r->unknown, sizeof(struct state_unknown));
}

void refusals_release(struct state_refusals *r)
{
	chunks_release(&r->list);
	chunks_release(&r->unknown);
	map_release(&r->seen);
}

/* ---- tables ---- */

static int update_table(const struct apply *a, struct state_table *t,
			const struct low_msg *m)
{
	if (is_excl(m))
		return apply_refuse(a, EEXIST, m->table.at);
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
		return apply_refuse(a, EINVAL, m->table.at);
	if (t && t->declared)
		return update_table(a, t, m);
	removed = store_was_removed(a->s, LOW_TABLE, m->family, NULL,
				    m->table.name);
	if (!t)
		t = store_add_table(a->s, m->family, m->table.name);
	t->declared = true;
	/* To create it twice would be refused. */
	t->known |=
		removed || is_excl(m) || apply_knows_tables(a->s, m->family);
	apply_describe(a, &t->item);
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
		t = apply_need_table(a, m);
	if (!t)
		return m->table.by_handle ? apply_miss(a, m, m->table.at) :
					    -ENOENT;
	store_remove_table(a->s, t);
	return 0;
}

/* ---- objects and flow tables ---- */

/* Something that a message names is not in the table, or unknown there. */
static int miss_in(const struct apply *a, const struct state_table *t,
		   const struct low_msg *m, uint32_t type)
{
	if (t->known)
		return apply_miss(a, m, m->name.at);
	if (m->name.name && m->verb != LOW_DESTROY)
		apply_note_unknown(a, t,
				   &(struct ref){ .kind = m->kind,
						  .type = type,
						  .name = m->name.name,
						  .at = m->name.at });
	return 0;
}

/* The kernel changes its data, and keeps its comment. */
static void update_obj(const struct apply *a, struct state_obj *o)
{
	const struct low_msg *was = o->item.low;

	apply_describe(a, &o->item);
	if (!was)
		return;
	o->item.low->udata = was->udata;
	o->item.low->udata_len = was->udata_len;
}

static int new_obj(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = apply_need_table(a, m);
	struct state_obj *o;

	if (!t)
		return -ENOENT;
	if (!m->obj || !m->name.name)
		return apply_refuse(a, EINVAL, m->name.at);
	o = state_obj(a->s, t, m->obj->type, m->name.name);
	if (o && is_excl(m))
		return apply_refuse(a, EEXIST, m->name.at);
	/* Of most kinds the kernel keeps the one that is there. */
	if (o && m->obj->type != NFT_OBJECT_QUOTA &&
	    m->obj->type != NFT_OBJECT_SYNPROXY)
		return 0;
	if (!o)
		o = store_add_obj(a->s, t, m->obj->type, m->name.name);
	update_obj(a, o);
	store_set_handle(a->s, t, &o->item, m->name.handle);
	return 0;
}

static int del_obj(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = apply_need_table(a, m);
	struct state_obj *o;

	if (!t)
		return -ENOENT;
	if (m->name.by_handle)
		o = (void *)state_by_handle(a->s, t, LOW_OBJ, m->name.handle);
	else
		o = state_obj(a->s, t, m->obj ? m->obj->type : 0,
			      m->name.name);
	if (!o)
		return miss_in(a, t, m, m->obj ? m->obj->type : 0);
	if (o->item.users)
		return apply_refuse(a, EBUSY, m->name.at);
	store_remove_obj(o);
	return 0;
}

static struct low_hook *hook_of(const struct state_flowtable *f)
{
	const struct low_flowtable *low = f->item.low->flowtable;

	return low ? (struct low_hook *)&low->hook : NULL;
}

static int new_flowtable(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = apply_need_table(a, m);
	struct state_flowtable *f;

	if (!t)
		return -ENOENT;
	if (!m->name.name)
		return apply_refuse(a, EINVAL, m->name.at);
	f = state_flowtable(a->s, t, m->name.name);
	if (f && is_excl(m))
		return apply_refuse(a, EEXIST, m->name.at);
	if (f && hook_of(f) && m->flowtable)
		apply_add_devices(a->s, hook_of(f), m->flowtable->hook.devices);
	if (f)
		return 0;
	f = store_add_flowtable(a->s, t, m->name.name);
	apply_describe(a, &f->item);
	store_set_handle(a->s, t, &f->item, m->name.handle);
	return 0;
}

static int del_flowtable(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = apply_need_table(a, m);
	struct state_flowtable *f;

	if (!t)
		return -ENOENT;
	if (m->name.by_handle)
		f = (void *)state_by_handle(a->s, t, LOW_FLOWTABLE,
					    m->name.handle);
	else
		f = state_flowtable(a->s, t, m->name.name);
	if (!f)
		return miss_in(a, t, m, 0);
	if (m->flowtable && m->flowtable->hook.devices && hook_of(f)) {
		apply_drop_devices(a->s, hook_of(f),
				   m->flowtable->hook.devices);
		return 0;
	}
	if (f->item.users)
		return apply_refuse(a, EBUSY, m->name.at);
	store_remove_flowtable(f);
	return 0;
}

/* ---- messages ---- */

typedef int apply_fn(struct apply *a, const struct low_msg *m);

static const struct {
	apply_fn *make, *remove;
} by_kind[] = {
	[LOW_TABLE] = { new_table, del_table },
	[LOW_CHAIN] = { apply_new_chain, apply_del_chain },
	[LOW_RULE] = { apply_new_rule, apply_del_rule },
	[LOW_SET] = { apply_new_set, apply_del_set },
	[LOW_OBJ] = { new_obj, del_obj },
	[LOW_FLOWTABLE] = { new_flowtable, del_flowtable },
	[LOW_ELEMS] = { apply_new_elems, apply_del_elems },
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

static void apply_part(struct apply *a, const struct batch *b, uint32_t first,
		       uint32_t end)
{
	a->s->batch = b;
	arena_init(&a->scratch);
	for (uint32_t i = first; i < end; i++) {
		a->msg = batch_msg_by_seq(b, b->seq0 + i);
		a->nlh = (const void *)a->msg->bytes;
		apply_one(a);
	}
}

void state_apply_part(struct state *s, const struct batch *b, uint32_t first,
		      uint32_t end)
{
	struct apply a = { .s = s };

	apply_part(&a, b, first, end);
	arena_release(&a.scratch);
}

void state_apply(struct state *s, const struct batch *b,
		 struct state_refusals *r)
{
	struct apply a = { .s = s, .r = r };

	apply_part(&a, b, 0, batch_count(b));
	if (r) {
		apply_judge_elems(&a);
		judge_reach(&a);
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

bool state_take_all(struct state *s, const struct dump *d)
{
	struct dump_cursor c = { 0 };
	const struct nlmsghdr *nlh;

	while ((nlh = dump_next(d, &c)))
		if (!state_take(s, nlh))
			return false;
	return true;
}
