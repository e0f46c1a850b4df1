/*
 * transfer — moves the last operation of a match's left side to the constants,
 * so that less code runs for each packet.
 *
 * Internal to compile/.
 *
 *   (E ^ c) == v    ->  E == v ^ c
 *   (E << n) == v   ->  (E & (ones >> n)) == v >> n
 *   field of n bits ->  covering bytes & mask == v << shift
 *
 * This is right for equality only: an operation does not keep the order of
 * numbers, so left sides that are compared with ranges or by `<` keep their
 * operations.  The shift of a bit field does keep the order and is moved.
 * Shifts to the right are not moved: a constant may have more bits than the
 * value has room for.
 *
 * In:     the ASTs of both sides.
 * Out:    the left side, and the step to apply to each constant.
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

/* The kinds of right sides. */
enum transfer_to {
	TRANSFER_TO_EQUAL,   /* single values, by == or != or in a set */
	TRANSFER_TO_ORDERED, /* a range, or by < and the like */
	TRANSFER_TO_PREFIX,
	TRANSFER_TO_RANGES,  /* a set with ranges */
	TRANSFER_TO_ANY,     /* a set with a catch-all */
};

struct transfer {
	struct tx *whole; /* all operations are done to the loaded value */
	struct tx *moved; /* all operations but the last step */
	struct tx *left;  /* whole or moved, whichever was chosen */
	struct vtype type;    /* the type in which constants are read */
	uint16_t field_bits;  /* length of a bit field without operators, else
			       * 0 */
	uint16_t len_bits;    /* length of constants after the step */
	bool has_step;	      /* moved differs from whole */
	bool has_operator;    /* the input wrote the step */
	bool written;	      /* the input wrote an operation */
	bool shifted_constant; /* an operand is a shift of a constant */
	bool lossless;	      /* the step is a shift that drops no bit */
	struct transfer_step step;
};

/* Evaluates a left side. */
int transfer_left(struct rule_build *r, const struct ast_expr *e,
		  struct transfer *ret_x) must_check;
/* The kind of a right side; variables are followed. */
int transfer_to_constants(struct cctx *c, const struct ast_expr *right,
			  enum transfer_to *ret_to) must_check;
/* The kind after the set was read, which may have a catch-all element. */
enum transfer_to transfer_found(enum transfer_to to,
				const struct set_info *set);
/* Fills in left, type and len_bits. */
void transfer_choose(struct transfer *x, enum transfer_to to);
/* Chooses whole: nothing is done to the constants. */
void transfer_stay(struct transfer *x);
/* True when the constant, of the chosen type, loses no bit by the step. */
bool transfer_fits(const struct transfer *x, const struct tx *value);
/* Applies the step to one TX_VALUE, in place.  The signature is that of
 * anon_request.fix; ctx is a struct transfer. */
int transfer_value(struct cctx *c, struct tx *value, void *ctx) must_check;
/* Applies the step to any constant. */
int transfer_const(struct cctx *c, struct tx *e,
		   struct transfer *x) must_check;
/* The length in bits of a set's keys, as with nft.  A field that was cut out
 * counts in whole bytes; after an operation, it counts with the bits behind
 * it. */
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
