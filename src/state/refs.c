#include "config.h"

#include "state/refs.h"

#include <linux/netfilter/nf_tables.h>

static const char *text_of(const struct low_expr *x, unsigned int number)
{
	const struct low_attr *a = low_attr_of(x, number);

	return a ? a->str : NULL;
}

static bool verdict_ref(const struct low_verdict *v, struct span at,
			struct ref *ret)
{
	if (v->code != NFT_JUMP && v->code != NFT_GOTO)
		return false;
	*ret = (struct ref){ .kind = LOW_CHAIN, .name = v->chain,
			     .id = v->chain_id, .at = at };
	return true;
}

/* Which attributes of an expression name something; of some, one of two. */
static const struct named {
	uint8_t kind; /* enum low_kind */
	uint8_t name, id;
} named[NFX_COUNT + 1][2] = {
	[NFX_LOOKUP] = { { LOW_SET, NFTA_LOOKUP_SET, NFTA_LOOKUP_SET_ID } },
	[NFX_DYNSET] = { { LOW_SET, NFTA_DYNSET_SET_NAME,
			   NFTA_DYNSET_SET_ID } },
	[NFX_OBJREF] = { { LOW_SET, NFTA_OBJREF_SET_NAME, NFTA_OBJREF_SET_ID },
			 { LOW_OBJ, NFTA_OBJREF_IMM_NAME, 0 } },
	[NFX_FLOW] = { { LOW_FLOWTABLE, NFTA_FLOW_TABLE_NAME, 0 } },
};

static bool names_something(unsigned int kind, const struct nlattr *item)
{
	/* Most end with a verdict that jumps nowhere. */
	return kind == NFX_IMMEDIATE ? decode_jumps(item) :
				       named[kind][0].name != 0;
}

static bool named_ref(const struct low_expr *x, struct ref *ret)
{
	const struct named *n = named[x->kind];

	if (!n->name)
		return false;
	if (!low_attr_of(x, n->name))
		n++;
	if (!n->name || n == named[x->kind] + 2 || !low_attr_of(x, n->name))
		return false;
	*ret = (struct ref){
		.kind = n->kind,
		.name = text_of(x, n->name),
		.id = n->id ? (uint32_t)low_num_of(x, n->id) : 0,
		.at = x->at,
	};
	if (n->kind == LOW_OBJ)
		ret->type = (uint32_t)low_num_of(x, NFTA_OBJREF_IMM_TYPE);
	return true;
}

static bool expr_ref(const struct low_expr *x, struct ref *ret)
{
	const struct low_attr *data;

	if (x->kind != NFX_IMMEDIATE)
		return named_ref(x, ret);
	data = low_attr_of(x, NFTA_IMMEDIATE_DATA);
	return data && !data->len && verdict_ref(data->verdict, x->at, ret);
}

bool ref_of_expr(const struct decode_exprs *in, const struct nlattr *item,
		 unsigned int kind, struct arena *a, struct ref *ret)
{
	return names_something(kind, item) &&
	       expr_ref(decode_expr(in, item, a), ret);
}

bool refs_of_rule(const struct nlmsghdr *nlh, struct arena *a, ref_fn *fn,
		  void *ctx)
{
	struct decode_exprs in = decode_exprs(nlh);
	const struct arena_mark mark = arena_mark(a);
	const struct nlattr *item;
	unsigned int kind;
	struct ref ref;
	bool on = true;

	while (on && (item = decode_expr_kind(&in, &kind))) {
		if (ref_of_expr(&in, item, kind, a, &ref))
			on = fn(ctx, &ref);
		arena_rewind(a, mark);
	}
	return on;
}

bool refs_of_exprs(const struct low_expr *first, ref_fn *fn, void *ctx)
{
	const struct low_expr *x;
	struct ref ref;
	bool on = true;

	for (x = first; x && on; x = x->next)
		if (expr_ref(x, &ref))
			on = fn(ctx, &ref);
	return on;
}

bool refs_of_elem(const struct low_elem *e, uint32_t obj_type, ref_fn *fn,
		  void *ctx)
{
	const struct span at = { .off = e->off, .len = e->len };
	struct ref ref;

	if (e->verdict && verdict_ref(e->verdict, at, &ref))
		return fn(ctx, &ref);
	if (!e->obj)
		return true;
	ref = (struct ref){ .kind = LOW_OBJ, .type = obj_type,
			    .name = e->obj, .at = at };
	return fn(ctx, &ref);
}

struct state_item *refs_find(struct state *s, struct state_table *t,
			     const struct ref *ref)
{
	switch (ref->kind) {
	case LOW_CHAIN:
		if (ref->name)
			return (void *)state_chain(s, t, ref->name);
		return (void *)state_chain_by_id(s, t, ref->id);
	case LOW_SET:
		return (void *)state_set(s, t, ref->name, ref->id);
	case LOW_OBJ:
		return (void *)state_obj(s, t, ref->type, ref->name);
	default:
		return (void *)state_flowtable(s, t, ref->name);
	}
}
