#include "config.h"

#include "compile/expr/transfer.h"

#include "compile/expr/arith.h"
#include "compile/expr/select.h"
#include "compile/set/set_elems.h"
#include "compile/value/value.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

static bool is_movable(const struct ast_expr *e)
{
	return e->kind == AST_BINOP && ast_is_constant(e->pair.right) &&
	       !ast_is_constant(e->pair.left) &&
	       (e->op == OP_XOR || e->op == OP_LSHIFT);
}

/* A step's constant, now that the type is known. */
static int read_step(struct cctx *c, const struct ast_expr *e,
		     struct vtype type, struct transfer_step *step)
{
	struct tx *val;
	uint64_t bits;

	if (e->op == OP_XOR) {
		type.order = ORDER_BIG;
		step->what = TRANSFER_XOR;
		if (value_eval_operand(c, e->pair.right, type, &val) < 0)
			return -1;
		if (val->kind != TX_VALUE)
			return diag_error(c->diags, DIAG_TYPE,
					  e->pair.right->at,
					  "expected a single value as operand");
		memcpy(step->xor, val->bytes, tx_len_bytes(val));
		return 0;
	}
	step->what = TRANSFER_RIGHT;
	if (value_number(c, e->pair.right, ROUND_UP(type.len_bits, 8u) - 1u,
			 &bits) < 0)
		return -1;
	step->bits = (uint32_t)bits;
	return 0;
}

/* ---- the left side ---- */

/* How many bits of a value can be set. */
static uint32_t width_bits(const struct tx *e)
{
	uint8_t all[BYTES_MAX];
	uint32_t len = tx_len_bytes(e);

	if (e->kind != TX_BITWISE)
		return e->len_bits;
	for (uint32_t i = 0; i < len; i++)
		all[i] = e->bitwise.mask[i] | e->bitwise.xor[i];
	if (e->order == ORDER_HOST)
		bytes_swap(all, len);
	return bytes_width_bits(all, len);
}

/* What a shift drops must not count in the comparison. */
static struct tx *mask_dropped(struct arena *a, struct tx *left,
			       const struct transfer_step *step)
{
	uint8_t mask[BYTES_MAX];
	uint32_t len = tx_len_bytes(left), kept = 8 * len - step->bits;

	if (width_bits(left) <= kept)
		return left;
	bytes_prefix_mask(mask, len, kept);
	bytes_shift_right(mask, len, step->bits);
	if (left->order == ORDER_HOST)
		bytes_swap(mask, len);
	return tx_bitwise(a, left, tx_type(left), mask, NULL);
}

/* What was shifted is a plain number. */
static struct tx *as_integer(struct arena *a, struct tx *e)
{
	struct vtype t = { dtype_by_id(DT_INTEGER), e->len_bits, e->order };

	if (tx_len_bytes(e) == 1)
		t.order = ORDER_HOST;
	return tx_cast(a, e, t);
}

/* A value that was computed as if it went to a longer place. */
static bool is_longer_inside(const struct tx *e)
{
	return e->kind == TX_CAST && e->cast.arg->len_bits > e->len_bits;
}

static int left_operator(struct rule_build *r, const struct ast_expr *e,
			 struct transfer *x)
{
	struct arena *a = &r->c->scratch;
	struct transfer_step *step = &x->step;
	struct tx *left;

	if (expr_eval_value(r, e->pair.left, &left) < 0 ||
	    read_step(r->c, e, tx_type(left), step) < 0)
		return -1;
	x->has_step = x->has_operator = true;
	if (step->what == TRANSFER_XOR) {
		x->moved = left;
		x->whole = arith_xor(a, left, step->xor,
				     arith_is_mask_chain(e->pair.left));
		x->whole->at = e->at;
		return 0;
	}
	x->moved = mask_dropped(a, left, step);
	x->lossless = x->moved == left;
	x->moved = as_integer(a, x->moved);
	if (x->lossless && r->place.len_bits && arith_cut_bits(left)) {
		x->moved->len_bits = 16;
		x->moved->order = ORDER_HOST;
	} else if (x->lossless && is_longer_inside(left)) {
		x->moved->len_bits = left->cast.arg->len_bits;
		x->moved->order = ORDER_HOST;
	}
	x->whole = arith_shift(a, left, step->bits, false);
	x->whole->at = e->at;
	return 0;
}

static void left_bitfield(struct arena *a, struct tx *field,
			  struct transfer *x)
{
	struct bits b;

	bits_of(field, &b);
	x->has_step = true;
	x->step.what = TRANSFER_LEFT;
	x->step.bits = b.shift;
	x->field_bits = field->len_bits;
	x->whole = bits_value(a, field);
	x->moved = bits_masked(a, field, &b);
}

int transfer_left(struct rule_build *r, const struct ast_expr *e,
		  struct transfer *ret_x)
{
	const struct ast_expr *inner = ast_behind(e, NULL);
	struct tx *left;

	ret_x->has_step = ret_x->has_operator = ret_x->lossless = false;
	ret_x->field_bits = 0;
	ret_x->written = inner->kind == AST_BINOP;
	ret_x->shifted_constant = ret_x->written &&
				  arith_shifts_constant(inner);
	if (is_movable(inner))
		return left_operator(r, inner, ret_x);
	if (expr_eval(r, e, &left) < 0)
		return -1;
	ret_x->whole = ret_x->moved = left;
	if (tx_is_bitfield(left))
		left_bitfield(&r->c->scratch, left, ret_x);
	return 0;
}

int transfer_to_constants(struct cctx *c, const struct ast_expr *right,
			  enum transfer_to *ret_to)
{
	struct elems_shape shape;

