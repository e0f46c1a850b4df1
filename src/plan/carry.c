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

/* What the kernel dumps as 0 and does not take. */
static const struct {
	uint8_t kind, attr;
	uint8_t beside; /* this attribute; 0: always */
} refused[] = {
	{ NFX_EXTHDR, NFTA_EXTHDR_FLAGS, NFTA_EXTHDR_SREG },
	{ NFX_OSF, NFTA_OSF_FLAGS, 0 },
	{ NFX_DYNSET, NFTA_DYNSET_TIMEOUT, 0 },
};

/* An option that is taken out is neither read nor written. */
static bool takes_out(const struct low_expr *x)
{
	return x->kind == NFX_EXTHDR && !low_attr_of(x, NFTA_EXTHDR_DREG) &&
	       !low_attr_of(x, NFTA_EXTHDR_SREG);
}

static bool is_refused(const struct low_expr *x, const struct low_attr *a)
{
	if (takes_out(x))
		return a->number == NFTA_EXTHDR_OFFSET ||
		       a->number == NFTA_EXTHDR_LEN ||
		       a->number == NFTA_EXTHDR_FLAGS;
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		if (x->kind == refused[i].kind &&
		    a->number == refused[i].attr && !a->num &&
		    (!refused[i].beside || low_attr_of(x, refused[i].beside)))
			return true;
	return false;
}

static bool holds_exprs(const struct rows *rows, const struct low_attr *a)
{
	const struct row *row = rows ? rows_attr(rows, a->number) : NULL;

	return row && (row->type == WIRE_EXPR || row->type == WIRE_EXPRS);
}

/* The kernel says that a quota is used up, but takes no such word. */
static void clean_attr(const struct row *row, struct low_attr *a)
{
	if (row && row->mask)
		a->num &= row->mask;
}

/* The kernel asks for this flag beside a list of statements, and does not dump
 * it. */
static void say_list(struct low_expr *x)
{
	bool list = x->kind == NFX_DYNSET &&
		    low_attr_of(x, NFTA_DYNSET_EXPRESSIONS);

	for (unsigned int i = 0; list && i < x->nattrs; i++)
		if (x->attrs[i].number == NFTA_DYNSET_FLAGS)
			x->attrs[i].num |= NFT_DYNSET_F_EXPR;
}

static void clean(struct arena *a, struct low_expr *x)
{
	const struct rows *rows = nfexpr_by_kind(x->kind);
	const struct low_expr was = *x;

	x->nattrs = 0;
	for (unsigned int i = 0; i < was.nattrs; i++) {
		struct low_attr attr = was.attrs[i];

		if (is_refused(&was, &attr))
			continue;
		clean_attr(rows_attr(rows, attr.number), &attr);
		if (holds_exprs(rows, &attr))
			attr.exprs = carry_clean(a, attr.exprs);
		x->attrs[x->nattrs++] = attr;
	}
	say_list(x);
}

const struct low_expr *carry_clean(struct arena *a,
				   const struct low_expr *dumped)
{
	const struct low_expr *first = NULL, **last = &first;

	for (; dumped; dumped = dumped->next) {
		struct low_expr *x = copy(a, dumped);

		clean(a, x);
		*last = x;
		last = (const struct low_expr **)&x->next;
	}
	return first;
}

struct low_obj carry_clean_obj(const struct low_obj *dumped)
{
	const struct rows *rows = nfobj_by_type(dumped->type);
	struct low_obj o = *dumped;

	for (unsigned int i = 0; rows && i < o.nattrs; i++)
		clean_attr(rows_attr(rows, o.attrs[i].number), &o.attrs[i]);
	return o;
}

/* In a set with a timeout it is dumped with a timeout of 0, which it must not
 * have. */
void carry_clean_end(struct low_elem *dumped)
{
	dumped->have_timeout = false;
	dumped->expires = false;
}

static bool is_known(const struct low_expr *x)
{
	const struct rows *rows =
		x->kind < NFX_COUNT ? nfexpr_by_kind(x->kind) : NULL;

	for (unsigned int i = 0; rows && i < x->nattrs; i++)
		if (!rows_attr(rows, x->attrs[i].number) ||
		    (holds_exprs(rows, &x->attrs[i]) &&
		     !carry_is_known(x->attrs[i].exprs)))
			return false;
	return rows;
}

bool carry_is_known(const struct low_expr *dumped)
{
	for (; dumped; dumped = dumped->next)
		if (!is_known(dumped))
			return false;
	return true;
}

bool carry_knows_rule(struct arena *a, const struct state_rule *dumped)
{
	struct arena_mark mark = arena_mark(a);
	struct low_msg m;
	bool known;

	state_rule_low(dumped, a, &m);
	known = !m.nunknown && !m.nhidden && m.rule && !m.rule->compat_len &&
		carry_is_known(m.rule->exprs);
	arena_rewind(a, mark);
	return known;
}
