#include "config.h"

#include "compile/expr/arith.h"
#include "compile/expr/departs.h"
#include "compile/stmt/stmt.h"

#include "compile/value/stateful.h"
#include "compile/value/value.h"
#include "text/diag.h"

#include <linux/netfilter/nf_tables.h>

#define DYNSET_STMTS_MAX 2 /* NFT_SET_EXPR_MAX, net/netfilter/nf_tables.h */

struct dynset {
	struct rule_build *r;
	const struct ast_stmt *s;
	const struct ast_elem *elem;
	struct set_info *set;
	struct span set_at;
	struct tx *key, *data;
	struct low_expr *exprs;
	uint32_t nexprs, op;
};

static int lower_stmts(struct dynset *ds)
{
	struct cctx *c = ds->r->c;
	struct low_expr **last = &ds->exprs;

	for (const struct ast_stmt *s = ds->elem->stmts; s; s = s->next) {
		if (ds->nexprs == DYNSET_STMTS_MAX)
			return diag_error(c->diags, DIAG_LIMIT, s->at,
					  "an element has at most %d statements",
					  DYNSET_STMTS_MAX);
		if (stateful_lower(c, &c->scratch, s, last) < 0)
			return -1;
		last = &(*last)->next;
		ds->nexprs++;
	}
	return 0;
}

static int emit_dynset(struct dynset *ds)
{
	const struct ast_num *timeout = &ds->elem->timeout_ms;
	uint32_t key_reg, data_reg = 0;
	struct low_expr *x;
	struct code cd;

	code_begin(&cd, ds->r, ds->s->at);
	if (stmt_operand_load(&cd, ds->key, &key_reg) < 0 ||
	    (ds->data && stmt_operand_load(&cd, ds->data, &data_reg) < 0))
		return -1;
	x = code_expr(&cd, NFX_DYNSET);
	x->at = ds->set_at;
	lx_num(x, NFTA_DYNSET_SREG_KEY, key_reg);
	if (ds->data)
		lx_num(x, NFTA_DYNSET_SREG_DATA, data_reg);
	lx_num(x, NFTA_DYNSET_OP, ds->op);
	if (timeout->set && timeout->val)
		lx_num(x, NFTA_DYNSET_TIMEOUT, timeout->val);
	lx_str(x, NFTA_DYNSET_SET_NAME, ds->set->name);
	lx_num(x, NFTA_DYNSET_SET_ID, ds->set->id);
	if (ds->nexprs == 1)
		lx_exprs(x, NFTA_DYNSET_EXPR, ds->exprs);
	if (ds->nexprs > 1)
		lx_exprs(x, NFTA_DYNSET_EXPRESSIONS, ds->exprs);
	if (ds->nexprs > 1 && !ds->data)
		lx_num(x, NFTA_DYNSET_FLAGS, NFT_DYNSET_F_EXPR);
	code_end(&cd);
	return 0;
}

/* ---- add/update/delete @set { ... } ---- */

static int check_elem(struct dynset *ds)
{
	const struct ast_elem *elem = ds->elem;
	struct diags *d = ds->r->c->diags;

	if (elem->comment.text)
		return diag_error(d, DIAG_UNSUPPORTED, elem->comment.at,
				  "a key that a rule writes cannot have a comment");
	if (elem->timeout_never)
		return diag_error(d, DIAG_UNSUPPORTED, elem->timeout_ms.at,
				  "timeout 'never' is not possible here: "
				  "leave the timeout out");
	return 0;
}

static int check_set(struct dynset *ds)
{
	const struct set_info *set = ds->set;
	struct diags *d = ds->r->c->diags;
	const struct ast_expr *data = ds->elem->data;

	if (data && !set->is_map)
		return diag_error(d, DIAG_TYPE, data->at,
				  "'%s' is a set, not a map: there is no place "
				  "for data",
				  set->name);
	if (set->is_map && (set->data_verdict || set->obj_type))
		return diag_error(d, DIAG_TYPE, ds->set_at,
				  "'%s' is a map of %s: rules can only write "
				  "to sets and to maps of values",
				  set->name,
				  set->obj_type ? "objects" : "verdicts");
	if (set->is_map && !data)
		return diag_error(d, DIAG_MISSING, ds->elem->key->at,
				  "'%s' is a map: expected ': DATA' after the "
				  "key",
				  set->name);
	if (ds->elem->timeout_ms.val && !(set->flags & NFT_SET_TIMEOUT))
		return diag_error(d, DIAG_CONTEXT, ds->elem->timeout_ms.at,
				  "'%s' has no timeouts: its declaration needs "
				  "'flags timeout'",
				  set->name);
	return 0;
}

