#include "config.h"

#include "object/canon.h"

#include "base/mem.h"
#include "object/member.h"
#include "object/settle.h"

#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>

/* Marks between the parts; attributes are never 0. */
enum {
	MARK_END = 0,
	MARK_ITEM = 1,
	MARK_NAME = 'n',
	MARK_OWN = 'o',	    /* the content of a rule's own set or chain */
	MARK_VALUE = 'd',
	MARK_VERDICT = 'v',
};

void canon_release(struct canon *c)
{
	mem_free(c->bytes);
	c->bytes = NULL;
	c->len = c->room = 0;
}

/* ---- bytes ---- */

static uint8_t *make_room(struct canon *c, size_t n)
{
	if (c->room - c->len < n) {
		c->room = MAX(2 * c->room, c->len + n + 256);
		c->bytes = mem_realloc(c->bytes, c->room);
	}
	c->len += n;
	return c->bytes + c->len - n;
}

static void put_byte(struct canon *c, uint8_t byte)
{
	*make_room(c, 1) = byte;
}

/* Its length in bytes, then these, the highest first. */
void canon_number(struct canon *c, uint64_t num)
{
	uint8_t len = 0, *p;

	for (uint64_t rest = num; rest; rest >>= 8)
		len++;
	p = make_room(c, 1u + len);
	*p = len;
	for (; len; num >>= 8)
		p[len--] = (uint8_t)num;
}

static void put_bytes(struct canon *c, const void *bytes, uint32_t len)
{
	canon_number(c, len);
	if (len)
		memcpy(make_room(c, len), bytes, len);
}

void canon_text(struct canon *c, const char *s)
{
	put_bytes(c, s, (uint32_t)strlen(s));
}

/* ---- values ---- */

static void put_exprs(struct canon *c, const struct low_expr *list);

static void put_named(struct canon *c, canon_fn *content, const char *name,
		      uint32_t id)
{
	size_t at = c->len;

	put_byte(c, MARK_OWN);
	if (content && content(c, name, id)) {
		put_byte(c, MARK_END);
		return;
	}
	c->len = at;
	put_byte(c, MARK_NAME);
	canon_text(c, name ? name : "");
}

static void put_data(struct canon *c, const struct low_attr *a)
{
	const struct low_verdict *v = a->verdict;

	put_byte(c, a->len ? MARK_VALUE : MARK_VERDICT);
	if (a->len) {
		put_bytes(c, a->bytes, a->len);
		return;
	}
	canon_number(c, (uint32_t)v->code);
	if (v->chain || v->chain_id)
		put_named(c, c->chain, v->chain, v->chain_id);
	else
		put_byte(c, MARK_END);
}

static int compare_devices(const void *a, const void *b)
{
	const struct low_device *const *x = a, *const *y = b;
	int order = strcmp((*x)->name, (*y)->name);

	return order ? order : (*x)->wildcard - (*y)->wildcard;
}

/* Sorted, each once. */
static void put_devices(struct canon *c, const struct low_device *list)
{
	const struct low_device **all, *last = NULL;
	size_t n = 0, i = 0;

	for (const struct low_device *d = list; d; d = d->next)
		n++;
	all = mem_calloc(n, sizeof(*all));
	for (const struct low_device *d = list; d; d = d->next)
		all[i++] = d;
	qsort(all, n, sizeof(*all), compare_devices);
	for (i = 0; i < n; last = all[i++]) {
		if (last && compare_devices(&last, &all[i]) == 0)
			continue;
		put_byte(c, all[i]->wildcard ? 2 : 1);
		canon_text(c, all[i]->name);
	}
	put_byte(c, MARK_END);
	mem_free(all);
}

static void put_fields(struct canon *c, const struct low_attr *a)
{
	const uint32_t *numbers = a->inside;

	canon_number(c, a->len);
	for (uint32_t i = 0; i < a->len; i++)
		canon_number(c, numbers[i]);
}

/* Nothing where nothing in it counts. */
static void put_udata(struct canon *c, const struct row *row,
		      const struct low_attr *a)
{
	const uint8_t *at = a->bytes, *end = at + a->len;
	struct udata_item item;
	bool any = false;

	while (settle_udata(row, &at, end, &item)) {
		if (!any)
			put_byte(c, row->number);
		any = true;
		put_byte(c, MARK_ITEM);
		put_byte(c, item.type);
		put_bytes(c, item.value, item.len);
	}
	if (any)
		put_byte(c, MARK_END);
}

static void put_rows(struct canon *c, const struct rows *rows,
		     const struct bases *b);
