#include "config.h"

#include "compile/rule/rule.h"

#include "compile/value/value.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>

/* `jump { ... }`: a chain without a name, which lives as long as the rule. */
static int emit_binding_chain(struct rule_build *r, struct span at,
			      uint32_t id)
{
	struct low_chain chain = { .id = id, .flags = NFT_CHAIN_BINDING };
	struct low_msg msg = {
		.verb = LOW_NEW,
		.kind = LOW_CHAIN,
		.family = r->family,
		.create_flags = NLM_F_CREATE,
		.at = at,
		.table = r->where->table_name,
		.chain = &chain,
	};

	return ctx_emit(r->c, &msg);
}

static int block_compile(struct rule_build *r, const struct ast_expr *e,
			 uint32_t *ret_id)
{
	uint32_t id = r->c->next_chain_id++;
	struct rule_where where = {
		.family = r->family,
		.table = r->table,
		.table_name = r->where->table_name,
		.chain_id = id,
		.create_flags = NLM_F_CREATE | NLM_F_APPEND,
	};
	int ret = 0;

	if (emit_binding_chain(r, e->at, id) < 0)
		return -1;
	for (const struct ast_rule *rule = e->verdict.block->first; rule;
	     rule = rule->next) {
		where.at = rule->at;
		if (rule_compile(r->c, &where, rule) < 0)
			ret = -1;
	}
	*ret_id = id;
	return ret;
}

int verdict_compile(struct rule_build *r, const struct ast_stmt *s)
{
	const struct ast_expr *e = s->expr;
	struct low_verdict *v;
	struct low_expr *x;
	struct code cd;

	if (e->kind == AST_POISON)
		return -1;
	if (e->kind == AST_MAP)
		return vmap_compile(r, s);
	v = arena_new(&r->c->scratch, struct low_verdict);
	v->code = e->code;
	if (e->verdict.chain && value_name(r->c, e->verdict.chain,
					   "a chain name", &v->chain) < 0)
		return -1;
	if (e->verdict.block && block_compile(r, e, &v->chain_id) < 0)
		return -1;
	code_begin(&cd, r, s->at);
	x = code_expr(&cd, NFX_IMMEDIATE);
	if (e->verdict.chain)
		x->at = value_name_at(e->verdict.chain);
	lx_num(x, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
	lx_verdict(x, NFTA_IMMEDIATE_DATA, v);
	code_end(&cd);
	return 0;
}
