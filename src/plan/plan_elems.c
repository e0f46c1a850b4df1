#include "config.h"

#include "plan/planner.h"

#include "base/mem.h"
#include "object/equal.h"
#include "plan/carry.h"
#include "plan/plan_boxes.h"
#include "state/mark.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* ---- how two elements of one key differ ---- */

enum elem_change { ELEM_VALUE = 1, ELEM_WORDS = 2, ELEM_TIMEOUT = 4 };

static const struct low_set *set_of(const struct state_set *s)
{
	static const struct low_set none;

	return s->item.low->set ? s->item.low->set : &none;
}

static bool same_verdict(const struct low_verdict *a,
			 const struct low_verdict *b)
{
	if (!a || !b || a->code != b->code)
		return a == b;
	return !a->chain || !b->chain ? a->chain == b->chain :
					strcmp(a->chain, b->chain) == 0;
}

static bool same_text(const char *a, const char *b)
{
	return !a || !b ? a == b : strcmp(a, b) == 0;
}

static bool same_value(const struct state_set *before, const struct low_elem *x,
		       const struct state_set *after, const struct low_elem *y)
{
	/* The kernel gives every element the expressions of the set. */
	const struct low_expr *a = x->exprs ? x->exprs : set_of(before)->exprs;
	const struct low_expr *b = y->exprs ? y->exprs : set_of(after)->exprs;

	return x->data_len == y->data_len &&
	       (!x->data_len || memcmp(x->data, y->data, x->data_len) == 0) &&
	       same_verdict(x->verdict, y->verdict) &&
	       same_text(x->obj, y->obj) && equal_exprs(a, b);
}

static uint64_t timeout_of(const struct state_set *s, const struct low_elem *e)
{
	uint64_t ms = e->have_timeout ? e->timeout_ms : set_of(s)->timeout_ms;

	return e->flags & NFT_SET_ELEM_INTERVAL_END ? 0 : ms / CHANGE_TICK_MS;
}

static uint32_t difference(const struct state_set *before,
			   const struct low_elem *x,
			   const struct state_set *after,
			   const struct low_elem *y)
{
	uint32_t bits = 0;

	if (!same_value(before, x, after, y))
		bits |= ELEM_VALUE;
	if (!mark_same_words(x->udata, x->udata_len, y->udata, y->udata_len))
		bits |= ELEM_WORDS;
	if (timeout_of(before, x) != timeout_of(after, y))
		bits |= ELEM_TIMEOUT;
	return bits;
}

/* ---- going through both ---- */

/* Where an interval that stays ends; the key is that behind it. */
struct reach {
	const uint8_t *key; /* NULL: it ends with all keys */
	uint32_t len;
	bool set;
};

/* An interval of others that stays, as the last one was. */
struct foreign {
	struct reach reach;
	const struct state_elem *at;
	size_t count;
	size_t noted; /* its first item, where it has some */
};

struct merge {
	struct planner *pl;
	struct state_set *before, *after;
	struct plan_item *item; /* NULL: there is no difference yet */
	size_t i, j;
	bool remade, open, marks, intervals;
	bool moves; /* elements of the old set can be in the new one */
	bool others; /* elements of others stay */
	const struct state_elem *lone_end; /* that the file does not have */
	struct reach declared; /* of the file's last interval */
	struct foreign foreign;
};

/* An element, or both ends of an interval. */
struct unit {
	const struct state_elem *at;
	struct low_elem low[2];
	size_t count; /* 0: there are no more */
};

static struct unit unit_at(const struct merge *m, const struct state_set *s,
			   size_t i)
{
	const struct elems *e = &s->elems;
	struct arena *a = &m->pl->p->scratch;
	struct unit u = { .count = i < e->count };

	if (!u.count)
		return u;
	u.at = &e->list[i];
	elems_low(e, u.at, a, &u.low[0]);
	if (!m->intervals || i + 1 == e->count ||
	    u.low[0].flags & NFT_SET_ELEM_INTERVAL_END)
		return u;
	elems_low(e, u.at + 1, a, &u.low[1]);
	u.count += !!(u.low[1].flags & NFT_SET_ELEM_INTERVAL_END);
	return u;
}

