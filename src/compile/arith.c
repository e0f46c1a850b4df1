#include "config.h"

#include "compile/arith.h"

#include "base/bytes.h"
#include "compile/bits.h"
#include "compile/expr.h"
#include "compile/value.h"

#include <string.h>

static int operand(struct rule_build *r, const struct ast_expr *e,
		   const struct vtype *target, struct tx **ret_tx);

static bool is_shift(const struct ast_expr *e)
{
	return e->small == OP_LSHIFT || e->small == OP_RSHIFT;
}

/* Widens nothing: a shift happens in the register, on the target's length. */
static int eval_shift(struct rule_build *r, const struct ast_expr *e,
		      const struct vtype *target, struct tx **ret_tx)
{
	struct arena *a = &r->c->scratch;
	struct tx *left, *tx;
	uint64_t bits;
	struct vtype t;

	if (!ast_is_constant(e->pair.right))
		return diag_error(r->c->diags, DIAG_UNSUPPORTED,
				  e->pair.right->at,
				  "a shift needs a constant number of bits");
	if (operand(r, e->pair.left, target, &left) < 0)
		return -1;
	t = target ? *target : tx_type(left);
	if (value_number(r->c, e->pair.right, t.len_bits - 1u, &bits) < 0)
		return -1;
	left = tx_swap(a, left, ORDER_HOST);
	tx = tx_new(a, TX_SHIFT, (struct vtype){ t.dt, t.len_bits,
		    left->order }, e->at);
	tx->shift.arg = left;
	tx->shift.bits = (uint32_t)bits;
	tx->shift.right = e->small == OP_RSHIFT;
	tx->shift.op_len = tx_len_bytes(tx);
	*ret_tx = tx;
	return 0;
}

/* The mask and xor of one & | ^ with a constant. */
static void binop_masks(uint8_t *mask, uint8_t *xor, const uint8_t *val,
			uint32_t len, unsigned int op)
{
	for (uint32_t i = 0; i < len; i++) {
		mask[i] = op == OP_AND ? val[i] :
			  op == OP_OR ? (uint8_t)~val[i] : 0xff;
		xor[i] = op == OP_AND ? 0 : val[i];
	}
}

/* left & m ^ x, joined with an operation of the same kind below it. */
static struct tx *join_masks(struct arena *a, struct tx *left, struct vtype t,
			     const uint8_t *mask, const uint8_t *xor,
			     bool chained)
{
	uint8_t m[BYTES_MAX], x[BYTES_MAX];
	uint32_t len = DIV_ROUND_UP((uint32_t)t.len_bits, 8u);

	struct tx *tx;

	if (left->kind != TX_BITWISE || left->bitwise.op_len != len ||
	    (!chained && !left->bitwise.field))
		return tx_bitwise(a, left, t, mask, xor);
	for (uint32_t i = 0; i < len; i++) {
		m[i] = left->bitwise.mask[i] & mask[i];
		x[i] = (left->bitwise.xor[i] & mask[i]) ^ xor[i];
	}
	tx = tx_bitwise(a, left->bitwise.arg, t, m, x);
	tx->bitwise.field = left->bitwise.field;
	return tx;
}

static bool is_mask_chain(const struct ast_expr *e)
{
	return e->kind == AST_BINOP && !is_shift(e) &&
	       (ast_is_constant(e->pair.left) ||
		ast_is_constant(e->pair.right));
}

/* What is loaded, below the operations done with it so far. */
static const struct tx *loaded(const struct tx *e)
{
	for (;;) {
		if (e->kind == TX_BITWISE)
			e = e->bitwise.arg;
		else if (e->kind == TX_SHIFT)
			e = e->shift.arg;
		else if (e->kind == TX_SWAP)
			e = e->swap.arg;
		else
			return e;
	}
}

/* Shifted constants are plain numbers, whatever they are joined with; words
 * of the same size, like addresses, are of the kind that is loaded. */
static struct vtype constant_type(const struct ast_expr *cst,
				  const struct tx *left, struct vtype t)
{
	const struct ast_expr *what = ast_behind(cst, NULL);

	if (what->kind == AST_VALUE && !(what->flags & AST_NUMBER) &&
	    loaded(left)->dt->len_bits == t.len_bits)
		t.dt = loaded(left)->dt;

	while (what->kind == AST_BINOP && !is_shift(what))
		what = ast_behind(what->pair.right, NULL);
	if (what->kind == AST_BINOP)
		t.dt = dtype_by_id(DT_INTEGER);
	return t;
}

static int eval_masked(struct rule_build *r, const struct ast_expr *e,
		       const struct ast_expr *var, const struct ast_expr *cst,
		       const struct vtype *target, struct tx **ret_tx)
{
	uint8_t mask[BYTES_MAX] = { 0 }, xor[BYTES_MAX] = { 0 };
	struct tx *left, *val;
	struct vtype t;

	if (operand(r, var, target, &left) < 0)
		return -1;
	t = target ? *target : tx_type(left);
	if (value_eval(r->c, cst, constant_type(cst, left, t), &val) < 0)
		return -1;
	if (val->kind != TX_VALUE)
		return diag_error(r->c->diags, DIAG_TYPE, cst->at,
				  "expected a single value as operand");
	binop_masks(mask, xor, val->bytes, tx_len_bytes(val),
		    (unsigned int)e->small);
	*ret_tx = join_masks(&r->c->scratch, left, t, mask, xor,
			     is_mask_chain(var));
	(*ret_tx)->at = e->at;
	return 0;
}

static int eval_registers(struct rule_build *r, const struct ast_expr *e,
			  const struct vtype *target, struct tx **ret_tx)
{
	struct tx *left, *right, *tx;

	if (operand(r, e->pair.left, target, &left) < 0 ||
	    operand(r, e->pair.right, target, &right) < 0)
		return -1;
	if (!target && !dtype_same(left->dt, right->dt))
		return diag_error(r->c->diags, DIAG_TYPE, right->at,
				  "expected %s, this is %s", left->dt->desc,
				  right->dt->desc);
	tx = tx_new(&r->c->scratch, TX_BINOP,
		    target ? *target : tx_type(left), e->at);
	tx->binop.left = left;
	tx->binop.right = right;
	tx->binop.op = (uint8_t)e->small;
	*ret_tx = tx;
	return 0;
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

/* An operand inside an operation: a value, in the target's byte order. */
static int operand(struct rule_build *r, const struct ast_expr *e,
		   const struct vtype *target, struct tx **ret_tx)
{
	if (e->kind == AST_BINOP)
		return arith_eval(r, e, target, ret_tx);
	if (expr_eval_value(r, e, ret_tx) < 0)
		return -1;
	if (!target)
		return 0;
	if (target->dt->id == DT_MARK && !dtype_is_number((*ret_tx)->dt))
		return type_check(r->c, *ret_tx, target);
	*ret_tx = tx_swap(&r->c->scratch, *ret_tx,
			  (enum byteorder)target->order);
	return 0;
}
