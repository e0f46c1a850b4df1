#include "config.h"

#include "compile/expr.h"

#include "base/bytes.h"
#include "compile/bits.h"
#include "compile/value.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

static int operand(struct rule_build *r, const struct ast_expr *e,
		   const struct vtype *target, struct tx **ret_tx);

static struct select rule_select(struct rule_build *r)
{
	return (struct select){ .c = r->c, .r = r, .a = &r->c->scratch };
}

/* ---- types that go together ---- */

static bool same_type(const struct dtype *a, const struct dtype *b)
{
	return a == b || (a->id == b->id && a->id != DT_INTEGER) ||
	       (a->id == DT_INTEGER && b->id == DT_INTEGER);
}

/* numgen and hashes give a number that any 32-bit number type takes. */
static bool is_generated(const struct tx *e)
{
	while (e->kind == TX_SWAP)
		e = e->swap.arg;
	return e->kind == TX_NUMGEN || e->kind == TX_HASH;
}

/* A payload number must be exactly as long as its place. */
static bool length_fits(const struct tx *e, const struct vtype *t)
{
	return e->kind != TX_PAYLOAD || e->dt->id != DT_INTEGER ||
	       e->len_bits == t->len_bits;
}

static bool is_number(const struct dtype *dt)
{
	return dtype_is_integer(dt) && !dtype_is_a(dt, DT_BITMASK);
}

static bool type_fits(const struct tx *e, const struct vtype *t)
{
	if (same_type(e->dt, t->dt))
		return t->dt->id == DT_MARK ? true : length_fits(e, t);
	if (is_generated(e) && t->len_bits == 32 && is_number(t->dt))
		return true;
	if (t->dt == &dtype_queue)
		return is_number(e->dt);
	return t->dt->id == DT_MARK && is_number(e->dt) &&
	       length_fits(e, t);
}

int type_check(struct cctx *c, const struct tx *e, const struct vtype *t)
{
	if (type_fits(e, t))
		return 0;
	if (same_type(e->dt, t->dt) || e->dt->id == DT_INTEGER)
		return diag_error(c->diags, DIAG_TYPE, e->at,
				  "expected %s of %u bits, this is %s of %u bits",
				  t->dt->desc, t->len_bits, e->dt->desc,
				  e->len_bits);
	return diag_error(c->diags, DIAG_TYPE, e->at,
			  "expected %s, this is %s", t->dt->desc,
			  e->dt->desc);
}

/* ---- operations ---- */

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
	if (!target && !same_type(left->dt, right->dt))
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

static int eval_binop(struct rule_build *r, const struct ast_expr *e,
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
		return eval_binop(r, e, target, ret_tx);
	if (expr_eval_value(r, e, ret_tx) < 0)
		return -1;
	if (!target)
		return 0;
	if (target->dt->id == DT_MARK && !is_number((*ret_tx)->dt))
		return type_check(r->c, *ret_tx, target);
	*ret_tx = tx_swap(&r->c->scratch, *ret_tx,
			  (enum byteorder)target->order);
	return 0;
}

/* ---- expressions with a type of their own ---- */

/* The bare form takes its type from the rule, which a set cannot see. */
int key_check(struct cctx *c, const struct tx *e)
{
	if (e->kind != TX_CT || e->ct.key->dtype)
		return 0;
	diag_error(c->diags, DIAG_TYPE, e->at,
		   "a key of a set or map needs an address of a known IP version");
	diag_hint(c->diags, "write 'ct original ip %s' or 'ct original ip6 %s'",
		  e->ct.key->name, e->ct.key->name);
	return -1;
}

static int eval_concat(struct rule_build *r, const struct ast_expr *e,
		       struct tx **ret_tx)
{
	struct tx *tx = tx_new(&r->c->scratch, TX_CONCAT,
			       (struct vtype){ .dt = dtype_by_id(DT_INVALID) },
			       e->at);
	struct tx **last = &tx->list.first;
	uint32_t len_bits = 0;

	for (const struct ast_expr *p = e->list.first; p; p = p->next) {
		if (expr_eval_value(r, p, last) < 0 ||
		    key_check(r->c, *last) < 0)
			return -1;
		len_bits += ROUND_UP((uint32_t)(*last)->len_bits, 32u);
		last = &(*last)->next;
		tx->list.count++;
	}
	if (len_bits > 8 * BYTES_MAX)
		return diag_error(r->c->diags, DIAG_LIMIT, e->at,
				  "this concatenation has %u bits: at most %d are possible",
				  len_bits, 8 * BYTES_MAX);
	tx->len_bits = (uint16_t)len_bits;
	*ret_tx = tx;
	return 0;
}