static void note(struct merge *m, const struct state_elem *before,
		 const struct state_elem *after, enum plan_fate fate,
		 enum plan_reason reason)
{
	struct planner *pl = m->pl;

	if (!m->item) {
		m->item = planner_add(pl, LOW_ELEMS, &m->before->item,
				      &m->after->item, FATE_CHANGED,
				      REASON_DIFFERS);
		m->item->elems = arena_new(&pl->p->arena, struct chunks);
		chunks_init(m->item->elems, sizeof(struct plan_elem));
	}
	*(struct plan_elem *)chunks_push(m->item->elems) = (struct plan_elem){
		.before = before,
		.after = after,
		.fate = (uint8_t)fate,
		.reason = (uint8_t)reason,
	};
	if (fate != FATE_SAME && fate != FATE_KEPT)
		pl->t->edits++;
}

static void note_pair(struct merge *m, const struct unit *x,
		      const struct unit *y, enum plan_reason reason)
{
	size_t n = MAX(x->count, y->count);

	for (size_t k = 0; k < n; k++) {
		const struct state_elem *a = k < x->count ? x->at + k : NULL;
		const struct state_elem *b = k < y->count ? y->at + k : NULL;

		note(m, a, b,
		     a && b ? FATE_REMADE :
		     a	    ? FATE_REMOVED :
			      FATE_ADDED,
		     reason);
	}
}

static void count_units(struct merge *m, enum plan_reason reason)
{
	struct plan_counts *n = &m->pl->p->counts;

	if (reason == REASON_MARK)
		n->marked++;
	else if (reason == REASON_INSIDE)
		n->unchanged++;
	else
		n->changed++;
}

static bool is_marked(const struct low_elem *e)
{
	uint32_t len;

	return mark_find(e->udata, e->udata_len, &len);
}

static uint32_t unit_difference(const struct merge *m, const struct unit *x,
				const struct unit *y)
{
	uint32_t bits = 0;

	if (x->count != y->count)
		return ELEM_VALUE;
	for (size_t k = 0; k < x->count; k++) {
		if (k && elems_compare(&m->before->elems, x->at + k,
				       &m->after->elems, y->at + k) != 0)
			return ELEM_VALUE;
		bits |= difference(m->before, &x->low[k], m->after,
				   &y->low[k]);
	}
	if (m->pl->p->opt->verbatim &&
	    is_marked(&x->low[0]) != (is_marked(&y->low[0]) || m->marks))
		bits |= ELEM_WORDS;
	return bits;
}

/* The end of nothing, with which a set of intervals begins. */
static bool is_lone_end(const struct unit *u)
{
	return u->low[0].flags & NFT_SET_ELEM_INTERVAL_END;
}

static bool lacks_mark(const struct merge *m, const struct unit *x,
		       const struct unit *y)
{
	return m->marks && !is_lone_end(x) && !is_marked(&x->low[0]) &&
	       mark_fits(y->low[0].udata_len, 0);
}

/* The same key on both sides. */
static void judge_both(struct merge *m, const struct unit *x,
		       const struct unit *y)
{
	uint32_t bits = unit_difference(m, x, y);
	enum plan_reason reason = REASON_DIFFERS;

	if (bits == ELEM_TIMEOUT && x->count == 1 && !m->remade &&
	    !lacks_mark(m, x, y) &&
	    m->pl->p->opt->abilities & KERNEL_TIMES_ELEMENTS) {
		note(m, x->at, y->at, FATE_CHANGED, reason);
		m->pl->p->counts.changed++;
		return;
	}
	if (!bits && m->remade)
		reason = REASON_INSIDE;
	else if (!bits && planner_elem_uses_dead(m->pl, m->before, &x->low[0]))
		reason = REASON_USES;
	else if (!bits && lacks_mark(m, x, y))
		reason = REASON_MARK;
	else if (!bits) {
		m->pl->p->counts.unchanged++;
		return;
	}
	note_pair(m, x, y, reason);
	count_units(m, reason);
}

