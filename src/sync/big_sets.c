#include "config.h"

#include "sync/big_sets.h"

#include "state/read_same.h"

#include <linux/netfilter/nf_tables.h>

/* Its elements lead to chains or objects, of which the plan must know. */
static bool leads_somewhere(const struct state_set *s)
{
	const struct low_set *set = s->item.low->set;

	return set && (set->obj_type ||
		       (set->is_map && set->data_type == NFT_DATA_VERDICT));
}

/* The wanted set where it is big; NULL: it is small, or there is none. */
static struct state_set *wanted_set(struct sync *s, const struct low_msg *m)
{
	struct state *w = &s->wanted.state;
	struct state_table *t = state_table(w, m->family, m->table.name);
	struct state_set *set = t ? state_set(w, t, m->name.name, 0) : NULL;

	if (!set || set->anonymous || set->shrunk || leads_somewhere(set))
		return NULL;
	if (set->elems.count < READ_SAME_MIN)
		return NULL;
	elems_settle(&set->elems);
	return set;
}

static struct sync_set *noted(struct sync *s, const struct state_set *wanted)
{
	struct sync_set *n = s->sets;

	while (n && n->wanted != wanted)
		n = n->next;
	if (n)
		return n;
	n = arena_new(&s->arena, struct sync_set);
	n->wanted = wanted;
	n->next = s->sets;
	s->sets = n;
	return n;
}

bool big_sets_dumped(void *ctx, const struct low_msg *m)
{
	struct sync *s = ctx;
	struct plan asked = { .opt = &s->how };
	struct state_set *wanted = wanted_set(s, m);
	struct sync_set *n;

	if (!wanted)
		return true;
	n = noted(s, wanted);
	n->same = read_same(s->t->sock, m, wanted,
			    s->how.marks && plan_is_open(&asked, wanted));
	return !n->same;
}

static struct state_set *present_set(struct sync *s,
				     const struct state_set *wanted)
{
	struct state *p = &s->present.state;
	struct state_table *t = state_table(p, wanted->table->family,
					    wanted->table->item.name);

	return t ? state_set(p, t, wanted->item.name, 0) : NULL;
}

void big_sets_note(struct sync *s)
{
	for (const struct sync_set *n = s->sets; n; n = n->next) {
		struct state_set *set = present_set(s, n->wanted);

		if (set)
			set->same = n->same;
	}
}

void sync_fill_sets(struct sync *s)
{
	for (const struct sync_set *n = s->sets; n; n = n->next) {
		const struct elems *from = &n->wanted->elems;
		struct state_set *set = n->same ? present_set(s, n->wanted) :
						  NULL;

		for (uint32_t i = 0; set && i < from->nsources; i++)
			elems_add(&set->elems, from->sources[i].nlh, NULL);
	}
}
