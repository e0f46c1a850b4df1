/*
 * arith — evaluates operations on loaded values: & | ^ << >>.
 *
 * Internal to compile/.
 * In:     an AST_BINOP that contains a selector, and the type of the place that
 *         a statement sets to the value (NULL: the value is compared, or is a
 *         key).
 * Out:    the value as a tx, in the byte order that the last operation leaves.
 * Errors: -1 after a diagnostic at the offending operand.
 * Spec:   doc/lowering.md, "Operations".
 */
#ifndef NFTLOAD_COMPILE_EXPR_ARITH_H
#define NFTLOAD_COMPILE_EXPR_ARITH_H

#include "compile/expr/rule_build.h"

int arith_eval(struct rule_build *r, const struct ast_expr *e,
	       const struct vtype *target, struct tx **ret_tx) must_check;
/* arith_eval() for a place; it is an error if the value's type is not that of
 * the place. */
int arith_to(struct rule_build *r, const struct ast_expr *e,
	     const struct vtype *t, struct tx **ret_tx) must_check;
/* Shifts a value that is compared. */
struct tx *arith_shift(struct arena *a, struct tx *e, uint32_t bits,
		       bool right);
/* left & mask; mask is in the byte order of left, the result may be in the
 * other order. */
struct tx *arith_mask(struct arena *a, struct tx *left, const uint8_t *mask);
/* left ^ xor; xor begins with the most significant byte. chained: left is an
 * operation of the same kind. */
struct tx *arith_xor(struct arena *a, struct tx *left, const uint8_t *xor,
		     bool chained);
/* True for & | ^ with a constant: one kernel expression can do a chain of
 * these. */
bool arith_is_mask_chain(const struct ast_expr *e);
/* Masks the bits away that a left shift has moved out of e.  Values of whole
 * registers stay as they are: they lose such bits by themselves. */
struct tx *arith_without_overflow(struct arena *a, struct tx *e);
/* The byte order in which nft takes a value to be: the order of the loaded
 * value, or the machine's after two shifts. */
enum byteorder arith_nominal_order(const struct tx *e);
/* For a value of at most 8 bits that was cut out of two bytes: the number of
 * bits it is computed with, which includes the bits behind the field. 0: not
 * such a value. */
uint16_t arith_cut_bits(const struct tx *e);
/* An upper bound of the bits that the value of e needs as a number. */
uint32_t arith_reach_bits(const struct tx *e);
/* Whether a shift to the right brings bits back that a shift to the left has
 * moved out of the lowest bits of e. */
bool arith_brings_back(const struct tx *e, uint32_t bits);
/* Whether an operand is a constant with a shift, such as '1 << 2'. */
bool arith_shifts_constant(const struct ast_expr *e);
/* Whether a shift is among the operations. */
bool arith_has_shift(const struct ast_expr *e);
/* True if the last operation, apart from masks, is a shift that the input
 * wrote. */
bool arith_is_shifted(const struct tx *e);
/* Turns a key to its arith_nominal_order(). */
struct tx *arith_own_order(struct arena *a, struct tx *e);
/* The left operand of an operation; NULL: e is no operation. */
const struct tx *arith_operand(const struct tx *e);
/* The loaded value below all operations. */
const struct tx *arith_loaded(const struct tx *e);
/* Gives e the length and byte order of its place: cuts it or fills it up with
 * zeros. */
int arith_fit(struct rule_build *r, struct tx *e, const struct vtype *t,
	      struct tx **ret_tx) must_check;

#endif