static int not_loadable(struct rule_build *r, const struct ast_expr *e)
{
	struct diags *d = r->c->diags;
	struct span def;
	const struct ast_expr *what = ast_behind(e, &def);

	if (what->kind == AST_SET || what->kind == AST_SETREF)
		diag_error(d, DIAG_TYPE, e->at,
			   "expected a single value, not a set");
	else if (ast_is_constant(e))
		diag_error(d, DIAG_TYPE, e->at,
			   "expected a selector such as 'ip saddr', not a constant");
	else
		diag_error(d, DIAG_TYPE, e->at,
			   "expected a selector such as 'ip saddr'");
	if (def.file != SOURCE_NONE)
		diag_note(d, def, "the variable's value is here");
	return -1;
}

int expr_eval(struct rule_build *r, const struct ast_expr *e,
	      struct tx **ret_tx)
{
	const struct ast_expr *what = ast_behind(e, NULL);
	struct select s = rule_select(r);

	if (what->kind == AST_POISON)
		return -1;
	if (ast_is_selector(what))
		return select_eval(&s, what, ret_tx);
	if (what->kind == AST_CONCAT && !ast_is_constant(what))
		return eval_concat(r, what, ret_tx);
	if (what->kind == AST_BINOP && !ast_is_constant(what))
		return eval_binop(r, what, NULL, ret_tx);
	if (what->kind == AST_MAP)
		return map_eval(r, what, &(struct map_request){ 0 }, ret_tx);
	return not_loadable(r, e);
}

int expr_eval_value(struct rule_build *r, const struct ast_expr *e,
		    struct tx **ret_tx)
{
	struct tx *tx = NULL;

	if (expr_eval(r, e, &tx) < 0)
		return -1;
	*ret_tx = bits_value(&r->c->scratch, tx);
	return 0;
}

/* ---- operands of statements ---- */

/* Where the value goes decides about byte order: marks are host numbers,
 * headers and addresses are big endian; everything else goes in as loaded. */
static struct tx *arg_reorder(struct rule_build *r, struct tx *e,
			      const struct vtype *t)
{
	struct arena *a = &r->c->scratch;

	if (t->dt->id == DT_MARK)
		return tx_swap(a, e, ORDER_HOST);
	if (t->order == ORDER_BIG && dtype_is_integer(e->dt))
		return tx_swap(a, e, ORDER_BIG);
	return e;
}

static int arg_single(struct rule_build *r, const struct ast_expr *e,
		      const struct vtype *t, struct tx **ret_tx)
{
	const struct ast_expr *what = ast_behind(e, NULL);
	struct tx *tx;

	if (ast_is_constant(e))
		return value_eval(r->c, e, *t, ret_tx);
	if (what->kind == AST_BINOP)
		return eval_binop(r, what, t, ret_tx);
	if (expr_eval_value(r, e, &tx) < 0 || type_check(r->c, tx, t) < 0)
		return -1;
	*ret_tx = arg_reorder(r, tx, t);
	return 0;
}

static int arg_concat(struct rule_build *r, const struct ast_expr *e,
		      const struct ktype *target, struct tx **ret_tx)
{
	struct tx *tx = tx_new(&r->c->scratch, TX_CONCAT,
			       (struct vtype){ .dt = dtype_by_id(DT_INVALID) },
			       e->at);
	struct tx **last = &tx->list.first;

	if (e->list.count != target->n)
		return diag_error(r->c->diags, DIAG_TYPE, e->at,
				  "expected %u fields (%s), got %u", target->n,
				  ktype_name(&r->c->scratch, target),
				  e->list.count);
	for (const struct ast_expr *p = e->list.first; p; p = p->next) {
		const struct vtype *t = &target->f[tx->list.count++];

		if (arg_single(r, p, t, last) < 0)
			return -1;
		last = &(*last)->next;
	}
	tx->len_bits = (uint16_t)(8 * ktype_len_bytes(target));
	*ret_tx = tx;
	return 0;
}

