#include "config.h"

#include "object/equal.h"

#include "object/member.h"
#include "object/settle.h"

#include <linux/netfilter/nf_tables.h>

static bool same_bytes(const struct low_attr *a, const struct low_attr *b)
{
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_verdict(const struct low_verdict *a,
			 const struct low_verdict *b)
{
	return a->code == b->code && a->chain_id == b->chain_id &&
	       same_text(a->chain, b->chain);
}

static bool same_data(const struct low_attr *a, const struct low_attr *b)
{
	if (a->len != b->len)
		return false;
	return a->len ? same_bytes(a, b) : same_verdict(a->verdict, b->verdict);
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

/* In any order: the kernel sorts them. */
static bool same_devices(const struct low_device *a,
			 const struct low_device *b)
{
	for (const struct low_device *d = a; d; d = d->next)
		if (!has_device(b, d))
			return false;
	for (const struct low_device *d = b; d; d = d->next)
		if (!has_device(a, d))
			return false;
	return true;
}

static bool same_rows(const struct rows *rows, const struct bases *a,
		      const struct bases *b);
static bool same_attrs(const struct rows *rows, const struct low_attr *a,
		       unsigned int na, const struct low_attr *b,
		       unsigned int nb);

static bool same_object(const struct low_obj *a, const struct low_obj *b)
{
	const struct rows *x = nfobj_by_type(a->type);

	return a->type == b->type &&
	       (!x || same_attrs(x, a->attrs, a->nattrs, b->attrs, b->nattrs));
}

static bool same_number(const struct row *row, const struct low_attr *a,
			const struct low_attr *b)
{
	if (row->telling && !a != !b)
		return false;
	return settle_number(row, a) == settle_number(row, b);
}

static bool same_udata(const struct row *row, const struct low_attr *a,
		       const struct low_attr *b)
{
	const uint8_t *p = a ? a->bytes : NULL, *q = b ? b->bytes : NULL;
	const uint8_t *p_end = p ? p + a->len : NULL;
	const uint8_t *q_end = q ? q + b->len : NULL;
	struct udata_item x, y;
	bool more;

	while ((more = settle_udata(row, &p, p_end, &x)) ==
	       settle_udata(row, &q, q_end, &y)) {
		if (!more)
			return true;
		if (x.type != y.type || x.len != y.len ||
		    memcmp(x.value, y.value, x.len) != 0)
			return false;
	}
	return false;
}

static bool same_nest(const struct row *row, const struct low_attr *a,
		      const struct low_attr *b)
{
	const struct bases x = { NULL, a ? a->inside : NULL };
	const struct bases y = { NULL, b ? b->inside : NULL };

	return same_rows(row->inside, &x, &y);
}

/* NULL: absent, which a number that says nothing is the same as. */
static bool same_value(const struct row *row, const struct low_attr *a,
		       const struct low_attr *b)
{
	if (row->type <= WIRE_HOST32)
		return same_number(row, a, b);
	if (row->type == WIRE_UDATA)
		return same_udata(row, a, b);
	if (row->type == WIRE_NEST)
		return same_nest(row, a, b);
	if (!a || !b)
		return a == b;
	switch ((enum wire_type)row->type) {
	case WIRE_STRING:
	case WIRE_NAME:
		return strcmp(a->str, b->str) == 0;
	case WIRE_DATA:
		return same_data(a, b);
	case WIRE_EXPR:
	case WIRE_EXPRS:
		return equal_exprs(a->exprs, b->exprs);
	case WIRE_DEVICE:
	case WIRE_DEVICES:
		return same_devices(a->devices, b->devices);
	case WIRE_FIELDS:
		return a->len == b->len &&
		       memcmp(a->inside, b->inside,
			      a->len * sizeof(uint32_t)) == 0;
	case WIRE_OBJECT:
		return same_object(a->inside, b->inside);
	default:
		return same_bytes(a, b);
	}
}

/* ---- expressions and the data of objects ---- */

static bool same_attrs(const struct rows *rows, const struct low_attr *a,
		       unsigned int na, const struct low_attr *b,
		       unsigned int nb)
{
	const struct attr_list x = { a, na }, y = { b, nb };
	struct low_attr room[2];

	for (unsigned int i = 0; i < rows->nattrs; i++) {
		const struct row *row = &rows->attrs[i];

		if (row->role == ROW_IDENTITY && !settle_is_idle(row, &x) &&
		    !same_value(row, settle_attr(row, &x, &room[0]),
				settle_attr(row, &y, &room[1])))
			return false;
	}
	return true;
}

static bool same_expr(const struct low_expr *a, const struct low_expr *b)
{
	const struct rows *rows = nfexpr_by_kind((enum nfexpr_kind)a->kind);

	/* Of what nobody knows nobody can say that it is the same. */
	return a->kind == b->kind && rows &&
	       same_attrs(rows, a->attrs, a->nattrs, b->attrs, b->nattrs);
}

bool equal_exprs(const struct low_expr *a, const struct low_expr *b)
{
	for (; a && b; a = a->next, b = b->next)
		if (!same_expr(a, b))
			return false;
	return a == b;
}

/* ---- by rows of a structure ---- */

static bool same_row(const struct row *row, const struct bases *a,
		     const struct bases *b)
{
	struct low_attr x, y;
	bool in_a = member_get(row, a, &x), in_b = member_get(row, b, &y);

	return same_value(row, in_a ? &x : NULL, in_b ? &y : NULL);
}

static bool same_rows(const struct rows *rows, const struct bases *a,
		      const struct bases *b)
{
	for (unsigned int i = 0; i < rows->nattrs; i++)
		if (rows->attrs[i].role == ROW_IDENTITY &&
		    !same_row(&rows->attrs[i], a, b))
			return false;
	return true;
}

bool equal_msg(const struct low_msg *a, const struct low_msg *b)
{
	struct bases x = { a, a->body }, y = { b, b->body };
	struct low_set sets[2];
	struct low_obj objs[2];

	if (a->kind != b->kind || a->family != b->family)
		return false;
	if (a->kind == LOW_SET && a->set && b->set) {
		sets[0] = settle_set(a->set);
		sets[1] = settle_set(b->set);
		x.body = &sets[0];
		y.body = &sets[1];
	} else if (a->kind == LOW_OBJ && a->obj && b->obj) {
		objs[0] = settle_obj(a);
		objs[1] = settle_obj(b);
		x.body = &objs[0];
		y.body = &objs[1];
	}
	return same_rows(&rows_of_kind[a->kind], &x, &y);
}

bool equal_attr(const struct low_msg *a, const struct low_msg *b,
		unsigned int number)
{
	const struct row *row = rows_attr(&rows_of_kind[a->kind], number);

	return same_row(row, &(struct bases){ a, a->body },
			&(struct bases){ b, b->body });
}
