#include "config.h"

#include "plan/carry.h"

#include <linux/netfilter/nf_tables.h>

/* Puts the attributes of has that are state into the list; the new count. */
static unsigned int carry_attrs(const struct rows *rows,
				struct low_attr *attrs, unsigned int n,
				unsigned int room, const struct low_attr *has,
				unsigned int nhas)
{
	for (unsigned int i = 0; i < nhas; i++) {
		const struct row *row = rows_attr(rows, has[i].number);
		unsigned int at = 0;

		if (!row || row->role != ROW_STATE)
			continue;
		while (at < n && attrs[at].number != has[i].number)
			at++;
		if (at == room)
			continue;
		attrs[at] = has[i];
		n += at == n;
	}
	return n;
}

static bool side_by_side(const struct low_expr *a, const struct low_expr *b)
{
	for (; a && b; a = a->next, b = b->next)
		if (a->kind != b->kind)
			return false;
	return a == b;
}

static struct low_expr *copy(struct arena *a, const struct low_expr *x)
{
	return arena_memdup(a, x, sizeof(*x));
}

const struct low_expr *carry_exprs(struct arena *a,
				   const struct low_expr *wants,
				   const struct low_expr *has)
{
	const struct low_expr *first = NULL, **last = &first;

	if (!side_by_side(wants, has))
		return wants;
	for (; wants; wants = wants->next, has = has->next) {
		const struct rows *rows = nfexpr_by_kind(wants->kind);
		struct low_expr *x = copy(a, wants);

		if (rows)
			x->nattrs = (uint8_t)carry_attrs(rows, x->attrs,
							 x->nattrs,
							 LOW_ATTRS_MAX,
							 has->attrs,
							 has->nattrs);
		*last = x;
		last = (const struct low_expr **)&x->next;
	}
	return first;
}

struct low_obj carry_obj(const struct low_obj *wants,
			 const struct low_obj *has)
{
	const struct rows *rows = nfobj_by_type(wants->type);
	struct low_obj o = *wants;

	if (rows && has->type == wants->type)
		o.nattrs = (uint8_t)carry_attrs(rows, o.attrs, o.nattrs,
						LOW_OBJ_ATTRS_MAX, has->attrs,
						has->nattrs);
	return o;
}

/* The kernel says that a quota is used up, but takes no such word. */
static void clean(struct low_expr *x)
{
	if (x->kind != NFX_QUOTA)
		return;
	for (unsigned int i = 0; i < x->nattrs; i++)
		if (x->attrs[i].number == NFTA_QUOTA_FLAGS)
			x->attrs[i].num &= NFT_QUOTA_F_INV;
}

const struct low_expr *carry_clean(struct arena *a,
				   const struct low_expr *dumped)
{
	const struct low_expr *first = NULL, **last = &first;

	for (; dumped; dumped = dumped->next) {
		struct low_expr *x = copy(a, dumped);

		clean(x);
		*last = x;
		last = (const struct low_expr **)&x->next;
	}
	return first;
}
