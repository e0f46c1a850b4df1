#include "config.h"

#include "history/others.h"

#include "base/mem.h"

#include <linux/netfilter/nf_tables.h>

struct others {
	struct past *past;
	struct state *now, *desired;
};

/* ---- what others have deleted ---- */

/* The commits left it there, and it is gone. */
static bool was_deleted(struct others *o, const struct state_table *now,
			const struct state_item *i)
{
	return past_made(o->past, i) &&
	       !state_by_handle(o->now, (struct state_table *)now,
				(enum low_kind)i->kind, i->handle);
}

static void drop_rules(struct others *o, const struct state_table *now,
		       struct state_chain *c)
{
	struct state_rule *r;

	state_each(r, &c->rules)
		if (was_deleted(o, now, &r->item))
			store_remove_rule(r);
}

static void drop_deleted(struct others *o, struct state_table *t,
			 const struct state_table *now)
{
	struct state_flowtable *f;
	struct state_chain *c;
	struct state_set *set;
	struct state_obj *obj;

	state_each(c, &t->chains)
		if (!c->bound)
			drop_rules(o, now, c);
	state_each(c, &t->chains)
		if (!c->bound && was_deleted(o, now, &c->item))
			store_remove_chain(c);
	state_each(set, &t->sets)
		if (!set->anonymous && was_deleted(o, now, &set->item))
			store_remove_set(set);
	state_each(obj, &t->objs)
		if (was_deleted(o, now, &obj->item))
			store_remove_obj(obj);
	state_each(f, &t->flowtables)
		if (was_deleted(o, now, &f->item))
			store_remove_flowtable(f);
}

/* ---- elements of sets ---- */

/* What the commits left there, and is gone now, stays away. */
static void drop_elems(struct elems *saved, struct elems *made,
		       struct elems *now)
{
	for (size_t i = 0; i < made->count; i++) {
		const struct nlattr *item = elems_item(made, &made->list[i]);

		if (!elems_find(now, item))
			(void)elems_remove(saved, item);
	}
}

/* Whole messages are added, and what is not wanted of them goes again. */
static void add_elems(struct elems *saved, struct elems *made,
		      struct elems *now)
{
	bool *wanted = mem_calloc(MAX(now->count, (size_t)1), sizeof(*wanted));
	bool any = false;

	for (size_t i = 0; i < now->count; i++) {
		const struct nlattr *item = elems_item(now, &now->list[i]);
		bool foreign = !elems_find(made, item);

		any |= foreign;
		wanted[i] = foreign || elems_find(saved, item);
	}
	for (uint32_t i = 0; any && i < now->nsources; i++)
		elems_add(saved, now->sources[i].nlh, NULL);
	elems_settle(saved);
	for (size_t i = 0; any && i < now->count; i++)
		if (!wanted[i])
			(void)elems_remove(saved,
					   elems_item(now, &now->list[i]));
	mem_free(wanted);
}

/* In sets with timeouts the plan leaves elements of others where they are. */
static void merge_set(struct others *o, const struct state_table *table,
		      struct state_set *saved)
{
	struct state_set *made = past_made_set(o->past, saved);
	struct state_set *now =
		(void *)state_by_handle(o->now, (struct state_table *)table,
					LOW_SET, saved->item.handle);

	if (!made || !now)
		return;
	elems_settle(&saved->elems);
	elems_settle(&made->elems);
	elems_settle(&now->elems);
	drop_elems(&saved->elems, &made->elems, &now->elems);
	if (!(now->item.low->set->flags & (NFT_SET_EVAL | NFT_SET_TIMEOUT)))
		add_elems(&saved->elems, &made->elems, &now->elems);
	elems_settle(&saved->elems);
}

/* Elements that the commits did not change stay as they are. */
static void merge_sets(struct others *o, struct state_table *t,
		       const struct state_table *now)
{
	struct state_set *set;

	state_each(set, &t->sets)
		if (!set->anonymous && !set->same)
			merge_set(o, now, set);
}

/* ---- what others have changed ---- */

/* What is there, where the commits left the item as it was and others did not;
 * NULL: it is as they left it. */
static struct state_item *changed_since(struct others *o,
					const struct state_table *now,
					const struct state_item *was)
{
	const struct state_item *made = past_made(o->past, was);
	struct state_item *is;

	if (!made || !state_hash_same(made->noted, was->noted))
		return NULL;
	is = state_by_handle(o->now, (struct state_table *)now,
			     (enum low_kind)was->kind, was->handle);
	return is && !state_hash_same(is->noted, was->noted) ? is : NULL;
}

static void take_over(struct state_item *desired, const struct state_item *is)
{
	desired->hash = is->hash;
	desired->noted = is->noted;
	if (is->low)
		desired->low = is->low;
}

static void keep_rules(struct others *o, const struct state_table *now,
		       const struct state_chain *saved,
		       const struct state_chain *desired)
{
	struct state_rule *r = desired ? (void *)desired->rules.first : NULL;
	const struct state_rule *was;

	state_each(was, &saved->rules) {
		const struct state_rule *is =
			(const void *)changed_since(o, now, &was->item);

		if (!r)
			return;
		if (is) {
			take_over(&r->item, &is->item);
			r->body = is->body;
		}
		r = (void *)r->item.next;
	}
}

static void keep_item(struct others *o, const struct state_table *now,
		      const struct state_item *was, void *desired)
{
	const struct state_item *is = changed_since(o, now, was);

	if (is && desired)
		take_over(desired, is);
}

static void keep_changed(struct others *o, struct state_table *saved,
			 const struct state_table *now)
{
	struct state *to = o->desired;
	struct state_table *t = state_table(to, saved->family,
					    saved->item.name);
	const struct state_chain *c;
	const struct state_set *set;

	if (!t)
		return;
	state_each(c, &saved->chains) {
		struct state_chain *d = state_chain(to, t, c->item.name);

		if (c->bound)
			continue;
		keep_item(o, now, &c->item, d);
		keep_rules(o, now, c, d);
	}
	state_each(set, &saved->sets)
		if (!set->anonymous)
			keep_item(o, now, &set->item,
				  state_set(to, t, set->item.name, 0));
	keep_item(o, now, &saved->item, t);
}

/* A table that others have made anew since is theirs. */
static void for_each_table(struct others *o,
			   void (*fn)(struct others *o, struct state_table *saved,
				      const struct state_table *now))
{
	struct state_table *t;

	if (o->past->other_boot)
		return;
	state_each(t, &o->past->saved.tables) {
		const struct state_table *now =
			state_table(o->now, t->family, t->item.name);

		if (now && now->item.handle == t->item.handle)
			fn(o, t, now);
	}
}

/* Elements of a set that is gone come back with it. */
static bool comes_whole(struct others *o, struct state_set *set)
{
	struct state_table *now = state_table(o->now, set->table->family,
					      set->table->item.name);

	if (!set->same || (now && state_set(o->now, now, set->item.name, 0)))
		return true;
	set->same = false;
	return set->elems.nsources;
}

const struct state_set *others_before(struct past *past, struct state *now)
{
	struct others o = { past, now, NULL };
	struct state_table *t;
	struct state_set *set;

	for_each_table(&o, drop_deleted);
	for_each_table(&o, merge_sets);
	state_each(t, &past->saved.tables)
		state_each(set, &t->sets)
			if (!set->anonymous && !comes_whole(&o, set))
				return set;
	return NULL;
}

void others_after(struct past *past, struct state *now, struct state *desired)
{
	struct others o = { past, now, desired };

	for_each_table(&o, keep_changed);
}
