#include "config.h"

#include "print/lift/lift_in.h"

#include "base/mem.h"
#include "compile/scope/udata.h"

#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>
#include <string.h>

/* ---- keys, data ---- */

static uint32_t field_len(const struct vtype *t)
{
	return DIV_ROUND_UP((uint32_t)t->len_bits, 8u);
}

/* full: one address of several ranges is a prefix of all bits. */
static struct ast_expr *field(struct lift *l, struct vtype t,
			      const uint8_t *from, const uint8_t *to, bool full)
{
	uint32_t len = field_len(&t);
	uint8_t lo[BYTES_MAX], hi[BYTES_MAX];

	if (!to)
		return lift_operand(l, t, from, len);
	memcpy(lo, from, len);
	memcpy(hi, to, len);
	if (full && memcmp(lo, hi, len) == 0 &&
	    (t.dt->id == DT_IPADDR || t.dt->id == DT_IP6ADDR))
		return lift_prefix(l, t, lo, len, t.len_bits);
	if (memcmp(lo, hi, len) == 0)
		return lift_operand(l, t, lo, len);
	if (t.order == ORDER_HOST && !dtype_is_a(t.dt, DT_STRING)) {
		bytes_swap(lo, len);
		bytes_swap(hi, len);
	}
	return lift_bounds(l, t, lo, hi, len, false);
}

static struct ast_expr *fields(struct lift *l, const struct ktype *type,
			       const uint8_t *from, const uint8_t *to,
			       uint32_t len, bool full)
{
	struct ast_expr *list, **last;
	uint32_t at = 0;

	if (!type->concat)
		return field_len(&type->f[0]) == len ?
			field(l, type->f[0], from, to, full) : NULL;
	list = lift_node(l, AST_CONCAT);
	last = &list->list.first;
	for (unsigned int i = 0; i < type->n; i++) {
		if (at + field_len(&type->f[i]) > len)
			return NULL;
		*last = field(l, type->f[i], from + at, to ? to + at : NULL,
			      false);
		if (!*last)
			return NULL;
		last = &(*last)->next;
		at += ROUND_UP(field_len(&type->f[i]), 4u);
		list->list.count++;
	}
	return at == len ? list : NULL;
}

struct ast_expr *lift_value(struct lift *l, const struct ktype *type,
			    const uint8_t *bytes, uint32_t len)
{
	return fields(l, type, bytes, NULL, len, false);
}

struct ast_expr *lift_range(struct lift *l, const struct ktype *type,
			    const uint8_t *from, const uint8_t *to,
			    uint32_t len)
{
	return fields(l, type, from, to, len, false);
}

/* A key that was computed in a longer place: a number of the machine's, whose
 * other bytes are zeros.  0: it is something else. */
static uint32_t shortened(const struct vtype *t, const uint8_t *key,
			  uint32_t len)
{
	uint32_t n = field_len(t);
	uint8_t number[sizeof(uint64_t)];

	if (len > sizeof(number) || (n > 1 && t->order != ORDER_HOST))
		return 0;
	bytes_put_host(number, n, bytes_get_host(key, len));
	return memcmp(number, key, n) == 0 && bytes_is_zero(key + n, len - n) ?
	       n : 0;
}

/* The same of a key whose most significant byte is first. */
static uint32_t shortened_big(const struct vtype *t, uint8_t *key, uint32_t len)
{
	uint32_t n = field_len(t);

	if (!bytes_is_zero(key, len - n))
		return 0;
	memmove(key, key + len - n, n);
	return n;
}

/* Keys of bit fields lie as in the packet, and no others are longer and
 * shifted.  0: it is something else. */
static uint32_t unshifted(const struct lift_set *t, const uint8_t *key,
			  uint32_t len, uint8_t *ret)
{
	const struct vtype *v = &t->key_type.f[0];
	uint32_t n = field_len(v);

	memmove(ret, key, len);
	if (t->key_type.concat || n > len || (n == len && !t->key_shift))
		return len;
	if (!t->key_shift)
		return t->intervals ? shortened_big(v, ret, len) :
				      shortened(v, key, len);
	bytes_shift_right(ret, len, t->key_shift);
	return shortened_big(v, ret, len);
}

/* The bits behind a field are zeros, as in what it is compared with.  Where a range
 * ends they may be anything: it ends with the last value below. */
static bool begins_in_place(const struct lift_set *t, const struct low_elem *e)
{
	uint8_t behind[BYTES_MAX];

	if (!t->key_shift)
		return true;
	memcpy(behind, e->key, e->key_len);
	bytes_shift_left(behind, e->key_len, 8 * e->key_len - t->key_shift);
	return bytes_is_zero(behind, e->key_len);
}

