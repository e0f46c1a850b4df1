#include "config.h"

#include "compile/expr/arith.h"

#include "base/bytes.h"
#include "compile/expr/bits.h"
#include "compile/expr/expr.h"
#include "compile/scope/differs.h"
#include "compile/value/value.h"

#include <string.h>

static int operand(struct rule_build *r, const struct ast_expr *e,
		   const struct vtype *target, struct tx **ret_tx);

static bool is_shift(const struct ast_expr *e)
{
	return e->op == OP_LSHIFT || e->op == OP_RSHIFT;
}

bool arith_has_shift(const struct ast_expr *e)
{
	for (; e->kind == AST_BINOP;
	     e = ast_behind(ast_is_constant(e->pair.left) ? e->pair.right :
							   e->pair.left, NULL))
		if (is_shift(e))
			return true;
	return false;
}

static bool is_shifted_constant(const struct ast_expr *e)
{
	e = ast_behind(e, NULL);
	return e->kind == AST_BINOP && ast_is_constant(e) &&
	       arith_has_shift(e);
}

bool arith_shifts_constant(const struct ast_expr *e)
{
	e = ast_behind(e, NULL);
	return e->kind == AST_BINOP &&
	       (is_shifted_constant(e->pair.left) ||
		is_shifted_constant(e->pair.right) ||
		arith_shifts_constant(e->pair.left) ||
		arith_shifts_constant(e->pair.right));
}

/* ---- lengths and orders that go together ---- */

struct tx *arith_without_overflow(struct arena *a, struct tx *e)
{
	uint8_t mask[BYTES_MAX];
	const struct tx *shifted = e->kind == TX_CAST ? e->cast.arg : e;

	if (shifted->kind != TX_SHIFT || shifted->shift.right ||
	    tx_len_bytes(e) % 4 == 0)
		return e;
	memset(mask, 0xff, tx_len_bytes(e));
	return tx_bitwise(a, e, tx_type(e), mask, NULL);
}

/* A number of the machine's is longer or shorter as it stands. */
static struct tx *as_number(struct arena *a, struct tx *e)
{
	e = tx_swap(a, e, ORDER_HOST);
	if (e->order == ORDER_HOST)
		return e;
	/* a single byte */
	return tx_cast(a, e, (struct vtype){ e->dt, e->len_bits, ORDER_HOST });
}

/* Only numbers are cut, or filled up. */
static bool can_fit(uint32_t len, uint32_t to)
{
	return len == to || (len <= 8 && to <= 4);
}

static int cannot_fit(struct rule_build *r, const struct tx *e,
		      const struct vtype *t)
{
	return diag_error(r->c->diags, DIAG_UNSUPPORTED, e->at,
			  "a computed value of %u bits cannot go to a place of %u bits",
			  e->len_bits, t->len_bits);
}

const struct tx *arith_operand(const struct tx *e)
{
	switch (e->kind) {
	case TX_BITWISE:
		return e->bitwise.arg;
	case TX_SHIFT:
		return e->shift.arg;
	case TX_SWAP:
		return e->swap.arg;
	case TX_CAST:
		return e->cast.arg;
	case TX_BINOP:
		return e->binop.left;
	default:
		return NULL;
	}
}

const struct tx *arith_loaded(const struct tx *e)
{
	const struct tx *next;

	while ((next = arith_operand(e)))
		e = next;
	return e;
}

static const struct tx *written_shift(const struct tx *e)
{
	while (e->kind == TX_CAST)
		e = e->cast.arg;
	return e->kind == TX_SHIFT && e->shift.written ? e : NULL;
}

bool arith_is_shifted(const struct tx *e)
{
	while (e->kind == TX_CAST ||
	       (e->kind == TX_BITWISE && !e->bitwise.field))
		e = arith_operand(e);
	return written_shift(e) != NULL;
}

enum byteorder arith_nominal_order(const struct tx *e)
{
	const struct tx *shift;

