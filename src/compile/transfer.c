#include "config.h"

#include "compile/transfer.h"

#include "compile/elems.h"
#include "compile/select.h"
#include "compile/value.h"

#include <string.h>

static bool is_movable(const struct ast_expr *e)
{
	return e->kind == AST_BINOP && ast_is_constant(e->pair.right) &&
	       !ast_is_constant(e->pair.left) &&
	       (e->small == OP_XOR || e->small == OP_LSHIFT ||
		e->small == OP_RSHIFT);
}

/* A step's constant, now that the type is known. */
static int read_step(struct cctx *c, const struct ast_expr *e,
		     struct vtype type, struct transfer_step *step)
{
	struct tx *val;
	uint64_t bits;

	if (e->small == OP_XOR) {
		type.order = ORDER_BIG;
		step->what = TRANSFER_XOR;
		if (value_eval(c, e->pair.right, type, &val) < 0)
			return -1;
		if (val->kind != TX_VALUE)
			return diag_error(c->diags, DIAG_TYPE,
					  e->pair.right->at,
					  "expected a single value as operand");
		memcpy(step->xor, val->bytes, tx_len_bytes(val));
		return 0;
	}
	step->what = e->small == OP_LSHIFT ? TRANSFER_RIGHT : TRANSFER_LEFT;
	if (value_number(c, e->pair.right, type.len_bits - 1u, &bits) < 0)
		return -1;
	step->bits = (uint32_t)bits;
	return 0;
}

/* What a right shift drops must not count in the comparison. */
static struct tx *mask_dropped(struct arena *a, struct tx *left, uint32_t bits)
{
	uint8_t mask[BYTES_MAX];
	uint32_t len = tx_len_bytes(left);

	bytes_prefix_mask(mask, len, 8 * len - bits);
	if (left->order == ORDER_HOST)
		bytes_swap(mask, len);
	return tx_bitwise(a, left, tx_type(left), mask, NULL);
}

/* Not the step: it is long, and few matches have one. */
static void transfer_init(struct transfer *x, const struct tx *left)
{
	x->type = tx_type(left);
	x->field = NULL;
	x->has_operator = false;
	x->len_bits = left->len_bits;
	x->nsteps = 0;
}

static void transfer_bitfield(struct arena *a, struct tx **left,
			      struct transfer *x)
{
	struct bits b;

	x->field = *left;
	bits_of(*left, &b);
	*left = bits_masked(a, *left, &b);
	x->len_bits = (*left)->len_bits;
	x->steps[x->nsteps++] = (struct transfer_step){
		.what = TRANSFER_LEFT, .bits = b.shift,
	};
}

int transfer_to_constants(struct cctx *c, const struct ast_expr *right,
			  struct transfer_to *ret_to)
{
	struct elems_shape shape;

	right = ast_behind(right, NULL);
	*ret_to = (struct transfer_to){ .ordered = ast_is_range(right) };
	if (right->kind != AST_SET)
		return 0;
	if (elems_shape(c, right, &shape) < 0)
		return -1;
	ret_to->ordered = shape.key_ranges;
	ret_to->catchall = shape.catchall;
	return 0;
}

/* A number that is turned round before it is compared stays whole. */
static bool is_turned(const struct tx *left, const struct transfer_to *to)
{
	return to->ordered && left->order == ORDER_HOST &&
	       tx_len_bytes(left) > 1 && dtype_is_integer(left->dt);
}

/* Of several operators the last is transferred. */
static int transfer_operator(struct rule_build *r, const struct ast_expr *e,
			     struct transfer *x, struct tx **left)
{
	struct transfer_step *step = &x->steps[x->nsteps++];

	x->has_operator = true;
	if (select_is_bitfield(*left))
		*left = bits_value(&r->c->scratch, *left);
	x->len_bits = (*left)->len_bits;
	if (read_step(r->c, e, x->type, step) < 0)
		return -1;
	if (step->what == TRANSFER_LEFT)
		*left = mask_dropped(&r->c->scratch, *left, step->bits);
	return 0;
}