/* Keys of interval sets are big endian; a range ends where `end` begins. */
static struct ast_expr *interval(struct lift *l, const struct lift_set *t,
				 const struct low_elem *start,
				 const struct low_elem *end)
{
	uint8_t lo[BYTES_MAX], hi[BYTES_MAX];
	struct vtype v = t->key_type.f[0];
	uint32_t len = unshifted(t, start->key, start->key_len, lo);

	if (len != field_len(&v) || !begins_in_place(t, start) ||
	    (end && end->key_len != start->key_len))
		return NULL;
	if (end) {
		memcpy(hi, end->key, end->key_len);
		bytes_decrement(hi, end->key_len);
		if (unshifted(t, hi, end->key_len, hi) != len)
			return NULL;
	} else {
		memset(hi, 0xff, len);
		hi[0] &= 0xff >> (8 * len - v.len_bits);
	}
	if (!dtype_is_a(v.dt, DT_STRING))
		v.order = ORDER_BIG;
	return lift_bounds(l, v, lo, hi, len, t->turned);
}

static struct ast_expr *key_of(struct lift *l, const struct lift_set *t,
			       const struct low_elem *start,
			       const struct low_elem *end)
{
	uint8_t key[BYTES_MAX];
	uint32_t len;

	if (start->flags & NFT_SET_ELEM_CATCHALL)
		return lift_node(l, AST_CATCHALL);
	if (!start->key || !start->key_len || start->key_len > BYTES_MAX)
		return NULL;
	if (t->intervals && !t->key_type.concat)
		return interval(l, t, start, end);
	if (start->key_end)
		return lift_range(l, &t->key_type, start->key, start->key_end,
				  start->key_len);
	len = unshifted(t, start->key, start->key_len, key);
	if (!len || !begins_in_place(t, start))
		return NULL;
	return lift_value(l, &t->key_type, key, len);
}

static struct ast_expr *data_of(struct lift *l, const struct lift_set *t,
				const struct low_elem *e)
{
	if (t->verdicts)
		return e->verdict ? lift_verdict(l, t->set->table, e->verdict)
				  : NULL;
	if (t->obj_type)
		return e->obj ? lift_word(l, e->obj, AST_QUOTED) : NULL;
	if (!e->data || e->verdict)
		return NULL;
	if (t->data_interval)
		return e->data_len % 2 ? NULL :
			fields(l, &t->data_type, e->data,
			       e->data + e->data_len / 2, e->data_len / 2,
			       true);
	return lift_value(l, &t->data_type, e->data, e->data_len);
}

/* ---- one element ---- */

static void note_times(const struct lift *l, const struct low_elem *e,
		       struct ast_elem *ret)
{
	ret->timeout_ms.set = e->have_timeout;
	ret->timeout_ms.val = e->timeout_ms;
	ret->timeout_never = e->have_timeout && !e->timeout_ms;
	ret->expires_ms.set = e->expires && e->expires_ms &&
			      !l->opt->stateless;
	ret->expires_ms.val = e->expires_ms;
}

struct ast_elem *lift_elem(struct lift *l, const struct lift_set *types,
			   const struct low_elem *start,
			   const struct low_elem *end)
{
	struct ast_elem *ret = arena_new(&l->arena, struct ast_elem);

	ret->key = key_of(l, types, start, end);
	if (types->is_map)
		ret->data = data_of(l, types, start);
	if (!ret->key || (types->is_map && !ret->data) ||
	    !lift_stateful(l, start->exprs, &ret->stmts))
		return NULL;
	ret->comment = lift_comment(start->udata, start->udata_len,
				    UDATA_COMMENT);
	note_times(l, start, ret);
	return ret;
}

struct ast_elem *lift_picked(struct lift *l, const struct lift_set *types,
			     const struct lift_pick *pick)
{
	struct elems *all = &types->set->elems;
	bool ends = pick->end >= 0;
	struct low_elem start, end;

	elems_low(all, &all->list[pick->start], &l->arena, &start);
	if (ends)
		elems_low(all, &all->list[pick->end], &l->arena, &end);
	return lift_elem(l, types, &start, ends ? &end : NULL);
}

/* ---- all elements ---- */

/* Ranges of names: what is left of one after its first patterns. */
struct lift_names_left {
	uint8_t from[BYTES_MAX], to[BYTES_MAX];
	uint32_t len; /* 0: nothing */
};

struct lift_elems {
	struct lift *l;
	struct lift_names_left left;
	struct lift_set types;
	struct elems *e;
	uint32_t *order; /* NULL: that of the list */
	size_t at;
};

struct lift_sorted {
	uint8_t key[BYTES_MAX]; /* with numbers, most significant byte first */
	uint32_t len, index;
	bool last; /* the catch-all element */
};

