/*
 * value — constants: text to typed bytes.
 *
 * In:     AST nodes that need no packet: values, variables, prefixes, ranges,
 *         flag lists, constant arithmetic, concatenations, '*'.
 * Out:    TX_VALUE, TX_PREFIX, TX_RANGE, TX_CATCHALL or TX_CONCAT of them, in
 *         c->scratch, of exactly the type that was asked for.
 * Errors: -1 after a diagnostic at the offending token.
 * Spec:   doc/types.md.
 */
#ifndef NFTLOAD_COMPILE_VALUE_VALUE_H
#define NFTLOAD_COMPILE_VALUE_VALUE_H

#include "compile/scope/ctx.h"

/* True when the expression (behind variables) is made of constants only. */
bool ast_is_constant(const struct ast_expr *e);
/* True for a range of more than one value, as far as the text tells: `6-6` is
 * the value 6. */
bool ast_is_range(const struct ast_expr *e);

/* One field.  A list (a,b) and | & ^ << >> of constants are folded. A date or
 * hour range that wraps round comes out with lo > hi only for types hour and
 * day; everywhere else lo > hi is an error. */
int value_eval(struct cctx *c, const struct ast_expr *e, struct vtype want,
	       struct tx **ret_tx) must_check;
/* The same for the constant of an operation, in which shifts of symbols are
 * numbers like others. */
int value_eval_operand(struct cctx *c, const struct ast_expr *e,
		       struct vtype want, struct tx **ret_tx) must_check;
/* One field, or a concatenation of exactly want->n. */
int value_eval_key(struct cctx *c, const struct ast_expr *e,
		   const struct ktype *want, struct tx **ret_tx) must_check;

/* A whole number without a type (queue numbers, nat ports of `mod` ...). */
int value_number(struct cctx *c, const struct ast_expr *e, uint64_t max,
		 uint64_t *ret_num) must_check;
/* The text of a bare value behind variables (chain, object and device names,
 * policies), interned. what: "a chain name" for messages. */
int value_name(struct cctx *c, const struct ast_expr *e, const char *what,
	       const char **ret_name) must_check;

/* lo and hi bounds of a constant as big-endian bytes (len of its type):
 * value, prefix, range and string prefix alike. */
void value_bounds(const struct tx *e, uint8_t *lo, uint8_t *hi);
/* A copy of a constant value in another byte order. */
struct tx *value_reorder(struct arena *a, const struct tx *v,
			 enum byteorder order);

#endif