	while (e->kind == TX_CAST ||
	       (e->kind == TX_BITWISE && !e->bitwise.field))
		e = arith_operand(e);
	shift = written_shift(e);
	if (shift && written_shift(shift->shift.arg))
		return ORDER_HOST;
	return (enum byteorder)arith_loaded(e)->order;
}

struct tx *arith_own_order(struct arena *a, struct tx *e)
{
	struct vtype t = tx_type(e);

	t.order = (uint8_t)arith_nominal_order(e);
	if (t.order == ORDER_NONE || !dtype_is_integer(e->dt) ||
	    e->order == t.order)
		return e;
	e = tx_swap(a, e, (enum byteorder)t.order);
	return e->order == t.order ? e : tx_cast(a, e, t); /* one byte */
}

int arith_fit(struct rule_build *r, struct tx *e, const struct vtype *t,
	      struct tx **ret_tx)
{
	struct arena *a = &r->c->scratch;
	uint32_t len = tx_len_bytes(e), to = DIV_ROUND_UP(t->len_bits, 8u);

	if (len != to) {
		if (!can_fit(len, to))
			return cannot_fit(r, e, t);
		e = tx_swap(a, arith_without_overflow(a, e), ORDER_HOST);
		e = tx_cast(a, e, (struct vtype){ e->dt, t->len_bits,
						  ORDER_HOST });
	}
	*ret_tx = tx_swap(a, e, (enum byteorder)t->order);
	return 0;
}

/* The type in which an operation is done: long enough for its place, in the
 * order of what is loaded. */
static struct vtype operation_type(const struct tx *left,
				   const struct vtype *target)
{
	struct vtype t = tx_type(left);

	if (!target)
		return t;
	if (target->dt)
		t.dt = target->dt;
	t.len_bits = MAX(t.len_bits, target->len_bits);
	return t;
}

static uint32_t number_width(const uint8_t *num, uint32_t len)
{
	uint8_t big[BYTES_MAX];

	memcpy(big, num, len);
	bytes_swap(big, len);
	return bytes_width_bits(big, len);
}

uint32_t arith_reach_bits(const struct tx *e)
{
	uint32_t bits = e->len_bits;

	if (e->kind == TX_CAST)
		return arith_reach_bits(e->cast.arg);
	if (e->kind == TX_SHIFT && !e->shift.field) {
		bits = arith_reach_bits(e->shift.arg);
		return !e->shift.right ? bits + e->shift.bits :
		       bits - MIN(bits, e->shift.bits);
	}
	if (e->kind != TX_BITWISE || e->bitwise.field)
		return bits;
	bits = MIN(arith_reach_bits(e->bitwise.arg),
		   number_width(e->bitwise.mask, e->bitwise.op_len));
	return MAX(bits, number_width(e->bitwise.xor, e->bitwise.op_len));
}

bool arith_brings_back(const struct tx *e, uint32_t bits)
{
	for (; e; e = arith_operand(e))
		if (e->kind == TX_SHIFT && !e->shift.field && e->shift.right &&
		    arith_reach_bits(e->shift.arg) > bits)
			return true;
	return false;
}

/* ---- shifts ---- */

uint16_t arith_cut_bits(const struct tx *e)
{
	struct bits b;

	while (e->kind == TX_BITWISE || e->kind == TX_CAST ||
	       (e->kind == TX_SHIFT && !e->shift.field))
		e = arith_operand(e);
	if (!bits_is_cut(e) || e->shift.op_len != 2 || e->len_bits > 8)
		return 0;
	bits_of(e->shift.field, &b);
	return (uint16_t)(e->len_bits + b.shift);
}

static void in_two_bytes(struct tx *e)
{
	for (; e->kind == TX_SHIFT && !e->shift.field; e = e->shift.arg)
		e->shift.op_len = 2;
}

