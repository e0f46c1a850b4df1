#include "config.h"

#include "state/applying.h"

#include "base/mem.h"
#include "object/boxes.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>
#include <string.h>

/* ---- two elements with one key ---- */

static bool same_verdict(const struct low_verdict *a,
			 const struct low_verdict *b)
{
	if (!a || !b)
		return a == b;
	if (a->code != b->code || a->chain_id != b->chain_id)
		return false;
	return a->chain && b->chain ? strcmp(a->chain, b->chain) == 0 :
				      a->chain == b->chain;
}

static bool same_data(const struct low_elem *a, const struct low_elem *b)
{
	if (!a->obj != !b->obj || (a->obj && strcmp(a->obj, b->obj) != 0))
		return false;
	return a->data_len == b->data_len &&
	       (!a->data_len || memcmp(a->data, b->data, a->data_len) == 0) &&
	       same_verdict(a->verdict, b->verdict);
}

/* To create what is there is refused, and to give a key other data. */
static void judge_twin(void *ctx, const struct elems *e,
		       const struct state_elem *first,
		       const struct state_elem *twin)
{
	struct apply *a = ctx;
	const struct elems_source *from = elems_source(e, twin);
	const struct arena_mark mark = arena_mark(&a->scratch);
	const struct batch_msg *now = a->msg;
	struct low_elem x, y;

	elems_low(e, first, &a->scratch, &x);
	elems_low(e, twin, &a->scratch, &y);
	a->msg = from->msg;
	if ((from->nlh->nlmsg_flags & NLM_F_EXCL) || !same_data(&x, &y))
		apply_refuse(a, EEXIST, (struct span){ .off = y.off });
	a->msg = now;
	arena_rewind(&a->scratch, mark);
}

static void watch(struct apply *a, struct state_set *set)
{
	set->elems.on_twin = judge_twin;
	set->elems.ctx = a;
}

/* ---- more elements than a set may have ---- */

static uint64_t arrival(const struct state_elem *e)
{
	return (uint64_t)e->source << 16 | e->off;
}

static int compare_arrival(const void *a, const void *b)
{
	const struct state_elem *const *x = a, *const *y = b;

	return arrival(*x) < arrival(*y) ? -1 : arrival(*x) > arrival(*y);
}

/* All but ends of intervals and the catch-all element; the caller frees. */
static const struct state_elem **counted(const struct elems *e, size_t *ret_n)
{
	const struct state_elem **all = mem_calloc(e->count, sizeof(*all));
	size_t n = 0;

	for (size_t i = 0; i < e->count; i++) {
		struct decoded_key key = decode_key(elems_item(e, &e->list[i]));

		if (!(key.flags & (NFT_SET_ELEM_INTERVAL_END |
				   NFT_SET_ELEM_CATCHALL)))
			all[n++] = &e->list[i];
	}
	*ret_n = n;
	return all;
}

/* Each message is refused at the first that is too much. */
static void refuse_rest(struct apply *a, const struct elems *e,
			const struct state_elem **all, size_t from, size_t n)
{
	uint32_t last = UINT32_MAX;

	for (size_t i = from; i < n; i++) {
		if (all[i]->source == last)
			continue;
		last = all[i]->source;
		a->msg = elems_source(e, all[i])->msg;
		apply_refuse(a, ENFILE,
			     (struct span){ .off = 4u * all[i]->off });
	}
}

static void judge_size(struct apply *a, const struct state_set *set)
{
	const struct elems *e = &set->elems;
	const struct state_elem **all;
	size_t n;

	if (!set->limit || set->anonymous || set->shrunk ||
	    e->count <= set->limit)
		return;
	all = counted(e, &n);
	qsort(all, n, sizeof(*all), compare_arrival);
	refuse_rest(a, e, all, set->limit, n);
	mem_free(all);
}

/* ---- ranges of several fields that overlap ---- */

struct late {
	const struct state_elem *elem;
	bool refused;
};

static void note_earlier(void *ctx, const void *there)
{
	struct late *l = ctx;

	l->refused |= arrival(there) < arrival(l->elem);
}

/* Each message is refused at the first of these. */
static void judge_boxes(struct apply *a, const struct state_set *set)
{
	const struct elems *e = &set->elems;
	struct boxes b;

	if (!set->item.low || !boxes_init(&b, set->item.low->set, e->count))
		return;
	for (size_t i = 0; i < e->count; i++)
		boxes_add(&b, elems_item(e, &e->list[i]), &e->list[i]);
	for (size_t i = 0; i < e->count; i++) {
		struct late l = { .elem = &e->list[i] };

		boxes_holding(&b, elems_item(e, l.elem), note_earlier, &l);
		if (!l.refused)
			continue;
		a->msg = elems_source(e, l.elem)->msg;
		apply_refuse(a, EEXIST,
			     (struct span){ .off = 4u * l.elem->off });
	}
	boxes_release(&b);
}

