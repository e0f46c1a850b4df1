#include "config.h"

#include "batch/expr.h"

#include "base/mem.h"
#include "batch/nftnl_ids.h"

#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <string.h>

#include <libnftnl/expr.h>
#include <libnftnl/object.h>
#include <libnftnl/set.h>

/*
 * Limits below which libnftnl's own, unchecked puts stay inside NFTNL_ROOM:
 * ten attributes of at most 255 bytes, and up to eight expressions inside.
 * What is longer goes out attribute by attribute, checked.
 */
#define NFTNL_DATA_LEN 64
#define NFTNL_STR_LEN 255
#define NFTNL_NESTED 8
#define NFTNL_ROOM (48 * 1024)

#define NUMBERS 16 /* attribute numbers of expressions are below */
#define KEPT 64	   /* expressions kept for reuse, a power of two */

struct row {
	uint16_t id;  /* NFTNL_EXPR_*, NFTNL_ID_NONE */
	uint8_t type; /* enum wire_type */
};

/*
 * Building an expression anew costs libnftnl an allocation or two.  One whose
 * attributes are the same as an earlier one's is overwritten instead.  Those
 * with strings or expressions inside are not kept: libnftnl frees an older
 * string in some setters and not in others.
 */
struct kept {
	uint32_t key;
	struct nftnl_expr *expr;
};

struct expr_builder {
	struct row rows[NFX_COUNT][NUMBERS];
	struct kept kept[KEPT];
};

struct expr_builder *expr_builder_new(void)
{
	struct expr_builder *eb = mem_zalloc(sizeof(*eb));

	for (size_t i = 0; i < nftnl_expr_ids_count; i++) {
		const struct nftnl_id *id = &nftnl_expr_ids[i];
		const struct nfexpr_attr *a =
			nfexpr_attr(nfexpr_by_kind(id->kind), id->number);

		if (a)
			eb->rows[id->kind][id->number] =
				(struct row){ id->id, a->type };
	}
	return eb;
}

void expr_builder_free(struct expr_builder *eb)
{
	if (!eb)
		return;
	for (size_t i = 0; i < KEPT; i++) {
		if (eb->kept[i].expr)
			nftnl_expr_free(eb->kept[i].expr);
	}
	mem_free(eb);
}

static void put_exprs_raw(struct wire *w, uint16_t type,
			  const struct low_expr *first)
{
	uint32_t nest = wire_nest(w, type);

	for (const struct low_expr *e = first; e; e = e->next)
		expr_put_raw(w, NFTA_LIST_ELEM, e);
	wire_nest_end(w, nest);
}

void expr_put_attr(struct wire *w, uint8_t wire_type, const struct low_attr *a)
{
	uint32_t host;

	switch ((enum wire_type)wire_type) {
	case WIRE_U8:
		wire_u8(w, a->number, (uint8_t)a->num);
		break;
	case WIRE_BE16:
		wire_be16(w, a->number, (uint16_t)a->num);
		break;
	case WIRE_BE32:
		wire_be32(w, a->number, (uint32_t)a->num);
		break;
	case WIRE_BE64:
		wire_be64(w, a->number, a->num);
		break;
	case WIRE_HOST32:
		host = (uint32_t)a->num;
		wire_put(w, a->number, &host, sizeof(host));
		break;
	case WIRE_STRING:
		wire_str(w, a->number, a->str);
		break;
	case WIRE_NAME:
		wire_put(w, a->number, a->str, strlen(a->str));
		break;
	case WIRE_DATA:
		if (a->len)
			wire_value(w, a->number, a->bytes, a->len);
		else
			wire_verdict(w, a->number, a->verdict);
		break;
	case WIRE_EXPR:
		expr_put_raw(w, a->number, a->exprs);
		break;
	case WIRE_EXPRS:
		put_exprs_raw(w, a->number, a->exprs);
		break;
	case WIRE_BYTES:
		wire_put(w, a->number, a->bytes, a->len);
		break;
	}
}