/* ---- intervals of others that overlap the file's ---- */

static struct reach reach_of(const struct merge *m, const struct unit *u)
{
	if (!m->intervals || !m->open || is_lone_end(u))
		return (struct reach){ .set = false };
	return (struct reach){
		.key = u->count == 2 ? u->low[1].key : NULL,
		.len = u->low[0].key_len,
		.set = u->low[0].key_len,
	};
}

static bool is_within(const struct reach *r, const struct unit *u)
{
	return r->set && !is_lone_end(u) && u->low[0].key_len == r->len &&
	       (!r->key || memcmp(u->low[0].key, r->key, r->len) < 0);
}

/* The kernel would refuse what the file declares: it goes. */
static void drop_foreign(struct merge *m)
{
	struct plan_counts *n = &m->pl->p->counts;
	struct foreign *f = &m->foreign;

	f->reach.set = false;
	n->kept--;
	n->removed++;
	for (size_t k = 0; k < f->count; k++) {
		if (f->noted == SIZE_MAX)
			note(m, f->at + k, NULL, FATE_REMOVED, REASON_DIFFERS);
		else
			((struct plan_elem *)chunks_at(m->item->elems,
						       f->noted + k))
				->fate = FATE_REMOVED;
	}
}

/* The file has this interval. */
static void declare(struct merge *m, const struct unit *y)
{
	if (is_within(&m->foreign.reach, y))
		drop_foreign(m);
	m->declared = reach_of(m, y);
}

static void judge_after(struct merge *m, const struct unit *y)
{
	declare(m, y);
	for (size_t k = 0; k < y->count; k++)
		note(m, NULL, y->at + k, FATE_ADDED, REASON_DIFFERS);
	m->pl->p->counts.added++;
}

/* Others made it. */
static enum plan_fate foreign_fate(const struct merge *m, const struct unit *x)
{
	const struct low_elem *e = &x->low[0];

	if (!m->remade && !planner_elem_uses_dead(m->pl, m->before, e))
		return FATE_KEPT;
	return (!m->remade || m->moves) && carry_is_known(e->exprs) &&
			       !planner_elem_uses_removed(m->pl, m->before, e) ?
		       FATE_REMADE :
		       FATE_REMOVED;
}

static bool is_foreign(const struct merge *m, const struct unit *x)
{
	const struct plan_options *opt = m->pl->p->opt;
	bool owned = opt->owned ? opt->owned(opt->ctx, m->before, x->at) :
				  is_marked(&x->low[0]);

	return m->open && !owned && !is_within(&m->declared, x);
}

static void judge_before(struct merge *m, const struct unit *x)
{
	struct plan_counts *n = &m->pl->p->counts;
	enum plan_fate fate = FATE_REMOVED;

	if (m->open && is_lone_end(x)) {
		m->lone_end = m->remade ? NULL : x->at;
		return;
	}
	if (is_foreign(m, x))
		fate = foreign_fate(m, x);
	m->others |= fate != FATE_REMOVED;
	if (fate == FATE_REMOVED)
		n->removed++;
	else
		n->kept++;
	if (fate != FATE_REMOVED)
		m->foreign = (struct foreign){
			.reach = reach_of(m, x),
			.at = x->at,
			.count = x->count,
			.noted = fate == FATE_KEPT ? SIZE_MAX :
				 m->item	   ? m->item->elems->count :
						     0,
		};
	if (fate == FATE_KEPT)
		return;
	for (size_t k = 0; k < x->count; k++)
		note(m, x->at + k, NULL, fate,
		     fate == FATE_REMADE ? REASON_USES : REASON_DIFFERS);
}

static void step(struct merge *m)
{
	struct unit x = unit_at(m, m->before, m->i);
	struct unit y = unit_at(m, m->after, m->j);
	int order = !x.count ? 1 : -1;

	if (x.count && y.count)
		order = elems_compare(&m->before->elems, x.at,
				      &m->after->elems, y.at);
	if (order == 0) {
		declare(m, &y);
		judge_both(m, &x, &y);
	} else if (order < 0) {
		judge_before(m, &x);
	} else {
		judge_after(m, &y);
	}
	m->i += order <= 0 ? x.count : 0;
	m->j += order >= 0 ? y.count : 0;
}