static struct tx *shift(struct arena *a, struct tx *e, struct vtype t,
			uint32_t bits, bool right)
{
	struct tx *tx;

	if (right)
		e = arith_without_overflow(a, e);
	if (tx_len_bytes(e) > 4) {
		tx = tx_swap(a, e, ORDER_BIG);
		tx = tx_shifted_big(a, tx, bits, right);
	} else {
		e = as_number(a, e);
		tx = tx_shifted(a, e, bits, right,
				DIV_ROUND_UP(t.len_bits, 8u));
	}
	t.order = tx->order;
	if (tx == e && e->len_bits != t.len_bits) /* by nothing */
		return tx_cast(a, e, t);
	if (tx == e)
		tx = arena_memdup(a, e, sizeof(*e));
	if (tx->kind == TX_SHIFT && bits)
		tx->shift.written = true;
	tx->dt = t.dt;
	tx->len_bits = t.len_bits;
	return tx;
}

struct tx *arith_shift(struct arena *a, struct tx *e, uint32_t bits,
		       bool right)
{
	struct vtype t = tx_type(e);

	t.dt = dtype_by_id(DT_INTEGER);
	t.len_bits = bits_width(e);
	return shift(a, e, t, bits, right);
}

static int eval_shift(struct rule_build *r, const struct ast_expr *e,
		      const struct vtype *target, struct tx **ret_tx)
{
	struct tx *left;
	uint64_t bits;
	struct vtype t;
	bool right;

	if (!ast_is_constant(e->pair.right))
		return diag_error(r->c->diags, DIAG_UNSUPPORTED,
				  e->pair.right->at,
				  "a shift needs a constant number of bits");
	if (operand(r, e->pair.left, target, &left) < 0)
		return -1;
	t = operation_type(left, target);
	if (target && !target->dt)
		t.dt = dtype_by_id(DT_INTEGER);
	t.len_bits = ROUND_UP(t.len_bits, 8u);
	if (value_number(r->c, e->pair.right, t.len_bits - 1u, &bits) < 0)
		return -1;
	right = e->op == OP_RSHIFT;
	*ret_tx = target ? shift(&r->c->scratch, left, t, (uint32_t)bits, right) :
		arith_shift(&r->c->scratch, left, (uint32_t)bits, right);
	if (!target && r->joined && arith_cut_bits(left))
		in_two_bytes(*ret_tx);
	(*ret_tx)->at = e->at;
	return 0;
}

/* ---- masks ---- */

/* The mask and xor of one & | ^ with a constant, of a value of so many bits. */
static void binop_masks(uint8_t *mask, uint8_t *xor, const struct tx *val,
			uint32_t width, unsigned int op)
{
	uint32_t len = tx_len_bytes(val);
	uint8_t ones[BYTES_MAX], spare[BYTES_MAX];

	memset(ones, 0xff, len);
	if (8 * len > width) {
		bytes_prefix_mask(spare, len, 8 * len - width);
		for (uint32_t i = 0; i < len; i++)
			ones[i] = (uint8_t)~spare[i];
		if (val->order == ORDER_HOST)
			bytes_swap(ones, len);
	}
	for (uint32_t i = 0; i < len; i++) {
		uint8_t v = val->bytes[i];

		mask[i] = op == OP_AND ? v :
			  op == OP_OR ? ones[i] & (uint8_t)~v : ones[i];
		xor[i] = op == OP_AND ? 0 : v;
	}
}

static const struct tx *behind_casts(const struct tx *e)
{
	while (e->kind == TX_CAST)
		e = e->cast.arg;
	return e;
}

/* left & m ^ x, joined with an operation of the same kind below it, also where a
 * shift by nothing stands between them. */
