#include "config.h"

#include "object/put.h"

#include <linux/netfilter/nf_tables.h>

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
		expr_put(w, a->number, a->exprs);
		break;
	case WIRE_EXPRS:
		expr_put_list(w, a->number, a->exprs);
		break;
	case WIRE_BYTES:
		wire_put(w, a->number, a->bytes, a->len);
		break;
	}
}

static const struct nfexpr_attr *row_of(const struct nfexpr *x,
					const struct low_attr *a)
{
	const struct nfexpr_attr *row = nfexpr_attr(x, a->number);

	if (!row)
		BUG("%s has no attribute %u", x->name, a->number);
	return row;
}

/* Each attribute where the table has it, wherever the compiler put it. */
static void put_sorted(struct wire *w, const struct nfexpr *x,
		       const struct low_attr *attrs, unsigned int n)
{
	const struct nfexpr_attr *rows[LOW_ATTRS_MAX];
	const struct low_attr *sorted[LOW_ATTRS_MAX];

	for (unsigned int i = 0; i < n; i++) {
		const struct nfexpr_attr *row = row_of(x, &attrs[i]);
		unsigned int to = i;

		for (; to && rows[to - 1] > row; to--) {
			rows[to] = rows[to - 1];
			sorted[to] = sorted[to - 1];
		}
		rows[to] = row;
		sorted[to] = &attrs[i];
	}
	for (unsigned int i = 0; i < n; i++)
		expr_put_attr(w, rows[i]->type, sorted[i]);
}

static void put_attrs(struct wire *w, const struct nfexpr *x,
		      const struct low_attr *attrs, unsigned int n)
{
	const struct nfexpr_attr *last = NULL;
	uint32_t start = wire_len(w);

	for (unsigned int i = 0; i < n; i++) {
		const struct nfexpr_attr *row = row_of(x, &attrs[i]);

		if (row < last) {
			wire_cut(w, start);
			put_sorted(w, x, attrs, n);
			return;
		}
		last = row;
		/* Most are such. */
		if (row->type == WIRE_BE32)
			wire_be32(w, row->number, (uint32_t)attrs[i].num);
		else
			expr_put_attr(w, row->type, &attrs[i]);
	}
}

void expr_put(struct wire *w, uint16_t type, const struct low_expr *e)
{
	const struct nfexpr *x = nfexpr_by_kind(e->kind);
	uint32_t nest = wire_nest(w, type), data;

	wire_put(w, NFTA_EXPR_NAME, x->name, x->name_size);
	if (x->nattrs) {
		data = wire_nest(w, NFTA_EXPR_DATA);
		put_attrs(w, x, e->attrs, e->nattrs);
		wire_nest_end(w, data);
	}
	wire_nest_end(w, nest);
}

void expr_put_list(struct wire *w, uint16_t type, const struct low_expr *first)
{
	uint32_t nest = wire_nest(w, type);

	for (const struct low_expr *e = first; e; e = e->next)
		expr_put(w, NFTA_LIST_ELEM, e);
	wire_nest_end(w, nest);
}
