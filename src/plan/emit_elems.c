#include "config.h"

#include "plan/emitter.h"

#include "base/mem.h"
#include "object/equal.h"
#include "plan/carry.h"
#include "state/mark.h"

#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>

/* A series of messages about the elements of one set. */
struct series {
	struct emitter *e;
	const struct state_set *before, *after;
	struct low_elems head;
	struct low_sink sink;
	bool begun, marks;
};

static struct series begin(struct emitter *e, const struct state_set *before,
			   const struct state_set *after, enum low_verb verb)
{
	const struct state_set *named = after ? after : before;
	const struct low_msg *set = named->item.low;
	struct span at = verb == LOW_NEW && after->item.msg ?
				 after->item.msg->at :
				 e->t->place;

	return (struct series){
		.e = e,
		.before = before,
		.after = after,
		.sink = batch_sink(e->to),
		.marks = after && plan_marks_elems(e->p, before, after),
		.head = {
			.verb = (uint8_t)verb,
			.family = set->family,
			.create_flags = verb == LOW_NEW ? NLM_F_CREATE : 0,
			.at = at,
			.table = { .name = set->table.name, .at = at },
			.set = { .name = set->name.name, .at = at },
			.set_id = verb == LOW_NEW && set->set ? set->set->id :
								0,
			.file = at.file,
		},
	};
}

static void end(struct series *s)
{
	if (s->begun && !s->e->err)
		s->e->err = s->sink.elems_end(s->sink.ctx);
	s->begun = false;
}

/* One more; file: that of its place. */
static void put(struct series *s, const struct low_elem *x, uint32_t file)
{
	struct emitter *e = s->e;

	if (s->begun && s->head.file != file)
		end(s);
	s->head.file = file;
	if (!s->begun && !e->err)
		e->err = s->sink.elems_begin(s->sink.ctx, &s->head);
	s->begun = true;
	if (!e->err)
		e->err = s->sink.elem(s->sink.ctx, x);
}

/* Where an element of the desired state stands.  Most are asked for in the
 * order in which they came. */
static struct span place_of(struct emitter *e, const struct elems *list,
			    const struct state_elem *elem)
{
	const struct batch_msg *msg = elems_source(list, elem)->msg;
	const struct batch *b = e->p->desired->batch;
	const struct batch_elem_loc *loc;
	uint32_t off = 4 * (uint32_t)elem->off;

	if (!msg || msg->first_elem == BATCH_NO_ELEMS)
		return e->t->place;
	if (e->cursor.msg != msg || e->cursor.at.off > off) {
		e->cursor.msg = msg;
		e->cursor.in = decode_elems((const void *)msg->bytes);
		e->cursor.index = UINT32_MAX;
		e->cursor.at = (struct span){ 0 };
	}
	while (e->cursor.at.off < off &&
	       decode_skip_elem(&e->cursor.in, &e->cursor.at))
		e->cursor.index++;
	loc = chunks_at(&b->elems, msg->first_elem + e->cursor.index);
	return (struct span){ batch_elems_file(b, msg), loc->off, loc->len };
}

static bool is_end(const struct low_elem *x)
{
	return x->flags & NFT_SET_ELEM_INTERVAL_END;
}

/* ---- what goes ---- */

static void delete_one(struct series *s, const struct state_elem *elem)
{
	struct emitter *e = s->e;
	struct low_elem x;

	elems_low(&s->before->elems, elem, e->scratch, &x);
	put(s, &(struct low_elem){ .flags = x.flags,
				   .key = x.key,
				   .key_end = x.key_end,
				   .key_len = x.key_len },
	    e->t->place.file);
}

static bool is_deleted(const struct plan_elem *x)
{
	return x->before &&
	       (x->fate == FATE_REMOVED || x->fate == FATE_REMADE);
}

/* Where elements may expire at any moment, they are deleted if they are there
 * still. */