static struct tx *join_masks(struct arena *a, struct tx *left, struct vtype t,
			     const uint8_t *mask, const uint8_t *xor,
			     bool chained)
{
	uint8_t m[BYTES_MAX], x[BYTES_MAX];
	uint32_t len = DIV_ROUND_UP((uint32_t)t.len_bits, 8u);
	const struct tx *own = behind_casts(left);
	struct tx *tx;

	if (own->kind != TX_BITWISE || own->bitwise.op_len != len ||
	    (len > 1 && own->order != left->order) ||
	    (!chained && own == left && !own->bitwise.field))
		return tx_bitwise(a, left, t, mask, xor);
	for (uint32_t i = 0; i < len; i++) {
		m[i] = own->bitwise.mask[i] & mask[i];
		x[i] = (own->bitwise.xor[i] & mask[i]) ^ xor[i];
	}
	tx = tx_bitwise(a, own->bitwise.arg, t, m, x);
	tx->bitwise.field = own->bitwise.field;
	return tx;
}

bool arith_is_mask_chain(const struct ast_expr *e)
{
	return e->kind == AST_BINOP && !is_shift(e) &&
	       (ast_is_constant(e->pair.left) ||
		ast_is_constant(e->pair.right));
}

/* What was loaded last. */
static const struct tx *last_loaded(const struct tx *e)
{
	while (arith_operand(e))
		e = e->kind == TX_BINOP ? e->binop.right : arith_operand(e);
	return e;
}

/* The same for the way up from it. */
static bool last_is_shifted(const struct ast_expr *e)
{
	for (; e->kind == AST_BINOP;
	     e = ast_behind(ast_is_constant(e->pair.right) ? e->pair.left :
							     e->pair.right,
			    NULL))
		if (is_shift(e))
			return true;
	return false;
}

/* Words of the same size, like addresses, are of the kind that is loaded, and
 * so is what is there or not: any number but 0 is 1. Times are in seconds. */
static struct vtype constant_type(const struct ast_expr *cst,
				  const struct ast_expr *var,
				  const struct tx *left, struct vtype t)
{
	const struct ast_expr *what = ast_behind(cst, NULL);
	const struct dtype *dt = last_loaded(left)->dt;

	if (last_is_shifted(var))
		return t;
	if (what->kind == AST_VALUE && !(what->flags & AST_NUMBER) &&
	    dt->len_bits == t.len_bits)
		t.dt = dt;
	if (dt->id == DT_BOOLEAN || dt->id == DT_TIME ||
	    dt->id == DT_TIME_DATE)
		t.dt = dt;
	return t;
}

/* The mask of a bit field that was turned to be cut out may let nothing
 * through that needed the turning. */
static struct tx *spare_turning(struct arena *a, struct tx *tx)
{
	uint32_t len = tx->bitwise.op_len;
	struct tx *arg;

	if (!bits_is_cut(tx->bitwise.arg) || tx->order != ORDER_HOST)
		return tx;
	bytes_swap(tx->bitwise.mask, len);
	arg = bits_unturned(a, tx->bitwise.arg, tx->bitwise.mask);
	if (!arg) {
		bytes_swap(tx->bitwise.mask, len);
		return tx;
	}
	bytes_swap(tx->bitwise.xor, len);
	tx->bitwise.arg = arg;
	tx->order = ORDER_BIG;
	return tx;
}

struct tx *arith_mask(struct arena *a, struct tx *left, const uint8_t *mask)
{
	left = tx_bitwise(a, left, tx_type(left), mask, NULL);
	return spare_turning(a, left);
}

struct tx *arith_xor(struct arena *a, struct tx *left, const uint8_t *xor,
		     bool chained)
{
	uint32_t len = tx_len_bytes(left);
	uint8_t mask[BYTES_MAX], num[BYTES_MAX];
	struct tx *val = tx_value_new(a, tx_type(left), left->at);

	memcpy(val->bytes, xor, len);
	if (left->order == ORDER_HOST && !dtype_is_a(left->dt, DT_STRING))
		bytes_swap(val->bytes, len);
	binop_masks(mask, num, val, bits_width(left), OP_XOR);
	left = join_masks(a, left, tx_type(left), mask, num, chained);
	return spare_turning(a, left);
}

/* A field at the end of its byte, as a number: its own mask goes into that of
 * the operation. */
