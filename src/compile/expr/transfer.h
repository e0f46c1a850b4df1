/*
 * transfer — what is left to be loaded of a match's left side, once its last
 * operation is done to the constants instead.
 *
 * Internal to compile/.
 *
 *   (E ^ c) == v    ->  E == v ^ c
 *   (E << n) == v   ->  (E & (ones >> n)) == v >> n
 *   field of n bits ->  covering bytes & mask == v << shift
 *
 * That holds for equality alone: operations do not keep the order of numbers,
 * so against ranges and by `<` the left side stays whole.  A bit field's shift
 * does keep it.  Shifts to the right stay where they are: constants that are
 * longer than the value have nowhere to go.
 *
 * In:     both sides' ASTs.
 * Out:    the left side, and what to do to each constant.
 * Units:  shifts and lengths in bits.
 * Errors: -1 after a diagnostic: no constant could ever match, or the right
 *         side does not allow the operation.
 */
#ifndef NFTLOAD_COMPILE_EXPR_TRANSFER_H
#define NFTLOAD_COMPILE_EXPR_TRANSFER_H

#include "compile/expr/bits.h"
#include "compile/expr/rule_build.h"

struct transfer_step {
	enum { TRANSFER_XOR, TRANSFER_LEFT, TRANSFER_RIGHT } what;
	uint32_t bits;	 /* shifts */
	uint8_t xor[BYTES_MAX]; /* most significant byte first */
};

/* What a left side is compared with. */
enum transfer_to {
	TRANSFER_TO_EQUAL,   /* single values, by == or != or in a set */
	TRANSFER_TO_ORDERED, /* a range, or by < and the like */
	TRANSFER_TO_PREFIX,
	TRANSFER_TO_RANGES,  /* a set with ranges */
	TRANSFER_TO_ANY,     /* a set with a catch-all */
};

struct transfer {
	struct tx *whole; /* everything is done to what is loaded */
	struct tx *moved; /* the last step is done to the constants */
	struct tx *left;  /* the one of them that was chosen */
	struct vtype type;    /* in which constants are read */
	uint16_t field_bits;  /* of a bit field without operators, else 0 */
	uint16_t len_bits;    /* and their length once they are transferred */
	bool has_step;	      /* moved differs from whole */
	bool has_operator;    /* the step was written */
	bool written;	      /* some operation was */
	bool lossless;	      /* and as a shift drops no bit */
	struct transfer_step step;
};

/* Evaluates a left side. */
int transfer_left(struct rule_build *r, const struct ast_expr *e,
		  struct transfer *ret_x) must_check;
/* What the right side is, behind variables. */
int transfer_to_constants(struct cctx *c, const struct ast_expr *right,
			  enum transfer_to *ret_to) must_check;
/* A catch-all beside what the set turned out to hold. */
enum transfer_to transfer_found(enum transfer_to to,
				const struct set_info *set);
/* Fills in left, type and len_bits. */
void transfer_choose(struct transfer *x, enum transfer_to to);
/* Nothing is done to the constants after all. */
void transfer_stay(struct transfer *x);
/* True when the constant, of the chosen type, loses no bit by the step. */
bool transfer_fits(const struct transfer *x, const struct tx *value);
/* Applies the step to one TX_VALUE, in place. Has the signature of
 * anon_request.fix; ctx is a struct transfer. */
int transfer_value(struct cctx *c, struct tx *value, void *ctx) must_check;
/* The same for any constant. */
int transfer_const(struct cctx *c, struct tx *e,
		   struct transfer *x) must_check;
/* How many bits the keys of a set count as having, as with nft: a field that
 * was cut out has whole bytes, and behind an operation its own and those that
 * lay behind it. */
static inline uint16_t transfer_key_bits(const struct transfer *x)
{
	if (x->left != x->whole)
		return x->type.len_bits;
	if (x->field_bits && x->whole->kind == TX_SHIFT)
		return 8 * tx_len_bytes(x->whole);
	return MAX(x->type.len_bits, bits_width(x->whole));
}

/* True when transfer_value() has something to do. */
static inline bool transfer_moves(const struct transfer *x)
{
	return x->has_step && x->left == x->moved;
}

#endif
