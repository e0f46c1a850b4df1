#include "config.h"

#include "object/encode.h"

#include "object/member.h"
#include "object/nftnl.h"
#include "object/rows_all.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

static void put_exprs(struct wire *w, uint16_t type,
		      const struct low_expr *first)
{
	uint32_t nest = wire_nest(w, type);

	for (const struct low_expr *e = first; e; e = e->next)
		encode_expr(w, NFTA_LIST_ELEM, e);
	wire_nest_end(w, nest);
}

static void put_fields(struct wire *w, const struct row *row,
		       const struct low_attr *a)
{
	const uint32_t *len = a->inside;
	uint32_t list = wire_nest(w, row->number);

	for (uint32_t i = 0; i < a->len; i++) {
		uint32_t nest = wire_nest(w, NFTA_LIST_ELEM);

		wire_be32(w, row->inside->attrs[0].number, len[i]);
		wire_nest_end(w, nest);
	}
	wire_nest_end(w, list);
}

/* What holds no attributes of other rows. */
static __attribute__((always_inline)) inline void
put_known(struct wire *w, const struct row *row, const struct low_attr *a)
{
	uint32_t host;

	switch ((enum wire_type)row->type) {
	case WIRE_U8:
	case WIRE_BE16:
	case WIRE_BE32:
	case WIRE_BE64:
		wire_number(w, row->number, a->num, 1u << row->type);
		break;
	case WIRE_HOST32:
		host = (uint32_t)a->num;
		wire_put(w, row->number, &host, sizeof(host));
		break;
	case WIRE_STRING:
		wire_str(w, row->number, a->str);
		break;
	case WIRE_NAME:
		wire_put(w, row->number, a->str, strlen(a->str));
		break;
	case WIRE_DATA:
		if (a->len)
			wire_value(w, row->number, a->bytes, a->len);
		else
			wire_verdict(w, row->number, a->verdict);
		break;
	case WIRE_EXPR:
		encode_expr(w, row->number, a->exprs);
		break;
	case WIRE_EXPRS:
		put_exprs(w, row->number, a->exprs);
		break;
	case WIRE_BYTES:
	case WIRE_UDATA:
		wire_put(w, row->number, a->bytes, a->len);
		break;
	case WIRE_DEVICE:
		wire_str(w, row->number, a->devices->name);
		break;
	case WIRE_FIELDS:
		put_fields(w, row, a);
		break;
	case WIRE_NEST:
	case WIRE_DEVICES:
	case WIRE_OBJECT:
	case WIRE_ELEMS:
		break;
	}
}

/* Once for all rows that are no constants. */
static __attribute__((noinline)) void
put_other(struct wire *w, const struct row *row, const struct low_attr *a)
{
	put_known(w, row, a);
}

static inline void put_attr(struct wire *w, const struct row *row,
			    const struct low_attr *a)
{
	if (row->type <= WIRE_BE64)
		wire_number(w, row->number, a->num, 1u << row->type);
	else
		put_other(w, row, a);
}

/* Each attribute where the table has it, wherever the compiler put it. */
static __attribute__((noinline)) void put_sorted(struct wire *w, const struct rows *x,
		       const struct low_attr *attrs, unsigned int n)
{
	const struct row *rows[LOW_OBJ_ATTRS_MAX];
	const struct low_attr *sorted[LOW_OBJ_ATTRS_MAX];

	for (unsigned int i = 0; i < n; i++) {
		const struct row *row = rows_attr(x, attrs[i].number);
		unsigned int to = i;

		if (!row)
			BUG("%s has no attribute %u", x->name, attrs[i].number);
		for (; to && rows[to - 1] > row; to--) {
			rows[to] = rows[to - 1];
			sorted[to] = sorted[to - 1];
		}
		rows[to] = row;
		sorted[to] = &attrs[i];
	}
	for (unsigned int i = 0; i < n; i++)
		put_attr(w, rows[i], sorted[i]);
}

/* Most stand in the order of the rows. */
static inline void put_attrs(struct wire *w, const struct rows *x,
			     const struct low_attr *attrs, unsigned int n)
{
	const struct row *row = x->attrs, *end = row + x->nattrs;
	uint32_t start = wire_len(w);

	for (unsigned int i = 0; i < n; i++, row++) {
		while (row < end && row->number != attrs[i].number)
			row++;
		if (row == end) {
			wire_cut(w, start);
			put_sorted(w, x, attrs, n);
			return;
		}
		put_attr(w, row, &attrs[i]);
	}
}

void encode_expr(struct wire *w, uint16_t type, const struct low_expr *e)
{
	const struct rows *x = nfexpr_by_kind(e->kind);
	uint32_t nest = wire_nest(w, type), data;

	wire_name(w, NFTA_EXPR_NAME, x->name, x->name_size);
	if (x->nattrs) {
		data = wire_nest(w, NFTA_EXPR_DATA);
		put_attrs(w, x, e->attrs, e->nattrs);
		wire_nest_end(w, data);
	}
	wire_nest_end(w, nest);
}

/* ---- by rows of a structure ---- */

struct encoder {
	struct wire *w;
	const struct low_msg *m;
	struct encode_places *places; /* NULL: nobody wants them */
};

static inline bool same_span(struct span a, struct span b)
{
	return a.file == b.file && a.off == b.off && a.len == b.len;
}

static void add_place(const struct encoder *e, struct span at)
{
	struct encode_places *p = e->places;

	if (!p)
		return;
	if (!at.len)
		at = e->m->at;
	if (same_span(at, p->last))
		return;
	p->last = at;
	p->add(p->ctx, at);
}

