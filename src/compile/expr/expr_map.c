#include "config.h"

#include "compile/expr/arith.h"
#include "compile/expr/by_name.h"
#include "compile/expr/departs.h"
#include "compile/expr/expr.h"
#include "compile/expr/transfer.h"

#include <linux/netfilter/nf_tables.h>

static int wrong_map(struct rule_build *r, const struct ast_expr *e,
		     const struct set_info *set, const char *wanted)
{
	const char *holds = !set->is_map ? "no data" :
			    set->data_verdict ? "verdicts" :
			    set->obj_type ? "objects" : "values";

	diag_error(r->c->diags, DIAG_TYPE, e->at,
		   "'%s' holds %s, a map with %s is needed here", set->name,
		   holds, wanted);
	if (set->at.len)
		diag_note(r->c->diags, set->at, "'%s' is declared here",
			  set->name);
	return -1;
}

static int data_check(struct rule_build *r, const struct ast_expr *e,
		      const struct set_info *set, const struct ktype *want)
{
	if (set->data.n != want->n)
		return diag_error(r->c->diags, DIAG_TYPE, e->at,
				  "map '%s' gives %s, %s is needed here",
				  set->name,
				  ktype_name(&r->c->scratch, &set->data),
				  ktype_name(&r->c->scratch, want));
	for (unsigned int i = 0; i < want->n; i++) {
		struct tx datum = { .kind = TX_LOOKUP, .at = e->at,
				    .dt = set->data.f[i].dt,
				    .len_bits = set->data.f[i].len_bits };

		if (expr_type_check(r->c, &datum, &want->f[i]) < 0)
			return -1;
	}
	return 0;
}

static int map_check(struct rule_build *r, const struct ast_expr *e,
		     const struct set_info *set,
		     const struct map_request *req)
{
	if (req->verdict)
		return set->data_verdict ? 0 :
			wrong_map(r, e, set, "verdicts");
	if (req->obj_type)
		return set->obj_type == req->obj_type ? 0 :
			wrong_map(r, e, set, "objects of that kind");
	if (!set->is_map || set->data_verdict || set->obj_type)
		return wrong_map(r, e, set, "values");
	return req->data ? data_check(r, e, set, req->data) : 0;
}

static int map_named(struct rule_build *r, const struct ast_expr *key,
		     const struct ast_expr *ref,
		     const struct map_request *req, struct tx *tx)
{
	struct map_key set = { r->family, r->table, ref->name };

	if (set_find(r->c, set, ref->at, &tx->lookup.set) < 0 ||
	    map_check(r, ref, tx->lookup.set, req) < 0)
		return -1;
	if (key_eval(r, key, tx->lookup.set, &tx->lookup.key) < 0)
		return -1;
	departs_turned(r, tx->lookup.key);
	departs_named_key(r, tx->lookup.key,
			  req->data ? &req->data->f[0] : NULL,
			  tx->lookup.set->flags & NFT_SET_INTERVAL);
	return key_check(r->c, tx->lookup.key);
}

/* Keys of object maps are the values as they are computed, as in named maps. */
static int keys_to_constants(struct cctx *c, const struct map_request *map,
			     const struct ast_expr *set,
			     enum transfer_to *ret_to)
{
	if (transfer_to_constants(c, set, ret_to) < 0)
		return -1;
	if (map->obj_type)
		*ret_to = TRANSFER_TO_ANY;
	return 0;
}

/* Keys count as having the order of what is loaded. */
static void in_own_order(struct arena *a, struct transfer *x)
{
	bool moves = transfer_moves(x);

	if (x->left->len_bits > x->whole->len_bits ||
	    (arith_cut_bits(x->left) && tx_len_bytes(x->left) == 2))
		return; /* a number by now */
	x->left = arith_own_order(a, x->left);
	if (moves && x->has_operator && x->step.what == TRANSFER_RIGHT &&
	    arith_is_shifted(x->left) && x->left->order == ORDER_BIG)
		x->left = tx_cast(a, x->left, (struct vtype){
				  x->left->dt, x->left->len_bits,
				  ORDER_HOST }); /* the second shift */
	x->type.order = x->left->order;
	*(moves ? &x->moved : &x->whole) = x->left;
}

