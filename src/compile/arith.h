/*
 * arith — operations on what is loaded: & | ^ << >>.
 *
 * Internal to compile/.
 * In:     an AST_BINOP with a selector in it, and the type of the place that
 *         its value goes to (NULL: it is compared, or is a key).
 * Out:    the value as a tx; its order is what the operations left.
 * Errors: -1 after a diagnostic at the offending operand.
 * Spec:   doc/lowering.md, "Operations".
 */
#ifndef NFTLOAD_COMPILE_ARITH_H
#define NFTLOAD_COMPILE_ARITH_H

#include "compile/rule.h"

int arith_eval(struct rule_build *r, const struct ast_expr *e,
	       const struct vtype *target, struct tx **ret_tx) must_check;

#endif
