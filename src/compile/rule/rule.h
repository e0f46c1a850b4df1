/*
 * rule — compiles one rule: its statements become a message with low
 * expressions.
 *
 * Internal to compile/.
 * In:     the AST of a rule, the state of the compilation.
 * Out:    the rule's message in the sink, after the messages that it needs
 *         (anonymous sets, chains).
 * Errors: -1 after a diagnostic; the rule's other statements are still
 *         compiled, the rule is not sent.
 * Spec:   doc/lowering.md.
 */
#ifndef NFTLOAD_COMPILE_RULE_RULE_H
#define NFTLOAD_COMPILE_RULE_RULE_H

#include "compile/expr/rule_build.h"

/* Compiles a rule and hands its message to the sink. */
int rule_compile(struct cctx *c, const struct rule_where *where,
		 const struct ast_rule *rule) must_check;

/* ---- one statement ---- */

/* Calls the function for the statement's kind, from the table in statement.c. */
int stmt_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int match_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int vmap_compile(struct rule_build *r, const struct ast_stmt *s) must_check;
int verdict_compile(struct rule_build *r, const struct ast_stmt *s) must_check;

#endif
