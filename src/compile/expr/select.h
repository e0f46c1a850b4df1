/*
 * select — evaluates selectors of the AST to typed loads.
 *
 * Internal to compile/.
 * In:     one selector (meta, ct, payload, exthdr, rt, fib, ...).
 * Out:    a tx of the selector's kind.  If there is a rule, the protocol
 *         matches that the selector needs are added to the rule first.
 * Errors: -1 after a diagnostic.
 */
#ifndef NFTLOAD_COMPILE_EXPR_SELECT_H
#define NFTLOAD_COMPILE_EXPR_SELECT_H

#include "compile/expr/rule_build.h"

/* r NULL: for typeof declarations, which have no rule. */
struct select {
	struct cctx *c;
	struct rule_build *r;
	struct arena *a;
};

bool ast_is_selector(const struct ast_expr *e);
int select_eval(const struct select *s, const struct ast_expr *e,
		struct tx **ret_tx) must_check;

#endif
