#include "config.h"

#include "compile/stmt/stmt.h"

#include "compile/value/value.h"

#include <linux/netfilter/nf_tables.h>

static int objref_name(struct rule_build *r, const struct ast_stmt *s)
{
	const char *name;
	struct low_expr *x;
	struct code cd;

	if (value_name(r->c, s->objref.expr, "an object name", &name) < 0)
		return -1;
	code_begin(&cd, r, s->at);
	x = code_expr(&cd, NFX_OBJREF);
	x->at = value_name_at(s->objref.expr);
	lx_num(x, NFTA_OBJREF_IMM_TYPE, s->objref.type);
	lx_str(x, NFTA_OBJREF_IMM_NAME, name);
	code_end(&cd);
	return 0;
}

/* `counter name KEY map { ... }` or `... map @m`. */
static int objref_map(struct rule_build *r, const struct ast_stmt *s,
		      const struct ast_expr *e)
{
	struct map_request req = { .obj_type = s->objref.type };
	struct low_expr *x;
	struct code cd;
	struct tx *map;
	uint32_t reg;

	if (map_eval(r, e, &req, &map) < 0)
		return -1;
	code_begin(&cd, r, s->at);
	if (stmt_operand_load(&cd, map->lookup.key, &reg) < 0)
		return -1;
	x = code_expr(&cd, NFX_OBJREF);
	x->at = map->at;
	lx_num(x, NFTA_OBJREF_SET_SREG, reg);
	lx_str(x, NFTA_OBJREF_SET_NAME, map->lookup.set->name);
	lx_num(x, NFTA_OBJREF_SET_ID, map->lookup.set->id);
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