/* Whether elements of the old set can be in the new one. */
static bool can_move(const struct state_set *before,
		     const struct state_set *after)
{
	const struct low_set *a = set_of(before), *b = set_of(after);
	uint32_t mask = NFT_SET_INTERVAL | NFT_SET_TIMEOUT | NFT_SET_CONCAT;

	return a->key_type == b->key_type && a->key_len == b->key_len &&
	       a->is_map == b->is_map && a->data_type == b->data_type &&
	       a->data_len == b->data_len && a->obj_type == b->obj_type &&
	       !((a->flags ^ b->flags) & mask) &&
	       equal_exprs(a->exprs, b->exprs);
}

static void compare(struct planner *pl, struct state_set *before,
		    struct state_set *after)
{
	struct arena *scratch = &pl->p->scratch;
	bool open = pl->p->opt->owned || (plan_is_open(pl->p, after) &&
					  !plan_is_closed(before));
	struct merge m = {
		.pl = pl,
		.before = before,
		.after = after,
		.remade = after->item.fate == FATE_REMADE,
		.open = open,
		.marks = (open && pl->p->opt->marks) ||
			 plan_lost_mark(pl->p, before, after),
		.intervals = set_of(after)->flags & NFT_SET_INTERVAL &&
			     !(set_of(after)->flags & NFT_SET_CONCAT),
		.moves = can_move(before, after),
	};

	while (m.i < before->elems.count || m.j < after->elems.count) {
		struct arena_mark mark = arena_mark(scratch);

		step(&m);
		arena_rewind(scratch, mark);
	}
	/* It may be of those who added the others. */
	if (m.lone_end && !m.others)
		note(&m, m.lone_end, NULL, FATE_REMOVED, REASON_DIFFERS);
	if (m.item)
		plan_boxes(pl, m.item);
}

static bool elem_changes(struct planner *pl, const struct state_set *before,
			 const struct state_set *after, size_t i)
{
	const struct state_elem *a = &before->elems.list[i];
	const struct state_elem *b = &after->elems.list[i];
	struct arena *scratch = &pl->p->scratch;
	struct arena_mark mark = arena_mark(scratch);
	struct low_elem x, y;
	bool changes;

	if (elems_compare(&before->elems, a, &after->elems, b) != 0)
		return true;
	elems_low(&before->elems, a, scratch, &x);
	elems_low(&after->elems, b, scratch, &y);
	changes = difference(before, &x, after, &y) ||
		  planner_elem_uses_dead(pl, before, &x);
	arena_rewind(scratch, mark);
	return changes;
}

bool planner_elems_change(struct planner *pl, struct state_set *before,
			  struct state_set *after)
{
	if (before->same || after->same)
		return false;
	if (before->elems.count != after->elems.count)
		return true;
	for (size_t i = 0; i < after->elems.count; i++)
		if (elem_changes(pl, before, after, i))
			return true;
	return false;
}

bool planner_elems_count(const struct planner *pl, struct state_set *before)
{
	struct arena *scratch = &pl->p->scratch;
	const struct low_set *low = set_of(before);
	bool found = low->flags & NFT_SET_TIMEOUT || low->exprs;

	for (size_t i = 0; i < before->elems.count && !found; i++) {
		struct arena_mark mark = arena_mark(scratch);
		struct low_elem x;

		elems_low(&before->elems, &before->elems.list[i], scratch, &x);
		found = x.exprs;
		arena_rewind(scratch, mark);
	}
	return found;
}

void planner_elems(struct planner *pl)
{
	struct state_set *set;

	state_each(set, &pl->t->after->sets) {
		struct state_set *before = (void *)set->item.peer;

		if (before && (before->same || set->same))
			pl->p->counts.unchanged += set->elems.count;
		else if (before)
			compare(pl, before, set);
	}
}
