#include "config.h"

#include "compile/stmt.h"

#include "compile/value.h"
#include "text/diag.h"

#include <linux/netfilter/nf_tables.h>

static int objref_name(struct rule_build *r, const struct ast_stmt *s)
{
	const char *name;
	struct low_expr *x;
	struct code cd;

	if (value_name(r->c, s->objref.expr, "object name", &name) < 0)
		return -1;
	code_begin(&cd, r, s->at);
	x = code_expr(&cd, NFX_OBJREF);
	x->at = s->objref.expr->at;
	lx_num(x, NFTA_OBJREF_IMM_TYPE, s->objref.type);
	lx_str(x, NFTA_OBJREF_IMM_NAME, name);
	code_end(&cd);
	return 0;
}

static int named_map(struct rule_build *r, const struct ast_expr *map,
		     struct set_info **ret_set)
{
	struct ast_name name = { map->name, map->at };
	struct set_info *set;

	if (set_find(r->c, r->family, r->table, &name, &set) < 0)
		return -1;
	if (!set->obj_type)
		return diag_error(r->c->diags, DIAG_TYPE, map->at,
				  "'%s' is not a map with objects",
				  map->name);
	*ret_set = set;
	return 0;
}

static int anonymous_map(struct rule_build *r, const struct ast_stmt *s,
			 const struct ast_expr *key,
			 const struct ast_expr *map, struct set_info **ret_set)
{
	struct anon_request req = {
		.family = r->family,
		.table = r->table,
		.set = map,
		.is_map = true,
		.obj_type = s->objref.type,
	};
	struct tx *tx;

	if (expr_eval(r, key, &tx) < 0)
		return -1;
	req.key = tx;
	ktype_of_tx(tx, &req.elem_type);
	return set_anonymous(r->c, &req, ret_set);
}

/* `counter name KEY map { ... }` or `... map @m`. */
static int objref_map(struct rule_build *r, const struct ast_stmt *s,
		      const struct ast_expr *e)
{
	const struct ast_expr *map = ast_behind(e->pair.right, NULL);
	struct set_info *set;
	struct low_expr *x;
	struct code cd;
	struct tx *key;
	uint32_t reg;
	int err = -1;

	if (map->kind == AST_SETREF)
		err = named_map(r, map, &set);
	else if (map->kind == AST_SET)
		err = anonymous_map(r, s, e->pair.left, map, &set);
	else if (map->kind != AST_POISON)
		(void)diag_error(r->c->diags, DIAG_TYPE, e->pair.right->at,
				 "expected a map");
	/* Once the set is known: intervals want the key in big endian. */
	if (err < 0 || key_eval(r, e->pair.left, set, &key) < 0)
		return -1;
	code_begin(&cd, r, s->at);
	if (operand_load(&cd, key, &reg) < 0)
		return -1;
	x = code_expr(&cd, NFX_OBJREF);
	x->at = e->pair.right->at;
	lx_num(x, NFTA_OBJREF_SET_SREG, reg);
	lx_str(x, NFTA_OBJREF_SET_NAME, set->name);
	if (set->id)
		lx_num(x, NFTA_OBJREF_SET_ID, set->id);
	code_end(&cd);
	return 0;
}

int objref_compile(struct rule_build *r, const struct ast_stmt *s)
{
	const struct ast_expr *e = ast_behind(s->objref.expr, NULL);

	if (e->kind == AST_POISON)
		return -1;
	if (e->kind == AST_MAP)
		return objref_map(r, s, e);
	return objref_name(r, s);
}
