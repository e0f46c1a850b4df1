/*
 * transfer — moves operations of a match's left side to its constants.
 *
 * Internal to compile/.
 *
 *   (E ^ c) == v    ->  E == v ^ c
 *   (E << n) == v   ->  E == v >> n
 *   (E >> n) == v   ->  (E & (ones << n)) == v << n
 *   field of n bits ->  covering bytes & mask == v << shift
 *
 * In:     both sides' ASTs; what the right side is allowed to become.
 * Out:    the left side evaluated, and what to do to each constant.
 * Units:  shifts and lengths in bits.
 * Errors: -1 after a diagnostic: no constant could ever match, or the right
 *         side does not allow the operation.
 */
#ifndef NFTLOAD_COMPILE_TRANSFER_H
#define NFTLOAD_COMPILE_TRANSFER_H

#include "compile/bits.h"
#include "compile/rule.h"

/* An operator, or a bit field's shift. */
#define TRANSFER_STEPS 1

struct transfer_step {
	enum { TRANSFER_XOR, TRANSFER_LEFT, TRANSFER_RIGHT } what;
	uint32_t bits;	 /* shifts */
	uint8_t xor[BYTES_MAX]; /* most significant byte first */
};

struct transfer {
	struct vtype type;    /* in which constants are read */
	struct tx *field;     /* the bit field alone, if that is all */
	bool has_operator;    /* one of the steps was written */
	uint16_t len_bits;    /* and their length once they are transferred */
	uint8_t nsteps;
	struct transfer_step steps[TRANSFER_STEPS];
};

/* What the constants are. */
struct transfer_to {
	bool ordered;  /* in size: ranges, or by the operator */
	bool catchall; /* among them, which nothing can be transferred to */
};
int transfer_to_constants(struct cctx *c, const struct ast_expr *right,
			  struct transfer_to *ret_to) must_check;

/* Evaluates a left side: what is left to be loaded, and the steps. */
int transfer_left(struct rule_build *r, const struct ast_expr *e,
		  const struct transfer_to *to, struct transfer *ret_x,
		  struct tx **ret_left) must_check;
/* Applies the steps to one TX_VALUE, in place. Has the signature of
 * anon_request.fix; ctx is a struct transfer. */
int transfer_value(struct cctx *c, struct tx *value, void *ctx) must_check;
/* The same for any constant. */
int transfer_const(struct cctx *c, struct tx *e,
		   struct transfer *x) must_check;

#endif
