#include "config.h"

#include "object/equal.h"

#include "object/member.h"

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

static uint64_t number(const struct row *row, const struct low_attr *a)
{
	uint64_t num = a ? a->num : row->absent;

	return row->mask ? num & row->mask : num;
}

/* NULL: absent, which a number that says nothing is the same as. */
static bool same_value(const struct row *row, const struct low_attr *a,
		       const struct low_attr *b)
{
	if (row->type <= WIRE_HOST32)
		return number(row, a) == number(row, b);
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
	case WIRE_NEST:
		return same_rows(row->inside,
				 &(struct bases){ NULL, a->inside },
				 &(struct bases){ NULL, b->inside });
	default:
		return same_bytes(a, b);
	}
}

/* ---- expressions and the data of objects ---- */

static const struct low_attr *attr_in(const struct row *row,
				      const struct low_attr *attrs,
				      unsigned int n)
{
	const struct low_attr *like = NULL;

	for (unsigned int i = 0; i < n; i++) {
		if (attrs[i].number == row->number)
			return &attrs[i];
		if (row->like && attrs[i].number == row->like)
			like = &attrs[i];
	}
	return like;
}

static bool same_attrs(const struct rows *rows, const struct low_attr *a,
		       unsigned int na, const struct low_attr *b,
		       unsigned int nb)
{
	for (unsigned int i = 0; i < rows->nattrs; i++) {
		const struct row *row = &rows->attrs[i];

		if (row->role == ROW_IDENTITY &&
		    !same_value(row, attr_in(row, a, na),
				attr_in(row, b, nb)))
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
	return a->kind == b->kind && a->family == b->family &&
	       same_rows(&rows_of_kind[a->kind],
			 &(struct bases){ a, a->body },
			 &(struct bases){ b, b->body });
}

bool equal_attr(const struct low_msg *a, const struct low_msg *b,
		unsigned int number)
{
	const struct row *row = rows_attr(&rows_of_kind[a->kind], number);

	return same_row(row, &(struct bases){ a, a->body },
			&(struct bases){ b, b->body });
}

bool equal_elem(const struct low_elem *a, const struct low_elem *b)
{
	return same_rows(&rows_of_elem, &(struct bases){ NULL, a },
			 &(struct bases){ NULL, b });
}
