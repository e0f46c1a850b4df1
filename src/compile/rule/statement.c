#include "config.h"

#include "compile/rule/rule.h"

#include "compile/stmt/stmt.h"
#include "text/diag.h"

struct stmt_row {
	int (*compile)(struct rule_build *r, const struct ast_stmt *s);
	bool terminal; /* nothing after it is ever reached */
};

/* clang-format off */
static const struct stmt_row rows[] = {
	[STMT_MATCH]	 = { match_compile,    false },
	[STMT_VERDICT]	 = { verdict_compile,  false }, /* see is_terminal() */
	[STMT_COUNTER]	 = { stateful_compile, false },
	[STMT_LIMIT]	 = { stateful_compile, false },
	[STMT_QUOTA]	 = { stateful_compile, false },
	[STMT_CONNLIMIT] = { stateful_compile, false },
	[STMT_LAST]	 = { stateful_compile, false },
	[STMT_OBJREF]	 = { objref_compile,   false },
	[STMT_LOG]	 = { log_compile,      false },
	[STMT_REJECT]	 = { reject_compile,   true },
	[STMT_NAT]	 = { nat_compile,      true },
	[STMT_TPROXY]	 = { tproxy_compile,   false },
	[STMT_SYNPROXY]	 = { synproxy_compile, false },
	[STMT_DUP]	 = { dup_compile,      false },
	[STMT_FWD]	 = { fwd_compile,      true },
	[STMT_QUEUE]	 = { queue_compile,    true },
	[STMT_NOTRACK]	 = { notrack_compile,  false },
	[STMT_FLOW]	 = { flow_compile,     false },
	[STMT_SET]	 = { mangle_compile,   false },
	[STMT_RESET]	 = { reset_compile,    false },
	[STMT_DYNSET]	 = { dynset_compile,   false },
	[STMT_METER]	 = { meter_compile,    false },
};
/* clang-format on */

static bool is_terminal(const struct ast_stmt *s)
{
	const struct ast_expr *e = s->expr;

	if (s->kind != STMT_VERDICT)
		return rows[s->kind].terminal;
	return e->kind == AST_VERDICT && e->code != VERDICT_CONTINUE &&
	       !e->verdict.block;
}

int stmt_compile(struct rule_build *r, const struct ast_stmt *s)
{
	struct diags *d = r->c->diags;

	if (s->kind == STMT_POISON)
		return -1;
	if (s->kind >= ARRAY_SIZE(rows) || !rows[s->kind].compile)
		BUG("statement of kind %u", s->kind);
	if (r->terminal) {
		(void)diag_error(d, DIAG_CONTEXT, s->at,
				 "no packet gets to this statement: the rule ends before it");
		diag_note(d, r->terminal->at, "the rule ends here");
		r->terminal = NULL;
		return -1;
	}
	r->at = s->at;
	if (rows[s->kind].compile(r, s) < 0)
		return -1;
	if (is_terminal(s))
		r->terminal = s;
	return 0;
}