static struct tx *widened(struct tx *left, const struct vtype *target,
			  uint8_t *mask, uint32_t len)
{
	struct tx *own = left->kind == TX_CAST ? left->cast.arg : left;

	if (!target || len < 2 || left->order != ORDER_HOST ||
	    own->kind != TX_BITWISE || !own->bitwise.field ||
	    own->bitwise.op_len != 1)
		return left;
	mask[0] &= own->bitwise.mask[0];
	memset(mask + 1, 0, len - 1);
	return own->bitwise.arg;
}

static int eval_masked(struct rule_build *r, const struct ast_expr *e,
		       const struct ast_expr *var, const struct ast_expr *cst,
		       const struct vtype *target, struct tx **ret_tx)
{
	uint8_t mask[BYTES_MAX] = { 0 }, xor[BYTES_MAX] = { 0 };
	struct tx *left, *val;
	struct vtype t;
	uint32_t width;

	if (operand(r, var, target, &left) < 0)
		return -1;
	t = operation_type(left, target);
	width = target && target->len_bits >= 8 ?
		ROUND_UP((uint32_t)t.len_bits, 8u) : bits_width(left);
	if (!target && r->joined && arith_cut_bits(left)) {
		if (arith_reach_bits(left) <= 8)
			width = t.len_bits = arith_cut_bits(left);
		else
			differs_say(r->c, DIFFERS_LOST, e->at);
	}
	if (value_eval_operand(r->c, cst, constant_type(cst, var, left, t),
			       &val) < 0)
		return -1;
	if (val->kind != TX_VALUE)
		return diag_error(r->c->diags, DIAG_TYPE, cst->at,
				  "expected a single value as operand");
	binop_masks(mask, xor, val, width, (unsigned int)e->op);
	left = widened(left, target, mask, tx_len_bytes(val));
	*ret_tx = join_masks(&r->c->scratch, left, t, mask, xor,
			     arith_is_mask_chain(var));
	(*ret_tx)->len_bits = target ? t.len_bits : left->len_bits;
	if (!target && !r->joined)
		*ret_tx = spare_turning(&r->c->scratch, *ret_tx);
	(*ret_tx)->at = e->at;
	return 0;
}

/* ---- two registers ---- */

static const struct proto *ip_tunnel(const struct tx *e)
{
	const struct proto *tunnel;

	e = arith_loaded(e);
	if (e->kind != TX_PAYLOAD || e->payload.proto->l4proto >= 0)
		return NULL;
	tunnel = e->payload.tunnel;
	return tunnel && tunnel->l4proto >= 0 ? tunnel : NULL;
}

/* Of two fields inside of one, but for those of ports and types, nft asks for the tunnel's protocol twice. */
static void ask_again(struct rule_build *r, const struct tx *left,
		      const struct tx *right)
{
	if (r->place.len_bits && !r->asked_again && ip_tunnel(left) &&
	    ip_tunnel(right)) {
		pctx_ask_again(r, ip_tunnel(left), left->at);
		r->asked_again = true;
	}
}

/* The right side is turned to the order of the left one. */
static int eval_registers(struct rule_build *r, const struct ast_expr *e,
			  const struct vtype *target, struct tx **ret_tx)
{
	struct tx *left, *right, *tx;
	struct vtype t;

	if (operand(r, e->pair.left, target, &left) < 0 ||
	    operand(r, e->pair.right, target, &right) < 0)
		return -1;
	if (!target && !dtype_same(left->dt, right->dt))
		return diag_error(r->c->diags, DIAG_TYPE, right->at,
				  "expected %s, not %s", left->dt->desc,
				  right->dt->desc);
	ask_again(r, left, right);
	t = operation_type(left, target);
	if (t.order == ORDER_HOST && right->order == ORDER_HOST &&
	    right->len_bits > t.len_bits && left->kind < TX_BITWISE)
		right = tx_cast(&r->c->scratch, right, (struct vtype){
				right->dt, t.len_bits, ORDER_HOST });
	t.len_bits = MAX(t.len_bits, right->len_bits);
	if (tx_len_bytes(left) < DIV_ROUND_UP(t.len_bits, 8u))
		t.order = ORDER_HOST;
	if (arith_fit(r, left, &t, &left) < 0 ||
	    arith_fit(r, right, &t, &right) < 0)
		return -1;
	tx = tx_new(&r->c->scratch, TX_BINOP, t, e->at);
	tx->binop.left = left;
	tx->binop.right = right;
	tx->binop.op = (uint8_t)e->op;
	*ret_tx = tx;
	return 0;
}

