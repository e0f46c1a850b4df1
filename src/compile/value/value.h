/*
 * value — evaluates constants to typed bytes.
 *
 * In:     AST nodes that need no packet: values, variables, prefixes, ranges,
 *         flag lists, constant arithmetic, concatenations, '*'.
 * Out:    TX_VALUE, TX_PREFIX, TX_RANGE, TX_CATCHALL or a TX_CONCAT of these,
 *         in c->scratch, of exactly the requested type.
 * Errors: -1 after a diagnostic at the offending token.
 * Spec:   doc/types.md.
 */
#ifndef NFTLOAD_COMPILE_VALUE_VALUE_H
#define NFTLOAD_COMPILE_VALUE_VALUE_H

#include "compile/scope/ctx.h"

/* True when the expression has constants only; variables are followed. */
bool ast_is_constant(const struct ast_expr *e);
/* True for a range of more than one value, judged by the text: `6-6` is the
 * value 6. */
bool ast_is_range(const struct ast_expr *e);

/* Evaluates one field.  A list (a,b) and | & ^ << >> of constants are folded.
 * A range with lo > hi is an error, except for the types hour and day, where it
 * wraps round. */
int value_eval(struct cctx *c, const struct ast_expr *e, struct vtype want,
	       struct tx **ret_tx) must_check;
/* value_eval() for the constant of an operation, in which shifts of symbols are
 * plain numbers. */
int value_eval_operand(struct cctx *c, const struct ast_expr *e,
		       struct vtype want, struct tx **ret_tx) must_check;
/* Evaluates one field, or a concatenation of exactly want->n fields. */
int value_eval_key(struct cctx *c, const struct ast_expr *e,
		   const struct ktype *want, struct tx **ret_tx) must_check;

/* Evaluates a whole number without a type (queue numbers, nat ports of `mod`
 * ...). */
int value_number(struct cctx *c, const struct ast_expr *e, uint64_t max,
		 uint64_t *ret_num) must_check;
/* The text of a bare value (chain, object and device names, policies),
 * interned; variables are followed. what: "a chain name" for messages. */
int value_name(struct cctx *c, const struct ast_expr *e, const char *what,
	       const char **ret_name) must_check;
/* Where a name of len bytes stands, without quotes round it. */
struct span value_text_at(struct span at, uint32_t len);
struct span value_name_at(const struct ast_expr *e);

/* The lowest and the highest value of a constant (value, prefix, range or
 * string prefix) as big-endian bytes in the length of its type. */
void value_bounds(const struct tx *e, uint8_t *lo, uint8_t *hi);
/* A copy of a constant value in another byte order. */
struct tx *value_reorder(struct arena *a, const struct tx *v,
			 enum byteorder order);

#endif