static enum low_verb deleting(const struct emitter *e,
			      const struct state_set *before)
{
	const struct low_set *set = before->item.low->set;

	return set && set->flags & (NFT_SET_TIMEOUT | NFT_SET_EVAL) &&
			       e->p->opt->abilities & KERNEL_DESTROYS ?
		       LOW_DESTROY :
		       LOW_DEL;
}

static void delete_of_set(struct emitter *e, const struct plan_item *i)
{
	const struct state_set *before = (const void *)i->before;
	struct series s;

	if (before->item.fate == FATE_REMADE)
		return;
	s = begin(e, before, NULL, deleting(e, before));
	for (size_t n = 0; n < i->elems->count; n++) {
		const struct plan_elem *x = chunks_at(i->elems, n);
		struct arena_mark mark = arena_mark(e->scratch);

		if (is_deleted(x))
			delete_one(&s, x->before);
		arena_rewind(e->scratch, mark);
	}
	end(&s);
}

void emit_delete_elems(struct emitter *e)
{
	emit_each(e, LOW_ELEMS, FATE_BIT(CHANGED), delete_of_set);
}

/* ---- what comes ---- */

/* What the set's own timeout would give it: an element that is there keeps the
 * one that it has, and a new one gets what the set had before the
 * transaction. */
static void say_timeout(const struct series *s, struct low_elem *x)
{
	const struct low_set *set = s->after->item.low->set;

	if (!x->have_timeout && set && set->flags & NFT_SET_TIMEOUT &&
	    !is_end(x)) {
		x->have_timeout = true;
		x->timeout_ms = set->timeout_ms;
	}
}

static uint64_t timeout_of(const struct state_set *s, const struct low_elem *x)
{
	return x->have_timeout	   ? x->timeout_ms :
	       s->item.low->set ? s->item.low->set->timeout_ms :
				  0;
}

/* What is left of the time of an element whose timeout is the same. */
static void carry(const struct series *s, const struct low_elem *has,
		  struct low_elem *wants)
{
	struct arena *a = s->e->scratch;

	if (has->exprs && !wants->exprs &&
	    equal_exprs(has->exprs, s->after->item.low->set->exprs))
		wants->exprs = carry_clean(a, has->exprs);
	else if (equal_exprs(has->exprs, wants->exprs))
		wants->exprs = carry_exprs(a, wants->exprs, has->exprs);
	if (!has->expires || !has->expires_ms || wants->expires ||
	    timeout_of(s->before, has) / CHANGE_TICK_MS !=
		    timeout_of(s->after, wants) / CHANGE_TICK_MS)
		return;
	wants->expires = true;
	wants->expires_ms = has->expires_ms;
}

/* An element of the file. */
static void put_desired(struct series *s, const struct plan_elem *x)
{
	struct emitter *e = s->e;
	struct span at = place_of(e, &s->after->elems, x->after);
	struct low_elem has, wants;

	elems_low(&s->after->elems, x->after, e->scratch, &wants);
	if (x->fate == FATE_CHANGED || s->after->item.fate == FATE_CHANGED)
		say_timeout(s, &wants);
	if (x->fate == FATE_REMADE && x->before &&
	    !plan_is_fresh(e->p, &s->before->item)) {
		elems_low(&s->before->elems, x->before, e->scratch, &has);
		carry(s, &has, &wants);
	}
	if (s->marks && !is_end(&wants))
		mark_put(e->scratch, &wants.udata, &wants.udata_len, NULL, 0);
	wants.off = at.off;
	wants.len = at.len;
	put(s, &wants, at.file);
}

/* An element of others, as it was. */
static void put_foreign(struct series *s, const struct state_elem *elem)
{
	struct emitter *e = s->e;
	struct low_elem x;

	elems_low(&s->before->elems, elem, e->scratch, &x);
	if (is_end(&x)) {
		carry_clean_end(&x);
	} else if (timeout_of(s->before, &x) != timeout_of(s->after, &x)) {
		x.timeout_ms = timeout_of(s->before, &x);
		x.have_timeout = true;
	}
	x.exprs = carry_clean(e->scratch, x.exprs);
	x.off = 0;
	x.len = 0;
	put(s, &x, e->t->place.file);
}