static void put_attrs(struct canon *c, const struct rows *rows,
		      const struct attr_list *l);

static void put_object(struct canon *c, const struct low_obj *o)
{
	const struct rows *rows = nfobj_by_type(o->type);
	const struct attr_list l = { o->attrs, o->nattrs };

	if (rows)
		put_attrs(c, rows, &l);
}

static void put_nest(struct canon *c, const struct row *row,
		     const struct low_attr *a)
{
	const struct bases in = { NULL, a->inside };
	size_t at = c->len;

	put_byte(c, row->number);
	put_rows(c, row->inside, &in);
	if (c->len == at + 1)
		c->len = at;
	else
		put_byte(c, MARK_END);
}

static void put_value(struct canon *c, const struct row *row,
		      const struct low_attr *a)
{
	put_byte(c, row->number);
	switch ((enum wire_type)row->type) {
	case WIRE_STRING:
	case WIRE_NAME:
		canon_text(c, a->str);
		break;
	case WIRE_DATA:
		put_data(c, a);
		break;
	case WIRE_EXPR:
	case WIRE_EXPRS:
		put_exprs(c, a->exprs);
		break;
	case WIRE_DEVICE:
	case WIRE_DEVICES:
		put_devices(c, a->devices);
		break;
	case WIRE_FIELDS:
		put_fields(c, a);
		break;
	case WIRE_OBJECT:
		put_object(c, a->inside);
		put_byte(c, MARK_END);
		break;
	default:
		put_bytes(c, a->bytes, a->len);
	}
}

/* a NULL: absent. */
static void put_attr(struct canon *c, const struct row *row,
		     const struct low_attr *a)
{
	if (row->note && !c->notes)
		return;
	if (row->type <= WIRE_HOST32) {
		if (settle_says_nothing(row, a))
			return;
		put_byte(c, row->number);
		canon_number(c, settle_number(row, a));
	} else if (!a || row->type == WIRE_ELEMS) {
		return;
	} else if (row->type == WIRE_UDATA) {
		put_udata(c, row, a);
	} else if (row->type == WIRE_NEST) {
		put_nest(c, row, a);
	} else {
		put_value(c, row, a);
	}
}

/* ---- lists of attributes ---- */

static const struct row *search_next(const struct rows *rows,
				     unsigned int after)
{
	const struct row *next = NULL;

	for (unsigned int i = 0; i < rows->nattrs; i++) {
		const struct row *row = &rows->attrs[i];

		if (row->role == ROW_IDENTITY && row->number > after &&
		    (!next || row->number < next->number))
			next = row;
	}
	return next;
}

/* The one with the next higher number that tells what the object is: in most
 * tables the next one, which need not be looked for. */
static const struct row *next_row(const struct rows *rows, const struct row *r)
{
	unsigned int after = r ? r->number : 0;
	const struct row *end = rows->attrs + rows->nattrs;

	for (r = r ? r + 1 : rows->attrs; r < end; r++) {
		if (r->number != after + 1)
			break;
		if (r->role == ROW_IDENTITY)
			return r;
		after++;
	}
	return search_next(rows, after);
}

static void put_unknown(struct canon *c, const struct low_attr *a)
{
	put_byte(c, a->number);
	put_bytes(c, a->bytes, a->len);
}

static uint32_t id_in(const struct attr_list *l, unsigned int number)
{
	const struct low_attr *id = low_attr_in(l->attrs, l->n, number);

	return id ? (uint32_t)id->num : 0;
}

/* Sets that rules add to have names, and no other id counts. */
static bool comes_from_set(struct canon *c, const struct row *row,
			   const struct attr_list *l)
{
	const struct low_attr *name = low_attr_in(l->attrs, l->n, row->of_set);

	return name && c->has_exprs && c->has_exprs(c, name->str, 0);
}

static void put_in_list(struct canon *c, const struct row *row,
			const struct attr_list *l)
{
	struct low_attr room;
	const struct low_attr *a = settle_attr(row, l, &room);

	if (a && row->id_by) {
		put_byte(c, row->number);
		put_named(c, c->set, a->str, id_in(l, row->id_by));
	} else if (!row->of_set || !comes_from_set(c, row, l)) {
		put_attr(c, row, a);
	}
}

static void put_attrs(struct canon *c, const struct rows *rows,
		      const struct attr_list *l)
{
	const struct row *row = NULL;

	while ((row = next_row(rows, row)))
		if (!settle_is_idle(row, l))
			put_in_list(c, row, l);
	/* An empty one only fills a gap. */
	for (unsigned int i = 0; i < l->n; i++)
		if (!rows_attr(rows, l->attrs[i].number) && l->attrs[i].len)
			put_unknown(c, &l->attrs[i]);
}