/* A set with statements takes elements with the same ones, or with none. */
static int check_stmts(struct dynset *ds)
{
	const struct set_info *set = ds->set;
	const struct low_expr *x = ds->exprs;

	if (!set->nstmts || !ds->nexprs)
		return 0;
	if (set->nstmts != ds->nexprs)
		return diag_error(ds->r->c->diags, DIAG_TYPE,
				  ds->elem->stmts->at,
				  "'%s' has %u statements, this element has %u",
				  set->name, set->nstmts, ds->nexprs);
	for (uint32_t i = 0; x; i++, x = x->next) {
		if (x->kind != set->stmt_kinds[i])
			return diag_error(
				ds->r->c->diags, DIAG_TYPE, x->at,
				"'%s' has '%s' here",
				set->name,
				nfexpr_by_kind(set->stmt_kinds[i])->name);
	}
	return 0;
}

static int dynset_set(struct dynset *ds)
{
	struct rule_build *r = ds->r;
	const struct ast_expr *e = ast_behind(ds->s->dynset.set, NULL);

	ds->set_at = ds->s->dynset.set->at;
	if (e->kind == AST_POISON)
		return -1;
	if (e->kind != AST_SETREF)
		return diag_error(r->c->diags, DIAG_TYPE, ds->set_at,
				  "expected a set, like '@name'");
	return set_find(r->c, (struct map_key){ r->family, r->table, e->name },
			ds->set_at, &ds->set);
}

static int dynset_key(struct dynset *ds)
{
	const struct ast_expr *key = ds->elem->key;

	if (ast_is_constant(key))
		return value_eval_key(ds->r->c, key, &ds->set->key, &ds->key);
	if (key_eval(ds->r, key, ds->set, &ds->key) < 0)
		return -1;
	if (ds->set->key.f[0].dt->id == DT_INTEGER)
		departs_turned(ds->r, ds->key);
	return 0;
}

int dynset_compile(struct rule_build *r, const struct ast_stmt *s)
{
	struct dynset ds = { .r = r, .s = s, .elem = s->dynset.elem,
			     .op = s->op };

	if (check_elem(&ds) < 0 || dynset_set(&ds) < 0 || check_set(&ds) < 0 ||
	    dynset_key(&ds) < 0)
		return -1;
	if (ds.elem->data &&
	    expr_arg_eval(r, ds.elem->data, &ds.set->data, &ds.data) < 0)
		return -1;
	if (ds.data)
		departs_datum(r, ds.data);
	if (lower_stmts(&ds) < 0 || check_stmts(&ds) < 0)
		return -1;
	return emit_dynset(&ds);
}

/* ---- meter NAME { ... } ---- */

int meter_compile(struct rule_build *r, const struct ast_stmt *s)
{
	const struct ast_meter *m = s->meter;
	bool timeout = m->elem->timeout_ms.set && m->elem->timeout_ms.val;
	struct dynset ds = { .r = r, .s = s, .elem = m->elem,
			     .set_at = m->name.at };
	struct meter_request req = {
		.family = r->family,
		.table = r->table,
		.name = m->name,
		.size = m->size.set ? (uint32_t)m->size.val : 0,
		.timeout = timeout,
		.at = s->at,
	};

	ds.op = timeout ? NFT_DYNSET_OP_UPDATE : NFT_DYNSET_OP_ADD;
	if (m->elem->stmts && m->elem->stmts->next)
		return diag_error(r->c->diags, DIAG_LIMIT,
				  m->elem->stmts->next->at,
				  "a meter takes exactly one statement");
	if (check_elem(&ds) < 0 ||
	    expr_eval_value(r, m->elem->key, &ds.key) < 0 ||
	    lower_stmts(&ds) < 0)
		return -1;
	if (ds.key->kind != TX_CONCAT)
		ds.key = arith_own_order(&r->c->scratch, ds.key);
	departs_meter(r, ds.key);
	req.key = ds.key;
	if (set_meter(r->c, &req, &ds.set) < 0)
		return -1;
	return emit_dynset(&ds);
}
