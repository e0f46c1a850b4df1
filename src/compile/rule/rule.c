#include "config.h"

#include "compile/rule/rule.h"

#include "compile/rule/match.h"
#include "compile/rule/merge.h"
#include "compile/scope/udata.h"

/* Every statement is compiled, so that each mistake is reported. */
static int compile_stmts(struct rule_build *r, const struct ast_stmt *s)
{
	int ret = 0;

	for (; s; s = s->next) {
		r->at = s->at;
		if (stmt_compile(r, s) < 0)
			ret = -1;
	}
	return ret;
}

static int lower_items(struct rule_build *r, struct low_expr **ret_exprs)
{
	struct low_expr **last = ret_exprs;

	*last = NULL;
	for (const struct rule_item *i = r->first; i; i = i->next) {
		struct code cd;

		if (i->dropped)
			continue;
		if (i->left) {
			code_begin(&cd, r, i->at);
			if (match_lower(&cd, i) < 0)
				return -1;
			*last = cd.first;
		} else {
			*last = i->code;
		}
		while (*last)
			last = &(*last)->next;
	}
	return 0;
}

static int emit_rule(struct rule_build *r, const struct ast_rule *rule,
		     const struct low_expr *exprs)
{
	const struct rule_where *w = r->where;
	struct low_rule low = {
		.chain_id = w->chain_id, .handle = w->handle, .position = w->position,
		.position_id = w->position_id, .id = w->id,
		.handle_at = w->handle_at, .exprs = exprs,
	};
	struct low_msg m = {
		.verb = LOW_NEW, .kind = LOW_RULE, .family = w->family,
		.create_flags = w->create_flags, .at = w->at,
		.table = w->table_name, .name = w->chain, .rule = &low,
	};
	struct udata u = udata_new(&r->c->scratch);

	if (rule->comment &&
	    udata_comment(r->c, &u, UDATA_COMMENT, rule->comment) < 0)
		return -1;
	m.udata = u.bytes;
	m.udata_len = u.len;
	return ctx_emit(r->c, &m);
}

static int compile_rule(struct cctx *c, const struct rule_where *where,
			const struct ast_rule *rule)
{
	struct rule_build r = { .c = c, .where = where,
				.family = where->family,
				.table = where->table };
	struct low_expr *exprs;

	r.last = &r.first;
	pctx_init(&r.pctx, where->family);
	if (compile_stmts(&r, rule->stmts) < 0)
		return -1;
	merge_matches(&r);
	if (lower_items(&r, &exprs) < 0)
		return -1;
	return emit_rule(&r, rule, exprs);
}

int rule_compile(struct cctx *c, const struct rule_where *where,
		 const struct ast_rule *rule)
{
	struct arena_mark mark = arena_mark(&c->scratch);
	int ret = compile_rule(c, where, rule);

	arena_rewind(&c->scratch, mark);
	return ret;
}