static void put_rows(struct canon *c, const struct rows *rows,
		     const struct bases *b)
{
	const struct row *row = NULL;

	while ((row = next_row(rows, row))) {
		struct low_attr a;
		bool named = row->when == ROW_NAMED ||
			     row->when == ROW_HANDLED;

		if (!named)
			put_attr(c, row, member_get(row, b, &a) ? &a : NULL);
	}
}

/* ---- expressions ---- */

static void put_expr(struct canon *c, const struct low_expr *x)
{
	const struct rows *rows = nfexpr_by_kind((enum nfexpr_kind)x->kind);
	const struct attr_list l = { x->attrs, x->nattrs };
	const struct low_attr *a;

	put_byte(c, MARK_ITEM);
	if (rows) {
		put_bytes(c, rows->name, rows->name_size - 1u);
		put_attrs(c, rows, &l);
	} else {
		a = low_attr_of(x, NFTA_EXPR_NAME);
		canon_text(c, a ? a->str : "");
		a = low_attr_of(x, NFTA_EXPR_DATA);
		if (a)
			put_unknown(c, a);
	}
	put_byte(c, MARK_END);
}

/* Debian 12's nft compares with both ends of a range where newer ones have an
 * expression for it. */
static bool is_range(const struct low_expr *x)
{
	const struct low_expr *y = x->next;
	const struct low_attr *from, *to;

	if (x->kind != NFX_CMP || !y || y->kind != NFX_CMP ||
	    low_num_of(x, NFTA_CMP_OP) != NFT_CMP_GTE ||
	    low_num_of(y, NFTA_CMP_OP) != NFT_CMP_LTE ||
	    low_num_of(x, NFTA_CMP_SREG) != low_num_of(y, NFTA_CMP_SREG))
		return false;
	from = low_attr_of(x, NFTA_CMP_DATA);
	to = low_attr_of(y, NFTA_CMP_DATA);
	return from && to && from->len && from->len == to->len;
}

static struct low_attr renumbered(const struct low_expr *x,
				  unsigned int number, unsigned int as)
{
	struct low_attr a = *low_attr_of(x, number);

	a.number = (uint8_t)as;
	return a;
}

static void put_range(struct canon *c, const struct low_expr *x)
{
	struct low_expr range = { .kind = NFX_RANGE, .nattrs = 4 };

	range.attrs[0] = renumbered(x, NFTA_CMP_SREG, NFTA_RANGE_SREG);
	range.attrs[1] = (struct low_attr){ .number = NFTA_RANGE_OP,
					    .num = NFT_RANGE_EQ };
	range.attrs[2] = renumbered(x, NFTA_CMP_DATA, NFTA_RANGE_FROM_DATA);
	range.attrs[3] = renumbered(x->next, NFTA_CMP_DATA,
				    NFTA_RANGE_TO_DATA);
	put_expr(c, &range);
}

static void put_exprs(struct canon *c, const struct low_expr *list)
{
	for (const struct low_expr *x = list; x; x = x->next) {
		if (is_range(x)) {
			put_range(c, x);
			x = x->next;
		} else {
			put_expr(c, x);
		}
	}
	put_byte(c, MARK_END);
}

/* ---- objects ---- */

/* Notes of rules and elements can be changed, so they always count. */
void canon_msg(struct canon *c, const struct low_msg *m)
{
	struct bases b = { m, m->body };
	struct low_chain chain;
	struct low_set set;
	struct low_obj obj;

	if (m->kind == LOW_CHAIN && m->chain) {
		chain = settle_chain(m->chain);
		b.body = &chain;
	} else if (m->kind == LOW_SET && m->set) {
		set = settle_set(m->set);
		b.body = &set;
	} else if (m->kind == LOW_OBJ && m->obj) {
		obj = settle_obj(m);
		b.body = &obj;
	}
	put_rows(c, &rows_of_kind[m->kind], &b);
	for (uint32_t i = 0; i < m->nunknown; i++)
		if (m->unknown[i].len)
			put_unknown(c, &m->unknown[i]);
}

void canon_elem(struct canon *c, const struct low_elem *e,
		const struct low_set *set)
{
	struct low_elem elem = settle_elem(e, set);

	put_rows(c, &rows_of_elem, &(struct bases){ NULL, &elem });
}