static inline void place_row(const struct encoder *e, const struct row *row,
			     const uint8_t *base)
{
	struct span at = { 0 };

	if (row->at == ROW_AT_BEFORE || !e->places)
		return;
	if (row->at != ROW_AT_COMMAND)
		memcpy(&at, base + row->at, sizeof(at));
	else if (e->m->verb != LOW_NEW)
		return;
	add_place(e, at);
}

static void put_devices(const struct encoder *e, const struct row *row,
			const struct low_device *first)
{
	uint32_t nest = wire_nest(e->w, row->number);

	for (const struct low_device *d = first; d; d = d->next) {
		add_place(e, d->at);
		wire_str(e->w, row->inside->attrs[d->wildcard].number, d->name);
	}
	wire_nest_end(e->w, nest);
}

static void put_rows(const struct encoder *e, const struct rows *rows,
		     const void *body);

static void put_nest(const struct encoder *e, const struct row *row,
		     const void *body)
{
	uint32_t nest = wire_nest(e->w, row->number);

	put_rows(e, row->inside, body);
	if (wire_len(e->w) == nest + NLA_HDRLEN)
		wire_cut(e->w, nest);
	else
		wire_nest_end(e->w, nest);
}

static void put_object(const struct encoder *e, const struct row *row,
		       const struct low_obj *o)
{
	const struct rows *x = nfobj_by_type(o->type);
	uint32_t nest = wire_nest(e->w, row->number);

	if (x)
		put_attrs(e->w, x, o->attrs, o->nattrs);
	wire_nest_end(e->w, nest);
}

/* Of a rule: each has its place. */
static void put_placed_exprs(const struct encoder *e, const struct row *row,
			     const struct low_expr *first)
{
	uint32_t nest = wire_nest(e->w, row->number);

	for (const struct low_expr *x = first; x; x = x->next) {
		add_place(e, x->at);
		encode_expr(e->w, NFTA_LIST_ELEM, x);
	}
	wire_nest_end(e->w, nest);
}

static __attribute__((always_inline)) inline void
put_row(const struct encoder *e, const struct row *row,
	const struct low_attr *a)
{
	switch ((enum wire_type)row->type) {
	case WIRE_NEST:
		put_nest(e, row, a->inside);
		break;
	case WIRE_OBJECT:
		put_object(e, row, a->inside);
		break;
	case WIRE_DEVICES:
		put_devices(e, row, a->devices);
		break;
	case WIRE_DEVICE:
		add_place(e, a->devices->at);
		put_other(e->w, row, a);
		break;
	case WIRE_EXPRS:
		put_placed_exprs(e, row, a->exprs);
		break;
	default:
		put_known(e->w, row, a);
	}
}

static __attribute__((always_inline)) inline void
put_member(const struct encoder *e, const struct row *row,
	   const struct bases *b)
{
	const uint8_t *base = member_base(row, b);
	bool named = row->when == ROW_NAMED || row->when == ROW_HANDLED;
	struct low_attr a;

	if (row->when == ROW_NEVER || !member_get(row, b, &a) ||
	    (row->when == ROW_MAKES && e->m->verb != LOW_NEW))
		return;
	place_row(e, row, named ? base + row->offset : base);
	put_row(e, row, &a);
}

static void put_rows(const struct encoder *e, const struct rows *rows,
		     const void *body)
{
	const struct bases b = { e->m, body };

	for (size_t i = 0; i < rows->nattrs; i++)
		put_member(e, &rows->attrs[i], &b);
}

/* As it is inlined with constant rows, each becomes what it says alone. */
static __attribute__((always_inline)) inline void
put_const(const struct encoder *e, const struct row *rows, size_t n)
{
	const struct bases b = { e->m, e->m->body };

#pragma GCC unroll 20
	for (size_t i = 0; i < n; i++)
		if (!rows[i].library)
			put_member(e, &rows[i], &b);
}

#define PUT_CONST(e, rows) put_const(e, rows, ARRAY_SIZE(rows))

/* libnftnl's rows stand between the names and the templates. */
static void put_set(const struct encoder *e)
{
	struct bases b = { e->m, e->m->body };
	bool built = !b.body;

	for (size_t i = 0; i < ARRAY_SIZE(set_rows); i++) {
		if (!set_rows[i].library)
			put_member(e, &set_rows[i], &b);
		else if (!built)
			nftnl_put_set(e->w, e->m);
		built |= set_rows[i].library;
	}
}

void encode_begin(struct wire *w, const struct low_msg *m, uint16_t flags)
{
	wire_begin(w,
		   NFNL_SUBSYS_NFTABLES << 8 | rows_msg_type(m->kind, m->verb),
		   flags, m->family, 0);
}

void encode_attrs(struct wire *w, const struct low_msg *m,
		  struct encode_places *places)
{
	const struct encoder e = { w, m, places };

	if (places)
		places->last = (struct span){ UINT32_MAX, 0, 0 };
	if (m->kind == LOW_RULE)
		PUT_CONST(&e, rule_rows);
	else if (m->kind == LOW_CHAIN)
		PUT_CONST(&e, chain_rows);
	else if (m->kind == LOW_ELEMS)
		PUT_CONST(&e, elems_rows);
	else if (m->kind == LOW_SET)
		put_set(&e);
	else
		put_rows(&e, &rows_of_kind[m->kind], m->body);
}

void encode_item(struct wire *w, const struct low_elem *elem, uint16_t type)
{
	const struct bases b = { NULL, elem };
	uint32_t nest = wire_nest(w, type);
	struct low_attr a;

#pragma GCC unroll 16
	for (size_t i = 0; i < ARRAY_SIZE(elem_rows); i++)
		if (member_get(&elem_rows[i], &b, &a))
			put_known(w, &elem_rows[i], &a);
	wire_nest_end(w, nest);
}