static int compare(const void *a, const void *b)
{
	const struct lift_sorted *x = a, *y = b;
	int diff;

	if (x->last != y->last)
		return x->last ? 1 : -1;
	diff = memcmp(x->key, y->key, MIN(x->len, y->len));
	if (diff)
		return diff;
	return x->index < y->index ? -1 : x->index > y->index;
}

/* In concatenations, nft compares strings as numbers, too. */
static bool is_turned(const struct vtype *t, bool joined)
{
	return t->order == ORDER_HOST && field_len(t) > 1 &&
	       (joined || !dtype_is_a(t->dt, DT_STRING));
}

static bool is_flags(const struct vtype *t)
{
	return dtype_is_a(t->dt, DT_BITMASK) && t->dt->id != DT_BITMASK;
}

/* nft compares flags by the lowest of them. */
static void lowest(uint8_t *num, uint32_t len)
{
	uint32_t i = len;

	while (i > 0 && !num[i - 1])
		i--;
	if (!i)
		return;
	num[i - 1] &= (uint8_t)-num[i - 1];
	memset(num, 0, i - 1);
}

static void turn(const struct ktype *k, struct lift_sorted *s)
{
	uint32_t at = 0;

	for (unsigned int i = 0; i < k->n && at < s->len; i++) {
		const struct vtype *t = &k->f[i];
		uint32_t len = field_len(t);

		if (at + len > s->len)
			return;
		if (is_turned(t, k->concat))
			bytes_swap(s->key + at, len);
		if (is_flags(t))
			lowest(s->key + at, len);
		at += ROUND_UP(len, 4u);
	}
}

/* It has no key, so that it is the first in the list. */
static bool has_catchall(const struct lift_set *t)
{
	const struct elems *e = &t->set->elems;

	return e->count && decode_key(elems_item(e, &e->list[0])).flags &
			   NFT_SET_ELEM_CATCHALL;
}

/* Numbers of the host are listed in the order of numbers, concatenations of
 * ranges in the order in which they were added. */
static bool needs_order(const struct lift_set *t)
{
	const struct ktype *k = &t->key_type;

	if (t->intervals)
		return k->concat || has_catchall(t);
	if (has_catchall(t))
		return true;
	for (unsigned int i = 0; i < k->n; i++)
		if (is_turned(&k->f[i], k->concat) || is_flags(&k->f[i]))
			return true;
	return false;
}

static void by_place(const struct state_elem *elem,
		     struct lift_sorted *s)
{
	s->len = sizeof(uint64_t);
	bytes_put_be(s->key, s->len, (uint64_t)elem->source << 16 | elem->off);
}

static void sort(struct lift_elems *w)
{
	struct lift_sorted *all = mem_calloc(w->e->count + 1, sizeof(*all));
	size_t n = w->e->count;

	for (size_t i = 0; i < n; i++) {
		struct decoded_key k = decode_key(
			elems_item(w->e, &w->e->list[i]));

		all[i].index = (uint32_t)i;
		all[i].last = k.flags & NFT_SET_ELEM_CATCHALL;
		all[i].len = MIN(k.len, (uint32_t)BYTES_MAX);
		if (k.key)
			memcpy(all[i].key, k.key, all[i].len);
		if (w->types.intervals && w->types.key_type.concat)
			by_place(&w->e->list[i], &all[i]);
		else if (!w->types.intervals)
			turn(&w->types.key_type, &all[i]);
	}
	qsort(all, n, sizeof(*all), compare);
	w->order = mem_calloc(n + 1, sizeof(*w->order));
	for (size_t i = 0; i < n; i++)
		w->order[i] = all[i].index;
	mem_free(all);
}

struct lift_elems *lift_elems_begin(struct lift *l,
				    const struct lift_set *types)
{
	struct lift_elems *w = mem_calloc(1, sizeof(*w));

	w->l = l;
	w->types = *types;
	w->e = &types->set->elems;
	elems_settle(w->e);
	if (needs_order(types))
		sort(w);
	return w;
}

void lift_elems_end(struct lift_elems *w)
{
	mem_free(w->order);
	mem_free(w);
}

static void read_at(struct lift_elems *w, size_t at, struct low_elem *ret)
{
	size_t i = w->order ? w->order[at] : at;

	elems_low(w->e, &w->e->list[i], &w->l->arena, ret);
}

static bool is_open(const struct low_elem *e)
{
	return udata_get_u32(e->udata, e->udata_len, UDATA_ELEM_FLAGS) &
	       UDATA_ELEM_OPEN;
}