void apply_judge_elems(struct apply *a)
{
	struct state_table *t;
	struct state_set *set;

	state_each(t, &a->s->tables) {
		state_each(set, &t->sets) {
			elems_settle(&set->elems);
			judge_size(a, set);
			judge_boxes(a, set);
			set->elems.on_twin = NULL;
		}
	}
}

/* ---- sets ---- */

struct state_set *find_set(const struct apply *a, struct state_table *t,
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

static bool is_same_kind(const struct low_set *a, const struct low_set *b)
{
	return a->flags == b->flags && a->key_type == b->key_type &&
	       a->key_len == b->key_len && a->is_map == b->is_map &&
	       a->data_type == b->data_type && a->obj_type == b->obj_type;
}

static int update_set(const struct apply *a, struct state_set *set,
		      const struct low_msg *m)
{
	struct low_set *now = (struct low_set *)set->item.low->set;

	if (is_excl(m))
		return apply_refuse(a, EEXIST, m->name.at);
	if (!m->set || !now)
		return 0;
	if (!is_same_kind(now, m->set))
		return apply_refuse(a, EEXIST, m->name.at);
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

int apply_new_set(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = apply_need_table(a, m);
	const char *name = final_name(a, m->name.name);
	struct state_set *set;

	if (!t)
		return -ENOENT;
	set = name ? state_set(a->s, t, name, 0) : NULL;
	if (set && set->item.low)
		return update_set(a, set, m);
	if (!set) {
		bool removed = name &&
			       store_was_removed(a->s, LOW_SET, 0, t, name);

		set = store_add_set(a->s, t, name, m->set ? m->set->id : 0);
		set->known = t->known || !name || removed;
	}
	set->known |= is_excl(m);
	if (a->r)
		watch(a, set);
	apply_describe(a, &set->item);
	set->anonymous = m->set && (m->set->flags & NFT_SET_ANONYMOUS);
	set->limit = m->set ? m->set->size : 0;
	store_set_handle(a->s, t, &set->item, m->name.handle);
	return 0;
}

int apply_del_set(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = apply_need_table(a, m);
	struct state_set *set = t ? find_set(a, t, &m->name, 0) : NULL;

	if (!t)
		return -ENOENT;
	if (!set)
		return apply_miss(a, m, m->name.at);
	if (set->item.users)
		return apply_refuse(a, EBUSY, m->name.at);
	hold_release_elems(a, set);
	store_remove_set(set);
	return 0;
}

/* ---- elements ---- */

int apply_new_elems(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = apply_need_table(a, m);
	struct state_set *set =
		t ? find_set(a, t, &m->name, m->set_id) : NULL;

	if (!t)
		return -ENOENT;
	if (!set)
		return apply_refuse(a, ENOENT, m->name.at);
	if (hold_elems(a, set) < 0)
		return -ENOENT;
	elems_add(&set->elems, a->nlh, a->msg);
	return 0;
}

static struct span place_in(const struct apply *a, const void *item)
{
	return (struct span){
		.off = (uint32_t)((const uint8_t *)item -
				  (const uint8_t *)a->nlh),
	};
}

/* -ENOENT: there was none. */
static int remove_elem(struct apply *a, struct state_set *set,
		       const struct nlattr *item)
{
	const struct state_elem *e =
		hold_refers(set) ? elems_find(&set->elems, item) : NULL;

	if (e)
		hold_release_elem(a, set, e);
	return elems_remove(&set->elems, item) ? 0 : -ENOENT;
}

int apply_del_elems(struct apply *a, const struct low_msg *m)
{
	struct state_table *t = apply_need_table(a, m);
	struct state_set *set =
		t ? find_set(a, t, &m->name, m->set_id) : NULL;
	struct decode_elems in = decode_elems(a->nlh);
	const struct nlattr *item;

	if (!t)
		return -ENOENT;
	if (!set)
		return apply_miss(a, m, m->name.at);
	set->shrunk = true;
	if (!in.start) {
		hold_release_elems(a, set);
		elems_clear(&set->elems);
		set->known = true;
		return 0;
	}
	while ((item = decode_item(&in)))
		if (remove_elem(a, set, item) < 0 && set->known)
			return apply_miss(a, m, place_in(a, item));
	return 0;
}