static void put_attrs(struct wire *w, const struct nfexpr *x,
		      const struct low_attr *attrs, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		const struct nfexpr_attr *row =
			nfexpr_attr(x, attrs[i].number);

		if (!row)
			BUG("%s has no attribute %u", x->name, attrs[i].number);
		expr_put_attr(w, row->type, &attrs[i]);
	}
}

void expr_put_raw(struct wire *w, uint16_t type, const struct low_expr *e)
{
	const struct nfexpr *x = nfexpr_by_kind(e->kind);
	uint32_t nest = wire_nest(w, type), data;

	wire_str(w, NFTA_EXPR_NAME, x->name);
	if (x->nattrs) {
		data = wire_nest(w, NFTA_EXPR_DATA);
		put_attrs(w, x, e->attrs, e->nattrs);
		wire_nest_end(w, data);
	}
	wire_nest_end(w, nest);
}

static bool list_is_short(const struct expr_builder *eb,
			  const struct low_expr *first);

/* True when libnftnl has the attribute and its value stays inside the limits;
 * clears *keep when the expression must not be reused. */
static bool attr_fits(const struct expr_builder *eb, const struct row *row,
		      const struct low_attr *a, bool *keep)
{
	if (row->id == NFTNL_ID_NONE)
		return false;
	switch ((enum wire_type)row->type) {
	case WIRE_U8:
	case WIRE_BE16:
	case WIRE_BE32:
	case WIRE_BE64:
		return true;
	case WIRE_DATA:
		if (!a->len && a->verdict->chain)
			*keep = false;
		return a->len <= NFTNL_DATA_LEN;
	case WIRE_STRING:
	case WIRE_NAME:
		*keep = false;
		return strlen(a->str) <= NFTNL_STR_LEN;
	case WIRE_EXPR:
	case WIRE_EXPRS:
		*keep = false;
		return list_is_short(eb, a->exprs);
	case WIRE_HOST32:
	case WIRE_BYTES:
		break;
	}
	return false;
}

/* True when libnftnl can build e; *ret_key: of the expressions that have the
 * same attributes, 0 when e cannot be reused. */
static bool can_build(const struct expr_builder *eb, const struct low_expr *e,
		      uint32_t *ret_key)
{
	uint32_t mask = 0;
	bool keep = true;

	for (unsigned int i = 0; i < e->nattrs; i++) {
		const struct low_attr *a = &e->attrs[i];

		if (a->number >= NUMBERS ||
		    !attr_fits(eb, &eb->rows[e->kind][a->number], a, &keep))
			return false;
		mask |= 1u << a->number;
		/* An immediate is a value, a verdict, or one with an id. */
		if (e->kind == NFX_IMMEDIATE &&
		    a->number == NFTA_IMMEDIATE_DATA && !a->len)
			mask |= a->verdict->chain_id ? 3u << 14 : 1u << 14;
	}
	*ret_key = keep ? (uint32_t)e->kind << 16 | mask | 1 : 0;
	return true;
}

static bool list_is_short(const struct expr_builder *eb,
			  const struct low_expr *first)
{
	unsigned int n = 0;
	uint32_t key;

	for (const struct low_expr *e = first; e; e = e->next) {
		if (++n > NFTNL_NESTED || !can_build(eb, e, &key) || !key)
			return false;
	}
	return true;
}

static struct nftnl_expr *new_expr(const struct expr_builder *eb,
				   const struct low_expr *e);

static bool set_verdict(struct nftnl_expr *x, const struct low_verdict *v)
{
	nftnl_expr_set_u32(x, NFTNL_EXPR_IMM_VERDICT, (uint32_t)v->code);
	if (v->chain)
		return !nftnl_expr_set_str(x, NFTNL_EXPR_IMM_CHAIN, v->chain);
	if (v->chain_id)
		nftnl_expr_set_u32(x, NFTNL_EXPR_IMM_CHAIN_ID, v->chain_id);
	return true;
}