int transfer_left(struct rule_build *r, const struct ast_expr *e,
		  const struct transfer_to *to, struct transfer *ret_x,
		  struct tx **ret_left)
{
	const struct ast_expr *inner = ast_behind(e, NULL);

	if (!to->catchall && is_movable(inner)) {
		if (expr_eval(r, inner->pair.left, ret_left) < 0)
			return -1;
		transfer_init(ret_x, *ret_left);
		if (!is_turned(*ret_left, to))
			return transfer_operator(r, inner, ret_x, ret_left);
	}
	if (expr_eval(r, e, ret_left) < 0)
		return -1;
	if (to->catchall && select_is_bitfield(*ret_left))
		*ret_left = bits_value(&r->c->scratch, *ret_left);
	transfer_init(ret_x, *ret_left);
	if (select_is_bitfield(*ret_left))
		transfer_bitfield(&r->c->scratch, ret_left, ret_x);
	return 0;
}

static int never(struct cctx *c, const struct tx *value)
{
	return diag_error(c->diags, DIAG_RANGE, value->at,
			  "this comparison can never be true: bits are lost by the shift");
}

static int apply(struct cctx *c, const struct transfer_step *s,
		 const struct tx *value, uint8_t *num, uint32_t len)
{
	uint8_t back[BYTES_MAX];

	memcpy(back, num, len);
	switch (s->what) {
	case TRANSFER_XOR:
		for (uint32_t i = 0; i < len; i++)
			num[i] ^= s->xor[i];
		return 0;
	case TRANSFER_LEFT:
		bytes_shift_left(num, len, s->bits);
		bytes_shift_left(back, len, 0);
		if (bytes_width_bits(back, len) + s->bits > 8 * len)
			return never(c, value);
		return 0;
	case TRANSFER_RIGHT:
		bytes_shift_right(num, len, s->bits);
		bytes_shift_left(num, len, s->bits);
		if (memcmp(num, back, len) != 0)
			return never(c, value);
		bytes_shift_right(num, len, s->bits);
		return 0;
	}
	return 0;
}

int transfer_value(struct cctx *c, struct tx *value, void *ctx)
{
	const struct transfer *x = ctx;
	uint32_t len = DIV_ROUND_UP((uint32_t)x->len_bits, 8u);
	uint32_t old = tx_len_bytes(value);
	uint8_t num[BYTES_MAX] = { 0 };

	if (!x->nsteps)
		return 0;
	memcpy(num + len - old, value->bytes, old);
	if (value->order == ORDER_HOST)
		bytes_swap(num + len - old, old);
	for (unsigned int i = 0; i < x->nsteps; i++)
		if (apply(c, &x->steps[i], value, num, len) < 0)
			return -1;
	if (value->order == ORDER_HOST)
		bytes_swap(num, len);
	value->bytes = arena_memdup(&c->scratch, num, len);
	value->len_bits = x->len_bits;
	return 0;
}

int transfer_const(struct cctx *c, struct tx *e, struct transfer *x)
{
	if (!x->nsteps)
		return 0;
	switch (e->kind) {
	case TX_VALUE:
		return transfer_value(c, e, x);
	case TX_RANGE:
		if (transfer_value(c, e->range.lo, x) < 0 ||
		    transfer_value(c, e->range.hi, x) < 0)
			return -1;
		break;
	case TX_PREFIX:
		/* The prefix's bits move with the value. */
		e->prefix.bits += x->len_bits - e->len_bits;
		if (transfer_value(c, e->prefix.value, x) < 0)
			return -1;
		for (unsigned int i = 0; i < x->nsteps; i++)
			if (x->steps[i].what == TRANSFER_LEFT)
				e->prefix.bits -= x->steps[i].bits;
		break;
	default:
		break;
	}
	e->len_bits = x->len_bits;
	return 0;
}
