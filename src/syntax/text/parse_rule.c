#include "config.h"

#include "syntax/text/grammar.h"

/* Quotes that are there are not what is missing. */
static int err_behind_comment(struct parser *p, const struct ast_text *comment)
{
	diag_error(p->diags, DIAG_SYNTAX, p->t.at,
		   "the comment must be at the end of its rule");
	if (comment && comment->text[-1] != '"' &&
	    (p->t.kind == TOKEN_WORD || p->t.kind == TOKEN_NUMBER))
		diag_hint(p->diags, "a text of several words needs quotes");
	return -1;
}

/* statements = statement { statement } */
static int parse_statements(struct parser *p, struct ast_rule *rule)
{
	struct ast_stmt **last = &rule->stmts, **before = last;
	unsigned int count = 0;

	p->after_match = false;
	do {
		struct token t = p->t;

		if (++count > AST_STATEMENTS_MAX)
			return diag_error(p->diags, DIAG_LIMIT, t.at,
					  "more than %d statements in one rule",
					  AST_STATEMENTS_MAX);
		*last = parse_stmt(p);
		if (!*last) {
			/* What cannot follow may be the rest of a statement
			 * that was meant otherwise. */
			if (same_place(t.at, p->t.at) || t.kind == '@')
				last = before;
			*last = ast_stmt_new(p, STMT_POISON, p->t.at);
			return -1;
		}
		before = last;
		last = &(*last)->next;
	} while (!tok_at_end(p) && !tok_is(p, "comment"));
	if (!mend_is_stray(p))
		return 0;
	mend_stray(p);
	*before = ast_stmt_new(p, STMT_POISON, p->t.at);
	return -1;
}

/* rule = statements [ comment ] */
int parse_rule(struct parser *p, struct ast_rule *rule)
{
	struct ast_text *comment;
	int ret;

	tok_tell(p);
	rule->at = p->t.at;
	ret = parse_statements(p, rule);
	if (ret == 0 && tok_is(p, "comment")) {
		comment = arena_new(p->arena, struct ast_text);
		rule->comment = comment;
		ret = parse_comment(p, comment);
	}
	if (ret == 0 && !tok_at_end(p))
		ret = err_behind_comment(p, rule->comment);
	rule->at = tok_since(p, rule->at);
	return ret;
}

static int inline_rule(struct parser *p, void *ctx)
{
	struct ast_rule ***last = ctx;
	struct ast_rule *rule = arena_new(p->arena, struct ast_rule);

	**last = rule;
	*last = &rule->next;
	return parse_rule(p, rule) < 0 ? ITEM_CONTAINED : ITEM_SEP;
}

/* inline chain = '{' { rule sep } '}' */
struct ast_rules *parse_inline_chain(struct parser *p)
{
	struct ast_rules *rules = arena_new(p->arena, struct ast_rules);
	struct ast_rule **last = &rules->first;
	struct block b = { .item = inline_rule,
			   .ctx = &last,
			   .foreign = block_foreign_to_chain,
			   .bare = true };

	if (!p->ast)
		return NULL;
	return parse_block(p, &b) < 0 ? NULL : rules;
}