static bool add_exprs(const struct expr_builder *eb, struct nftnl_expr *x,
		      uint16_t id, const struct low_expr *first)
{
	for (const struct low_expr *e = first; e; e = e->next) {
		struct nftnl_expr *inside = new_expr(eb, e);

		if (!inside)
			return false;
		nftnl_expr_add_expr(x, id, inside);
	}
	return true;
}

static bool set_attr(const struct expr_builder *eb, struct nftnl_expr *x,
		     const struct row *row, const struct low_attr *a)
{
	switch ((enum wire_type)row->type) {
	case WIRE_U8:
		nftnl_expr_set_u8(x, row->id, (uint8_t)a->num);
		return true;
	case WIRE_BE16:
		nftnl_expr_set_u16(x, row->id, (uint16_t)a->num);
		return true;
	case WIRE_BE32:
		nftnl_expr_set_u32(x, row->id, (uint32_t)a->num);
		return true;
	case WIRE_BE64:
		nftnl_expr_set_u64(x, row->id, a->num);
		return true;
	case WIRE_DATA:
		if (!a->len)
			return set_verdict(x, a->verdict);
		return !nftnl_expr_set(x, row->id, a->bytes, a->len);
	case WIRE_STRING:
	case WIRE_NAME:
		return !nftnl_expr_set_str(x, row->id, a->str);
	case WIRE_EXPR:
	case WIRE_EXPRS:
		return add_exprs(eb, x, row->id, a->exprs);
	case WIRE_HOST32:
	case WIRE_BYTES:
		break;
	}
	return false;
}

static bool set_attrs(const struct expr_builder *eb, struct nftnl_expr *x,
		      const struct low_expr *e)
{
	for (unsigned int i = 0; i < e->nattrs; i++) {
		const struct low_attr *a = &e->attrs[i];

		if (!set_attr(eb, x, &eb->rows[e->kind][a->number], a))
			return false;
	}
	return true;
}

/* NULL: the installed libnftnl does not know it, or has no memory. */
static struct nftnl_expr *new_expr(const struct expr_builder *eb,
				   const struct low_expr *e)
{
	struct nftnl_expr *x = nftnl_expr_alloc(nfexpr_by_kind(e->kind)->name);

	if (x && !set_attrs(eb, x, e)) {
		nftnl_expr_free(x);
		return NULL;
	}
	return x;
}

static struct nftnl_expr *kept_expr(struct expr_builder *eb,
				    const struct low_expr *e, uint32_t key)
{
	struct kept *k = &eb->kept[key * UINT32_C(2654435761) >> 26];

	if (k->key == key)
		return set_attrs(eb, k->expr, e) ? k->expr : NULL;
	if (k->expr)
		nftnl_expr_free(k->expr);
	k->expr = new_expr(eb, e);
	k->key = k->expr ? key : 0;
	return k->expr;
}

void expr_put(struct expr_builder *eb, struct wire *w, uint16_t type,
	      const struct low_expr *e)
{
	struct nftnl_expr *x = NULL;
	uint32_t nest, key;

	if (!wire_room(w, NFTNL_ROOM))
		return;
	if (can_build(eb, e, &key))
		x = key ? kept_expr(eb, e, key) : new_expr(eb, e);
	if (!x) {
		expr_put_raw(w, type, e);
		return;
	}
	nest = wire_nest(w, type);
	nftnl_expr_build_payload(w->nlh, x);
	wire_nest_end(w, nest);
	if (!key)
		nftnl_expr_free(x);
}

void expr_put_list(struct expr_builder *eb, struct wire *w, uint16_t type,
		   const struct low_expr *first)
{
	uint32_t nest = wire_nest(w, type);

	for (const struct low_expr *e = first; e; e = e->next)
		expr_put(eb, w, NFTA_LIST_ELEM, e);
	wire_nest_end(w, nest);
}