/* A constant that is a shift makes the key a number of the datum's length; the
 * machine's numbers are longer as they stand. */
static void as_number_of_datum(struct arena *a, struct transfer *x,
			       const struct vtype *place)
{
	struct vtype t = { dtype_by_id(DT_INTEGER), place->len_bits,
			   ORDER_HOST };

	if (!x->shifted_constant || transfer_moves(x) ||
	    x->left->len_bits >= place->len_bits ||
	    arith_loaded(x->left)->order != ORDER_HOST)
		return;
	x->type = t;
	x->left = tx_cast(a, x->left, t);
}

static int left_of_map(struct rule_build *r, const struct ast_expr *key,
		       enum transfer_to to, struct transfer *x)
{
	int ret;

	r->ranged = to == TRANSFER_TO_RANGES || to == TRANSFER_TO_ANY;
	ret = transfer_left(r, key, x);
	r->ranged = false;
	return ret;
}

static int map_literal(struct rule_build *r, const struct ast_expr *key,
		       const struct ast_expr *set,
		       const struct map_request *map, struct tx *tx)
{
	enum transfer_to to;
	struct transfer x, said;
	struct anon_request req = {
		.family = r->family, .table = r->table, .set = set,
		.is_map = true, .verdict = map->verdict,
		.obj_type = map->obj_type, .fix = transfer_value,
		.fix_ctx = &x,
	};

	if (!map->verdict && !map->obj_type && !map->data)
		return diag_error(r->c->diags, DIAG_TYPE, set->at,
				  "the type of this map's data is not known here");
	if (by_name_key(r->c, key, set, &key) < 0 ||
	    keys_to_constants(r->c, map, set, &to) < 0 ||
	    left_of_map(r, key, to, &x) < 0 ||
	    (!map->obj_type && key_check(r->c, x.whole) < 0))
		return -1;
	transfer_choose(&x, to);
	said = x;
	if (x.left->kind != TX_CONCAT) {
		in_own_order(&r->c->scratch, &x);
		if (to == TRANSFER_TO_EQUAL)
			as_number_of_datum(&r->c->scratch, &x, &r->place);
	}
	tx->lookup.key = x.left;
	if (!transfer_moves(&x))
		req.fix = NULL;
	if (map->data)
		req.data = *map->data;
	req.key = tx->lookup.key;
	ktype_of_tx(req.key, &req.elem_type);
	if (transfer_moves(&x)) /* not for concatenations */
		req.elem_type = ktype_single(x.type);
	if (set_anonymous(r->c, &req, &tx->lookup.set) < 0)
		return -1;
	departs_key(r, &said, transfer_found(to, tx->lookup.set),
		    map->data ? &map->data->f[0] : NULL);
	if (tx->lookup.set->flags & NFT_SET_INTERVAL) {
		departs_ranges(r, tx->lookup.key);
		key_reorder(&r->c->scratch, &tx->lookup.key);
	}
	return 0;
}

int map_eval(struct rule_build *r, const struct ast_expr *e,
	     const struct map_request *req, struct tx **ret_tx)
{
	const struct ast_expr *set = ast_behind(e->pair.right, NULL);
	struct tx *tx = tx_new(&r->c->scratch, TX_LOOKUP,
			       (struct vtype){ .dt = dtype_by_id(DT_INVALID) },
			       e->at);
	int err;

	if (set->kind == AST_SETREF)
		err = map_named(r, e->pair.left, set, req, tx);
	else if (set->kind == AST_SET)
		err = map_literal(r, e->pair.left, set, req, tx);
	else if (set->kind == AST_POISON)
		err = -1;
	else
		err = diag_error(r->c->diags, DIAG_TYPE, set->at,
				 "expected a map: '{ key : data, ... }' or '@name'");
	if (err < 0)
		return -1;
	tx->at = e->pair.right->at;
	if (tx->lookup.set->data.n) {
		tx->dt = tx->lookup.set->data.f[0].dt;
		tx->len_bits = tx->lookup.set->data.f[0].len_bits;
		tx->order = tx->lookup.set->data.f[0].order;
	}
	*ret_tx = tx;
	return 0;
}