int arg_eval(struct rule_build *r, const struct ast_expr *e,
	     const struct ktype *target, struct tx **ret_tx)
{
	const struct ast_expr *what = ast_behind(e, NULL);
	struct map_request req = { .data = target };

	if (what->kind == AST_POISON)
		return -1;
	if (what->kind == AST_MAP)
		return map_eval(r, what, &req, ret_tx);
	if (ast_is_constant(e))
		return value_eval_key(r->c, e, target, ret_tx);
	if (target->concat && what->kind == AST_CONCAT)
		return arg_concat(r, what, target, ret_tx);
	if (target->concat || what->kind == AST_CONCAT)
		return diag_error(r->c->diags, DIAG_TYPE, e->at,
				  "expected %s here",
				  ktype_name(&r->c->scratch, target));
	return arg_single(r, e, &target->f[0], ret_tx);
}

/* ---- keys of sets and maps ---- */

static bool has_intervals(const struct set_info *set)
{
	return set->flags & NFT_SET_INTERVAL;
}

/* Numbers are compared byte by byte in interval sets. */
void key_reorder(struct arena *a, struct tx **key)
{
	struct tx **part = key, *next;

	if ((*key)->kind == TX_CONCAT)
		part = &(*key)->list.first;
	for (; *part; part = &(*part)->next) {
		next = (*part)->next;
		if (dtype_is_integer((*part)->dt) && !tx_is_const(*part))
			*part = tx_swap(a, *part, ORDER_BIG);
		(*part)->next = next;
		if ((*key)->kind != TX_CONCAT)
			break;
	}
}

static int key_concat(struct rule_build *r, const struct ast_expr *e,
		      const struct set_info *set, struct tx **ret_tx)
{
	struct ktype key = set->key;
	unsigned int n = 0;

	/* What is loaded is turned as a whole, once it is there. */
	for (const struct ast_expr *p = e->list.first; p && n < key.n;
	     p = p->next, n++)
		if (has_intervals(set) && ast_is_constant(p) &&
		    dtype_is_integer(key.f[n].dt))
			key.f[n].order = ORDER_BIG;
	return arg_concat(r, e, &key, ret_tx);
}

int key_eval(struct rule_build *r, const struct ast_expr *e,
	     const struct set_info *set, struct tx **ret_tx)
{
	const struct ast_expr *what = ast_behind(e, NULL);

	if (what->kind == AST_POISON)
		return -1;
	if (set->key.concat && what->kind != AST_CONCAT)
		return diag_error(r->c->diags, DIAG_TYPE, e->at,
				  "set '%s' has keys of type %s", set->name,
				  ktype_name(&r->c->scratch, &set->key));
	if (what->kind == AST_CONCAT) {
		if (key_concat(r, what, set, ret_tx) < 0)
			return -1;
	} else if (ast_is_constant(what)) {
		return value_eval_key(r->c, e, &set->key, ret_tx);
	} else if (expr_eval_value(r, what, ret_tx) < 0 ||
		   type_check(r->c, *ret_tx, &set->key.f[0]) < 0) {
		return -1;
	}
	if (has_intervals(set))
		key_reorder(&r->c->scratch, ret_tx);
	return 0;
}

/* Of a header or option without a field, typeof names the first byte, not
 * whether it is there. */
static int typeof_selector(const struct select *s, const struct ast_expr *e,
			   struct tx **ret_tx)
{
	struct tx *tx;

	if (select_eval(s, e, &tx) < 0)
		return -1;
	if (tx->kind == TX_EXTHDR && tx->exthdr.present) {
		tx->dt = dtype_by_id(tx->exthdr.op == EXTHDR_IPV6 ?
				     DT_INET_PROTOCOL : DT_INTEGER);
		tx->len_bits = 8;
	}
	*ret_tx = tx;
	return 0;
}

int typeof_eval(struct cctx *c, const struct ast_expr *e, struct tx **ret_tx)
{
	struct select s = { .c = c, .a = &c->arena };
	struct tx *tx, **last;

	e = ast_behind(e, NULL);
	if (e->kind == AST_POISON)
		return -1;
	if (ast_is_selector(e))
		return typeof_selector(&s, e, ret_tx);
	if (e->kind != AST_CONCAT)
		return diag_error(c->diags, DIAG_TYPE, e->at,
				  "typeof takes selectors joined by '.', without operators and values");
	tx = tx_new(&c->arena, TX_CONCAT,
		    (struct vtype){ .dt = dtype_by_id(DT_INVALID) }, e->at);
	last = &tx->list.first;
	for (const struct ast_expr *p = e->list.first; p; p = p->next) {
		if (typeof_eval(c, p, last) < 0)
			return -1;
		tx->len_bits += (uint16_t)ROUND_UP((*last)->len_bits, 32);
		last = &(*last)->next;
		tx->list.count++;
	}
	*ret_tx = tx;
	return 0;
}
