/*
 * transfer — moves operations of a match's left side to its constants.
 *
 * Internal to compile/.
 *
 *   (E ^ c) == v    ->  E == v ^ c
 *   (E << n) == v   ->  E == v >> n
 *   (E >> n) == v   ->  (E & (ones << n)) == v << n
 *   field of n bits ->  covering bytes & mask == v << shift
 */
#ifndef NFTLOAD_COMPILE_TRANSFER_H
#define NFTLOAD_COMPILE_TRANSFER_H

#include "compile/bits.h"
#include "compile/rule.h"

#define TRANSFER_STEPS 8

struct transfer_step {
	enum { TRANSFER_XOR, TRANSFER_LEFT, TRANSFER_RIGHT } what;
	uint32_t bits;	 /* shifts */
	uint8_t xor[BYTES_MAX]; /* most significant byte first */
};

struct transfer {
	struct vtype type;    /* in which constants are read */
	struct tx *field;     /* the bit field alone, if that is all */
	uint16_t len_bits;    /* and their length once they are transferred */
	uint8_t nsteps;
	struct transfer_step steps[TRANSFER_STEPS];
};

/* Evaluates a left side: what is left to be loaded, and the steps. */
int transfer_left(struct rule_build *r, const struct ast_expr *e,
		  struct transfer *ret_x, struct tx **ret_left) must_check;
/* The steps of a bit field alone (keys of anonymous maps). */
void transfer_bitfield(struct arena *a, struct tx **left,
		       struct transfer *ret_x);
/* Applies the steps to one TX_VALUE, in place. Has the signature of
 * anon_request.fix; ctx is a struct transfer. */
int transfer_value(struct cctx *c, struct tx *value, void *ctx) must_check;
/* The same for any constant. */
int transfer_const(struct cctx *c, struct tx *e,
		   struct transfer *x) must_check;

#endif