static void put_one(struct series *s, const struct plan_elem *x)
{
	struct arena_mark mark = arena_mark(s->e->scratch);

	if (x->after)
		put_desired(s, x);
	else if (x->fate == FATE_REMADE)
		put_foreign(s, x->before);
	arena_rewind(s->e->scratch, mark);
}

/* In the order in which the file has them, as a load would send them: whether
 * the kernel sees that two ranges of several fields overlap depends on it. */
static int by_source(const struct state_elem *a, const struct state_elem *b)
{
	if (a->source != b->source)
		return a->source < b->source ? -1 : 1;
	return a->off < b->off ? -1 : a->off > b->off;
}

static int elems_by_source(const void *x, const void *y)
{
	return by_source(*(const struct state_elem *const *)x,
			 *(const struct state_elem *const *)y);
}

/* Those of others come last, in the order in which the kernel got them. */
static int items_by_source(const void *x, const void *y)
{
	const struct plan_elem *a = *(const struct plan_elem *const *)x;
	const struct plan_elem *b = *(const struct plan_elem *const *)y;

	if (!a->after || !b->after)
		return a->after || b->after ? !a->after - !b->after :
					      by_source(a->before, b->before);
	return by_source(a->after, b->after);
}

static void elems_of_item(struct emitter *e, const struct plan_item *i)
{
	struct series s = begin(e, (const void *)i->before,
				(const void *)i->after, LOW_NEW);
	size_t n = i->elems->count;
	const struct plan_elem **list = mem_calloc(n, sizeof(*list));

	for (size_t k = 0; k < n; k++)
		list[k] = chunks_at(i->elems, k);
	qsort(list, n, sizeof(*list), items_by_source);
	for (size_t k = 0; k < n; k++)
		put_one(&s, list[k]);
	end(&s);
	mem_free(list);
}

static void put_new(struct series *s, const struct state_elem *elem,
		    struct state_set *before)
{
	const struct elems *list = &s->after->elems;
	const struct state_elem *was = NULL;

	if (before)
		was = elems_find(&before->elems, elems_item(list, elem));
	put_one(s, &(struct plan_elem){ .before = was,
					.after = elem,
					.fate = was ? FATE_REMADE :
						      FATE_ADDED });
}

const struct state_elem **emit_by_source(const struct state_set *set)
{
	size_t n = set->elems.count;
	const struct state_elem **list = mem_calloc(n + 1, sizeof(*list));
	bool sorted = true;

	for (size_t k = 0; k < n; k++) {
		list[k] = &set->elems.list[k];
		sorted &= !k || by_source(list[k - 1], list[k]) < 0;
	}
	if (!sorted)
		qsort(list, n, sizeof(*list), elems_by_source);
	return list;
}

void emit_set_elems(struct emitter *e, const struct state_set *set,
		    struct state_set *before)
{
	struct series s = begin(e, before, set, LOW_NEW);
	const struct state_elem **list = emit_by_source(set);

	for (size_t k = 0; k < set->elems.count; k++)
		put_new(&s, list[k], before);
	end(&s);
	mem_free(list);
}

static void elems_of_new(struct emitter *e, const struct plan_item *i)
{
	emit_set_elems(e, (const void *)i->after, NULL);
}

/* Those of one made anew that were not read, so that they have no items. */
static void elems_of_remade(struct emitter *e, const struct plan_item *i)
{
	if (((const struct state_set *)i->before)->same)
		emit_set_elems(e, (const void *)i->after, NULL);
}

void emit_elems(struct emitter *e)
{
	emit_each(e, LOW_SET, FATE_BIT(ADDED), elems_of_new);
	emit_each(e, LOW_SET, FATE_BIT(REMADE), elems_of_remade);
	emit_each(e, LOW_ELEMS, FATE_BIT(CHANGED), elems_of_item);
}