/* The start of the next interval ends this one, unless an end comes first. */
static bool has_end(struct lift_elems *w, const struct low_elem *start,
		    struct low_elem *ret_end)
{
	if (!w->types.intervals || w->types.key_type.concat ||
	    is_open(start) || w->at >= w->e->count)
		return false;
	read_at(w, w->at, ret_end);
	if (!ret_end->key || ret_end->flags & NFT_SET_ELEM_CATCHALL)
		return false;
	w->at += ret_end->flags & NFT_SET_ELEM_INTERVAL_END ? 1 : 0;
	return true;
}

/* ---- ranges of names ---- */

/* The most names from `from` on that one pattern stands for, up to `to`: those
 * with the same first bytes, or one name alone. */
static uint32_t pattern_len(const struct lift_names_left *n)
{
	uint8_t last[BYTES_MAX];

	for (uint32_t len = 1; len < n->len; len++) {
		if (!n->from[len - 1] ||
		    !bytes_is_zero(n->from + len, n->len - len))
			continue;
		memcpy(last, n->from, len);
		memset(last + len, 0xff, n->len - len);
		if (memcmp(last, n->to, n->len) <= 0)
			return len;
	}
	return n->len;
}

/* The key of the next pattern; the rest stays.  NULL: cannot. */
static struct ast_expr *next_names(struct lift_elems *w)
{
	struct lift_names_left *n = &w->left;
	uint32_t len = pattern_len(n);
	struct vtype t = w->types.key_type.f[0];
	struct ast_expr *key = len < n->len ?
		lift_starred(w->l, n->from, len) :
		lift_one(w->l, t, n->from, n->len);
	uint8_t last[BYTES_MAX];

	memcpy(last, n->from, len);
	memset(last + len, 0xff, n->len - len);
	if (memcmp(last, n->to, n->len) >= 0 ||
	    bytes_increment(last, n->len))
		n->len = 0;
	else
		memcpy(n->from, last, n->len);
	return key;
}

static bool are_names(const struct lift_elems *w)
{
	const struct ktype *k = &w->types.key_type;

	return w->types.intervals && !k->concat && !w->types.is_map &&
	       dtype_is_a(k->f[0].dt, DT_STRING);
}

static int elem_of_names(struct lift_elems *w, struct ast_elem **ret_elem)
{
	*ret_elem = arena_new(&w->l->arena, struct ast_elem);
	(*ret_elem)->key = next_names(w);
	if ((*ret_elem)->key)
		return 1;
	w->left.len = 0;
	return -1;
}

/* A range that no pattern stands for is several patterns. */
static int split_names(struct lift_elems *w, const struct low_elem *start,
		       const struct low_elem *end, struct ast_elem **ret_elem)
{
	struct lift_names_left *n = &w->left;

	if (!are_names(w) || !end || start->exprs || start->udata_len ||
	    start->key_len > BYTES_MAX || end->key_len != start->key_len ||
	    start->key_len != field_len(&w->types.key_type.f[0]))
		return -1;
	n->len = start->key_len;
	memcpy(n->from, start->key, n->len);
	memcpy(n->to, end->key, n->len);
	bytes_decrement(n->to, n->len);
	return elem_of_names(w, ret_elem);
}

int lift_elems_next(struct lift_elems *w, struct ast_elem **ret_elem)
{
	struct low_elem start, end;
	bool ended;

	if (w->left.len)
		return elem_of_names(w, ret_elem);
	while (w->at < w->e->count) {
		read_at(w, w->at++, &start);
		/* Before the first interval is an end. */
		if (start.flags & NFT_SET_ELEM_INTERVAL_END)
			continue;
		ended = has_end(w, &start, &end);
		*ret_elem = lift_elem(w->l, &w->types, &start,
				      ended ? &end : NULL);
		return *ret_elem ? 1 :
			split_names(w, &start, ended ? &end : NULL, ret_elem);
	}
	return 0;
}

/* ---- members ---- */

uint64_t *lift_members(struct lift_rule *r, const struct lift_set *types,
		       unsigned int *ret_count)
{
	struct lift_elems *w = lift_elems_begin(r->l, types);
	uint64_t *all = arena_alloc(r->a, (w->e->count + 1) * sizeof(*all));
	const struct vtype *t = &types->key_type.f[0];
	struct low_elem e;
	unsigned int n = 0;

	while (w->at < w->e->count) {
		read_at(w, w->at++, &e);
		if (!e.key || e.flags || e.key_end || e.key_len > 8 ||
		    types->intervals)
			continue;
		all[n++] = t->order == ORDER_HOST ?
			bytes_get_host(e.key, e.key_len) :
			bytes_get_be(e.key, e.key_len);
	}
	lift_elems_end(w);
	*ret_count = n;
	return all;
}