/* What masks give: they leave the type as it is, but for a longer number of
 * the host that the value becomes. */
static const struct dtype *type_after(const struct tx *tx,
				      const struct vtype *t)
{
	while (arith_operand(tx))
		tx = tx->kind == TX_BITWISE && tx->bitwise.field ?
			tx->bitwise.field : arith_operand(tx);
	return t->order == ORDER_HOST && tx->len_bits < t->len_bits ?
		dtype_by_id(DT_INTEGER) : tx->dt;
}

/* Each place takes its own type; marks take any number. */
static bool goes_to(const struct dtype *dt, const struct vtype *t)
{
	if (t->dt->id == DT_MARK || t->dt == &dtype_queue)
		return dtype_is_number(dt);
	return dtype_same(dt, t->dt);
}

/* What numgen and hashes give is of the place's type, unless it is shifted. */
static bool takes_type(const struct tx *e, const struct vtype *t)
{
	e = arith_loaded(e);
	return (e->kind == TX_NUMGEN || e->kind == TX_HASH) &&
	       t->len_bits == 32 && dtype_is_number(t->dt);
}

int arith_to(struct rule_build *r, const struct ast_expr *e,
	     const struct vtype *t, struct tx **ret_tx)
{
	const struct dtype *dt;

	if (arith_eval(r, e, t, ret_tx) < 0)
		return -1;
	dt = arith_has_shift(e) ? dtype_by_id(DT_INTEGER) : type_after(*ret_tx, t);
	if (goes_to(dt, t) || (!arith_has_shift(e) && takes_type(*ret_tx, t)))
		return 0;
	return diag_error(r->c->diags, DIAG_TYPE, e->at,
			  "expected %s, this operation gives %s", t->dt->desc,
			  dt->desc);
}

int arith_eval(struct rule_build *r, const struct ast_expr *e,
	       const struct vtype *target, struct tx **ret_tx)
{
	if (is_shift(e))
		return eval_shift(r, e, target, ret_tx);
	if (ast_is_constant(e->pair.right))
		return eval_masked(r, e, e->pair.left, e->pair.right, target,
				   ret_tx);
	if (ast_is_constant(e->pair.left))
		return eval_masked(r, e, e->pair.right, e->pair.left, target,
				   ret_tx);
	return eval_registers(r, e, target, ret_tx);
}

/* An operand inside an operation.  What is shorter than its place becomes a
 * number first, so that it is longer without a change: a load fills the rest of
 * its word with zeros, but no other word. */
static int operand(struct rule_build *r, const struct ast_expr *e,
		   const struct vtype *target, struct tx **ret_tx)
{
	uint32_t len, to;
	struct tx *tx;

	if (e->kind == AST_BINOP)
		return arith_eval(r, e, target, ret_tx);
	if (expr_eval_value(r, e, &tx) < 0)
		return -1;
	*ret_tx = tx;
	if (!target)
		return 0;
	len = tx_len_bytes(tx);
	to = DIV_ROUND_UP((uint32_t)target->len_bits, 8u);
	if (target->dt ? !can_fit(len, to) : len < to && to > 4)
		return cannot_fit(r, tx, target);
	if (tx->len_bits >= target->len_bits)
		return 0;
	if (target->order == ORDER_HOST || len < to)
		*ret_tx = as_number(&r->c->scratch, tx);
	return 0;
}