	right = ast_behind(right, NULL);
	*ret_to = ast_is_range(right) ? TRANSFER_TO_ORDERED :
		  right->kind == AST_PREFIX ? TRANSFER_TO_PREFIX :
		  TRANSFER_TO_EQUAL;
	if (right->kind != AST_SET)
		return 0;
	if (elems_shape(c, right, &shape) < 0)
		return -1;
	if (shape.catchall)
		*ret_to = TRANSFER_TO_ANY;
	else if (shape.key_ranges)
		*ret_to = TRANSFER_TO_RANGES;
	return 0;
}

enum transfer_to transfer_found(enum transfer_to to,
				const struct set_info *set)
{
	if (to != TRANSFER_TO_ANY)
		return to;
	return set->flags & NFT_SET_INTERVAL ? TRANSFER_TO_RANGES :
					       TRANSFER_TO_EQUAL;
}

/* Single bytes that lose nothing on the left; and what changes nothing. */
static bool keeps_order(const struct transfer *x)
{
	uint32_t len = tx_len_bytes(x->whole);

	if (x->step.what == TRANSFER_XOR)
		return bytes_is_zero(x->step.xor, len) &&
		       (len == 1 || x->whole->order == ORDER_BIG);
	return x->step.what == TRANSFER_RIGHT && x->lossless && len == 1;
}

static bool stays_whole(const struct transfer *x, enum transfer_to to)
{
	if (x->has_operator)
		return to != TRANSFER_TO_EQUAL &&
		       !(to == TRANSFER_TO_ORDERED && keeps_order(x));
	/* A field within one byte is moved as cheaply as its ranges are. */
	return to == TRANSFER_TO_PREFIX || to == TRANSFER_TO_ANY ||
	       (to == TRANSFER_TO_RANGES && tx_len_bytes(x->moved) == 1);
}

void transfer_stay(struct transfer *x)
{
	x->left = x->whole;
	x->type = tx_type(x->whole);
	x->len_bits = x->whole->len_bits;
	if (x->field_bits)
		x->type.len_bits = x->field_bits;
}

/* What is left of it was computed in a longer place. */
static bool is_longer(const struct transfer *x)
{
	return x->step.what == TRANSFER_RIGHT &&
	       tx_len_bytes(x->left) > tx_len_bytes(x->whole);
}

void transfer_choose(struct transfer *x, enum transfer_to to)
{
	if (!x->has_step || stays_whole(x, to)) {
		transfer_stay(x);
		return;
	}
	x->left = x->moved;
	x->type = tx_type(x->left);
	x->len_bits = x->left->len_bits;
	x->type.len_bits = x->field_bits ? x->field_bits :
			   is_longer(x) ? x->left->len_bits :
			   x->whole->len_bits;
}

/* ---- constants ---- */

/* Text has no order. */
static bool is_turned(const struct tx *value)
{
	return value->order == ORDER_HOST &&
	       !dtype_is_a(value->dt, DT_STRING);
}

static void to_big(const struct tx *value, uint8_t *num, uint32_t len)
{
	uint32_t old = tx_len_bytes(value);

	memset(num, 0, len - old);
	memcpy(num + len - old, value->bytes, old);
	if (is_turned(value))
		bytes_swap(num + len - old, old);
}

static bool step_fits(const struct transfer_step *s, const uint8_t *num,
		      uint32_t len)
{
	uint8_t low[BYTES_MAX];

	if (s->what == TRANSFER_LEFT)
		return bytes_width_bits(num, len) + s->bits <= 8 * len;
	if (s->what == TRANSFER_XOR)
		return true;
	memcpy(low, num, len);
	bytes_shift_right(low, len, s->bits);
	bytes_shift_left(low, len, s->bits);
	return memcmp(low, num, len) == 0;
}

static void apply(const struct transfer_step *s, uint8_t *num, uint32_t len)
{
	if (s->what == TRANSFER_LEFT)
		bytes_shift_left(num, len, s->bits);
	else if (s->what == TRANSFER_RIGHT)
		bytes_shift_right(num, len, s->bits);
	else
		for (uint32_t i = 0; i < len; i++)
			num[i] ^= s->xor[i];
}

bool transfer_fits(const struct transfer *x, const struct tx *value)
{
	uint32_t len = DIV_ROUND_UP((uint32_t)x->len_bits, 8u);
	uint8_t num[BYTES_MAX];

	if (!transfer_moves(x))
		return true;
	if (value->kind == TX_RANGE)
		return transfer_fits(x, value->range.lo) &&
		       transfer_fits(x, value->range.hi);
	if (value->kind != TX_VALUE)
		return false;
	to_big(value, num, len);
	return step_fits(&x->step, num, len);
}

int transfer_value(struct cctx *c, struct tx *value, void *ctx)
{
	const struct transfer *x = ctx;
	uint32_t len = DIV_ROUND_UP((uint32_t)x->len_bits, 8u);
	uint8_t num[BYTES_MAX];

	if (!transfer_moves(x))
		return 0;
	to_big(value, num, len);
	if (!step_fits(&x->step, num, len))
		return diag_error(c->diags, DIAG_RANGE, value->at,
				  "this comparison can never be true: bits are lost by the shift");
	apply(&x->step, num, len);
	if (is_turned(value))
		bytes_swap(num, len);
	value->bytes = arena_memdup(&c->scratch, num, len);
	value->len_bits = x->len_bits;
	return 0;
}

int transfer_const(struct cctx *c, struct tx *e, struct transfer *x)
{
	if (!transfer_moves(x))
		return 0;
	if (e->kind == TX_VALUE)
		return transfer_value(c, e, x);
	if (e->kind == TX_RANGE &&
	    (transfer_value(c, e->range.lo, x) < 0 ||
	     transfer_value(c, e->range.hi, x) < 0))
		return -1;
	e->len_bits = x->len_bits;
	return 0;
}
