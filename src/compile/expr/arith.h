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
#ifndef NFTLOAD_COMPILE_EXPR_ARITH_H
#define NFTLOAD_COMPILE_EXPR_ARITH_H

#include "compile/expr/rule_build.h"

int arith_eval(struct rule_build *r, const struct ast_expr *e,
	       const struct vtype *target, struct tx **ret_tx) must_check;
/* The same for a place, whose type the value must have. */
int arith_to(struct rule_build *r, const struct ast_expr *e,
	     const struct vtype *t, struct tx **ret_tx) must_check;
/* One more shift of a value that is compared. */
struct tx *arith_shift(struct arena *a, struct tx *e, uint32_t bits,
		       bool right);
/* left & mask, in order of left; the result may be of the other order. */
struct tx *arith_mask(struct arena *a, struct tx *left, const uint8_t *mask);
/* left ^ xor (most significant byte first); chained: left is the same kind of
 * operation. */
struct tx *arith_xor(struct arena *a, struct tx *left, const uint8_t *xor,
		     bool chained);
/* True for & | ^ with a constant, which one kernel expression does together
 * with what it is done to. */
bool arith_is_mask_chain(const struct ast_expr *e);
/* e without the bits that a shift has moved out of it, but not of its last
 * register, where others lie beside it. */
struct tx *arith_without_overflow(struct arena *a, struct tx *e);
/* The order that nft counts a value as having: that of what is loaded, and the
 * machine's after two shifts. */
enum byteorder arith_nominal_order(const struct tx *e);
/* How many bits a value of at most a byte that was cut out of two is computed
 * with: those that lay behind it as well. 0: it is none. */
uint16_t arith_cut_bits(const struct tx *e);
/* The bits that a number of the machine's can have. */
uint32_t arith_reach_bits(const struct tx *e);
/* A shift is among the operations. */
bool arith_has_shift(const struct ast_expr *e);
/* True where a written shift lies below masks alone. */
bool arith_is_shifted(const struct tx *e);
/* A key in the order of what it is made of. */
struct tx *arith_own_order(struct arena *a, struct tx *e);
/* What an operation is done to, on the left side; NULL: e is none. */
const struct tx *arith_operand(const struct tx *e);
/* What is loaded, below all that is done with it. */
const struct tx *arith_loaded(const struct tx *e);
/* e with the length and order of its place, cut or filled up with zeros. */
int arith_fit(struct rule_build *r, struct tx *e, const struct vtype *t,
	      struct tx **ret_tx) must_check;

#endif
