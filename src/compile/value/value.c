#include "config.h"

#include "compile/value/value_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "compile/value/literal.h"

/* Expressions and variables inside each other, and all of one value: what a
 * file of definitions can multiply out to. */
#define DEPTH_MAX 200
#define STEPS_MAX 100000

static int eval(struct value_ctx *v, const struct ast_expr *e,
		struct vtype want, struct tx **ret_tx) must_check;

static bool is_string(const struct dtype *dt)
{
	return dtype_is_a(dt, DT_STRING);
}

/* True when bytes of that type and order are not most significant first. */
static bool is_swapped(const struct dtype *dt, enum byteorder order)
{
	return order != ORDER_BIG && !is_string(dt) &&
	       __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
}

/* Between the order of a value's bytes and most significant first. */
static void turn(const struct tx *e, uint8_t *bytes)
{
	if (is_swapped(e->dt, e->order))
		bytes_swap(bytes, tx_len_bytes(e));
}

static void value_to_be(const struct tx *e, uint8_t *be)
{
	memcpy(be, e->bytes, tx_len_bytes(e));
	turn(e, be);
}

static struct span place(const struct value_ctx *v, const struct ast_expr *e)
{
	return v->use.file != SOURCE_NONE ? v->use : e->at;
}

static struct tx *new_value(const struct value_ctx *v,
			    const struct ast_expr *e, struct vtype want,
			    const uint8_t *be)
{
	struct tx *val = tx_value_new(&v->c->scratch, want, place(v, e));

	memcpy(val->bytes, be, tx_len_bytes(val));
	turn(val, val->bytes);
	return val;
}

/* "\*" stands for "*", once the text ends in one. */
static uint32_t unescape(uint8_t *dst, const char *text, uint32_t len)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < len; i++) {
		if (text[i] == '\\' && i + 1 < len && text[i + 1] == '*')
			continue;
		dst[n++] = (uint8_t)text[i];
	}
	return n;
}

/* Words that are no names unless they are quoted. */
static bool asks_existence(const struct ast_expr *e)
{
	const struct dtype *boolean = dtype_by_id(DT_BOOLEAN);

	if (e->flags & AST_QUOTED)
		return false;
	for (unsigned int i = 0; i < boolean->nsymbols; i++)
		if (strlen(boolean->symbols[i].name) == e->value.len &&
		    memcmp(boolean->symbols[i].name, e->value.text,
			   e->value.len) == 0)
			return true;
	return false;
}

static int eval_string(struct value_ctx *v, const struct ast_expr *e,
		       struct vtype want, struct tx **ret_tx)
{
	uint8_t bytes[BYTES_MAX] = { 0 };
	const char *text = e->value.text;
	uint32_t len = e->value.len, max = want.len_bits / 8u;
	struct tx *val;

	if (!len)
		return value_error(v, DIAG_TYPE, e, "an empty %s matches nothing",
				   want.dt->desc);
	if (asks_existence(e))
		return value_error(v, DIAG_TYPE, e,
				   "'%.*s' tests whether something exists: in quotes it is %s %s",
				   (int)len, text, util_article(want.dt->desc),
				   want.dt->desc);
	if (len >= max)
		return value_error(v, DIAG_RANGE, e,
				   "string '%.*s' exceeds the maximum length of %u",
				   (int)MIN(len, 100u), text, max - 1);
	memcpy(bytes, text, len);
	if (text[len - 1] != '*') {
		*ret_tx = new_value(v, e, want, bytes);
		return 0;
	}
	if (len == 1)
		return value_error(v, DIAG_UNSUPPORTED, e,
				   "'*' alone matches every %s: leave the match out",
				   want.dt->desc);
	if (text[len - 2] == '\\') {
		memset(bytes, 0, sizeof(bytes));
		unescape(bytes, text, len);
		*ret_tx = new_value(v, e, want, bytes);
		return 0;
	}
	bytes[len - 1] = 0;
	val = new_value(v, e, want, bytes);
	*ret_tx = tx_new(&v->c->scratch, TX_PREFIX, want, val->at);
	(*ret_tx)->prefix.value = val;
	(*ret_tx)->prefix.bits = (len - 1) * 8;
	return 0;
}

/* A number where a string is wanted: its decimal digits, as nft reads it. */
static int eval_number_string(struct value_ctx *v, const struct ast_expr *e,
			      struct vtype want, struct tx **ret_tx)
{
	struct ast_expr copy = *e;
	uint64_t num;
	char text[24];

	if (!literal_u64(e->value.text, e->value.len, &num))
		return eval_string(v, e, want, ret_tx);
	copy.value.len = (uint32_t)snprintf(text, sizeof(text), "%" PRIu64,
					    num);
	copy.value.text = text;
	return eval_string(v, &copy, want, ret_tx);
}

static int eval_text(struct value_ctx *v, const struct ast_expr *e,
		     struct vtype want, struct tx **ret_tx)
{
	uint8_t be[BYTES_MAX];

	if (is_string(want.dt))
		return e->flags & AST_NUMBER ?
			eval_number_string(v, e, want, ret_tx) :
			eval_string(v, e, want, ret_tx);
	if (value_text(v, e, want, be) < 0)
		return -1;
	*ret_tx = new_value(v, e, want, be);
	return 0;
}

static int eval_bool(struct value_ctx *v, const struct ast_expr *e,
		     struct vtype want, struct tx **ret_tx)
{
	uint8_t be[BYTES_MAX];

	if (!dtype_is_integer(want.dt))
		return value_error(v, DIAG_TYPE, e,
				   "expected %s %s, not true or false",
				   util_article(want.dt->desc), want.dt->desc);
	bytes_put_be(be, DIV_ROUND_UP((uint32_t)want.len_bits, 8u), e->num);
	*ret_tx = new_value(v, e, want, be);
	return 0;
}

/* An operand: anything that comes to one number or string. */
static int eval_single(struct value_ctx *v, const struct ast_expr *e,
		       struct vtype want, const char *where,
		       struct tx **ret_tx)
{
	if (eval(v, e, want, ret_tx) < 0)
		return -1;
	if ((*ret_tx)->kind != TX_VALUE)
		return value_error(v, DIAG_TYPE, e,
				   "expected a single value %s", where);
	return 0;
}

static int only_existence(const struct value_ctx *v, const struct ast_expr *e,
			  const char *what)
{
	return value_error(v, DIAG_TYPE, e,
			   "expected 'exists' or 'missing', not a %s", what);
}

static int eval_prefix(struct value_ctx *v, const struct ast_expr *e,
		       struct vtype want, struct tx **ret_tx)
{
	uint8_t be[BYTES_MAX], mask[BYTES_MAX];
	uint32_t len = DIV_ROUND_UP((uint32_t)want.len_bits, 8u);
	struct tx *val;
	int ret;

	if (is_string(want.dt))
		return value_error(v, DIAG_TYPE, e,
				   "a prefix length does not go with %s",
				   want.dt->desc);
	if (want.dt->id == DT_BOOLEAN)
		return only_existence(v, e, "prefix");
	if (e->prefix.len > want.len_bits)
		return value_error(v, DIAG_RANGE, e,
				   "prefix length %" PRIu32 " exceeds the %u bits of %s",
				   e->prefix.len, want.len_bits, want.dt->desc);
	v->prefix = true;
	ret = eval_single(v, e->prefix.expr, want, "before '/'", &val);
	v->prefix = false;
	if (ret < 0)
		return -1;
	value_to_be(val, be);
	/* A bit field lies at the low end of its bytes. */
	bytes_prefix_mask(mask, len,
			  e->prefix.len + (8 * len - want.len_bits));
	for (uint32_t i = 0; i < len; i++)
		be[i] &= mask[i];
	*ret_tx = tx_new(&v->c->scratch, TX_PREFIX, want, place(v, e));
	(*ret_tx)->prefix.value = new_value(v, e, want, be);
	(*ret_tx)->prefix.bits = e->prefix.len;
	return 0;
}

static bool wraps(const struct dtype *dt)
{
	return dt->id == DT_TIME_HOUR || dt->id == DT_TIME_DAY;
}

static int eval_range(struct value_ctx *v, const struct ast_expr *e,
		      struct vtype want, struct tx **ret_tx)
{
	uint8_t lo_be[BYTES_MAX], hi_be[BYTES_MAX];
	struct tx *lo, *hi;

	if (is_string(want.dt))
		return value_error(v, DIAG_TYPE, e,
				   "a range of %s is not possible",
				   want.dt->desc);
	if (want.dt->id == DT_BOOLEAN)
		return only_existence(v, e, "range");
	if (eval_single(v, e->pair.left, want, "in a range", &lo) < 0 ||
	    eval_single(v, e->pair.right, want, "in a range", &hi) < 0)
		return -1;
	value_to_be(lo, lo_be);
	value_to_be(hi, hi_be);
	if (!wraps(want.dt) && memcmp(lo_be, hi_be, tx_len_bytes(lo)) > 0)
		return value_error(v, DIAG_RANGE, e,
				   "the end of this range is below its start");
	/* The reference takes '6-6' for '6', too. */
	if (memcmp(lo_be, hi_be, tx_len_bytes(lo)) == 0) {
		*ret_tx = new_value(v, e, want, lo_be);
		return 0;
	}
	*ret_tx = tx_new(&v->c->scratch, TX_RANGE, want, place(v, e));
	(*ret_tx)->range.lo = lo;
	(*ret_tx)->range.hi = hi;
	return 0;
}

static int eval_list(struct value_ctx *v, const struct ast_expr *e,
		     struct vtype want, struct tx **ret_tx)
{
	uint8_t be[BYTES_MAX] = { 0 }, part[BYTES_MAX];
	struct tx *val;

	if ((!dtype_is_a(want.dt, DT_BITMASK) || want.dt->id == DT_BITMASK) &&
	    !v->operand)
		return value_error(v, DIAG_TYPE, e,
				   "several values need braces: { a, b }");
	for (const struct ast_expr *i = e->list.first; i; i = i->next) {
		if (eval_single(v, i, want, "in a list", &val) < 0)
			return -1;
		value_to_be(val, part);
		for (uint32_t n = 0; n < tx_len_bytes(val); n++)
			be[n] |= part[n];
	}
	*ret_tx = new_value(v, e, want, be);
	return 0;
}

static const char *const op_names[] = {
	[OP_AND] = "&", [OP_OR] = "|", [OP_XOR] = "^", [OP_LSHIFT] = "<<",
	[OP_RSHIFT] = ">>",
};

static int eval_shift(struct value_ctx *v, const struct ast_expr *e,
		      struct vtype want, struct tx **ret_tx)
{
	uint32_t len = DIV_ROUND_UP((uint32_t)want.len_bits, 8u);
	uint8_t be[BYTES_MAX], mask[BYTES_MAX];
	struct tx *val;
	uint64_t bits;

	if (want.dt->id != DT_INTEGER && !v->operand)
		return value_error(v, DIAG_TYPE, e,
				   "'%s' gives an integer: expected %s",
				   op_names[e->op], want.dt->desc);
	if (value_number(v->c, e->pair.right, UINT32_MAX, &bits) < 0 ||
	    eval_single(v, e->pair.left, want, "before a shift", &val) < 0)
		return -1;
	if (bits >= want.len_bits)
		return value_error(v, DIAG_RANGE, e->pair.right,
				   "shift by %" PRIu64 " bits of a value of %u bits",
				   bits, want.len_bits);
	value_to_be(val, be);
	if (e->op == OP_LSHIFT)
		bytes_shift_left(be, len, (unsigned int)bits);
	else
		bytes_shift_right(be, len, (unsigned int)bits);
	bytes_prefix_mask(mask, len, 8 * len - want.len_bits);
	for (uint32_t i = 0; i < len; i++)
		be[i] &= (uint8_t)~mask[i];
	*ret_tx = new_value(v, e, want, be);
	return 0;
}

static bool is_shift(const struct ast_expr *e)
{
	return e->op == OP_LSHIFT || e->op == OP_RSHIFT;
}

static uint8_t bit_op(int op, uint8_t a, uint8_t b)
{
	return op == OP_AND ? a & b : op == OP_OR ? a | b : a ^ b;
}

static int eval_binop(struct value_ctx *v, const struct ast_expr *e,
		      struct vtype want, struct tx **ret_tx)
{
	struct tx *left, *right;

	if (is_string(want.dt) && (is_shift(e) || !v->operand))
		return value_error(v, DIAG_TYPE, e,
				   "'%s' does not go with %s",
				   op_names[e->op], want.dt->desc);
	if (is_shift(e))
		return eval_shift(v, e, want, ret_tx);
	if (eval_single(v, e->pair.left, want, "before an operator", &left) < 0 ||
	    eval_single(v, e->pair.right, want, "after an operator", &right) < 0)
		return -1;
	*ret_tx = tx_value_new(&v->c->scratch, want, place(v, e));
	for (uint32_t i = 0; i < tx_len_bytes(left); i++)
		(*ret_tx)->bytes[i] = bit_op(e->op, left->bytes[i],
					     right->bytes[i]);
	return 0;
}

static int eval_catchall(struct value_ctx *v, const struct ast_expr *e,
			 struct vtype want, struct tx **ret_tx)
{
	*ret_tx = tx_new(&v->c->scratch, TX_CATCHALL, want, place(v, e));
	return 0;
}

typedef int evaluator(struct value_ctx *v, const struct ast_expr *e,
		      struct vtype want, struct tx **ret_tx);

static evaluator *const evaluators[] = {
	[AST_VALUE] = eval_text, [AST_BOOL] = eval_bool,
	[AST_CATCHALL] = eval_catchall, [AST_PREFIX] = eval_prefix,
	[AST_RANGE] = eval_range, [AST_LIST] = eval_list,
	[AST_BINOP] = eval_binop,
};

static void no_value(const struct value_ctx *v, const struct ast_expr *e,
		    struct vtype want)
{
	const char *what = e->kind == AST_SET ? "a set" :
			   e->kind == AST_SETREF ? "a named set" :
			   e->kind == AST_VERDICT ? "a verdict" :
			   e->kind == AST_CONCAT ? "a concatenation" :
			   "this expression";

	if (e->kind == AST_POISON || e->kind == AST_VAR)
		return; /* reported when it was parsed */
	value_error(v, DIAG_TYPE, e, "expected %s %s, not %s",
		    util_article(want.dt->desc), want.dt->desc, what);
}

static int eval(struct value_ctx *v, const struct ast_expr *e,
		struct vtype want, struct tx **ret_tx)
{
	const struct span outer = v->use;
	int ret = -1;

	if (v->depth >= DEPTH_MAX || v->steps >= STEPS_MAX)
		return value_error(v, DIAG_LIMIT, e,
				   "this value has too many parts");
	if (e->kind == AST_VAR && outer.file == SOURCE_NONE)
		v->use = e->at;
	if (v->use.file != SOURCE_NONE)
		ctx_count_spliced(v->c, 1, v->use);
	e = ast_behind(e, NULL);
	v->depth++;
	v->steps++;
	if (e->kind < ARRAY_SIZE(evaluators) && evaluators[e->kind])
		ret = evaluators[e->kind](v, e, want, ret_tx);
	else
		no_value(v, e, want);
	v->depth--;
	v->use = outer;
	return ret;
}

static int eval_top(struct value_ctx *v, const struct ast_expr *e,
		    struct vtype want, struct tx **ret_tx)
{
	if (!want.dt || !want.len_bits || want.len_bits > 8 * BYTES_MAX)
		return value_error(v, DIAG_TYPE, e,
				   "a value of type %s has no known size here",
				   want.dt ? want.dt->desc : "unknown");
	return eval(v, e, want, ret_tx);
}

static int eval_concat(struct value_ctx *v, const struct ast_expr *e,
		       const struct ktype *want, struct tx **ret_tx)
{
	struct arena *a = &v->c->scratch;
	struct vtype none = { .len_bits = (uint16_t)(8 * ktype_len_bytes(want)) };
	struct tx *cat = tx_new(a, TX_CONCAT, none, place(v, e)), **last;

	last = &cat->list.first;
	for (const struct ast_expr *i = e->list.first; i; i = i->next) {
		if (cat->list.count < want->n &&
		    eval_top(v, i, want->f[cat->list.count], last) < 0)
			return -1;
		if (cat->list.count < want->n)
			last = &(*last)->next;
		cat->list.count++;
	}
	if (cat->list.count != want->n)
		return value_error(v, DIAG_TYPE, e,
				   "%u values are joined here: expected %s",
				   cat->list.count, ktype_name(a, want));
	*ret_tx = cat;
	return 0;
}

int value_eval(struct cctx *c, const struct ast_expr *e, struct vtype want,
	       struct tx **ret_tx)
{
	struct value_ctx v = { .c = c, .use = { .file = SOURCE_NONE } };

	return eval_top(&v, e, want, ret_tx);
}

int value_eval_operand(struct cctx *c, const struct ast_expr *e,
		       struct vtype want, struct tx **ret_tx)
{
	struct value_ctx v = { .c = c, .use = { .file = SOURCE_NONE },
			       .operand = true };

	return eval_top(&v, e, want, ret_tx);
}

int value_eval_key(struct cctx *c, const struct ast_expr *e,
		   const struct ktype *want, struct tx **ret_tx)
{
	struct value_ctx v = { .c = c, .use = { .file = SOURCE_NONE } };
	const struct ast_expr *real = ast_behind(e, NULL);

	if (!want->concat)
		return eval_top(&v, e, want->f[0], ret_tx);
	if (e->kind == AST_VAR)
		v.use = e->at;
	if (real->kind == AST_CATCHALL)
		return eval_catchall(&v, real, (struct vtype){ 0 }, ret_tx);
	if (real->kind == AST_CONCAT)
		return eval_concat(&v, real, want, ret_tx);
	if (real->kind == AST_POISON || real->kind == AST_VAR)
		return -1;
	return value_error(&v, DIAG_TYPE, real,
			   "expected a concatenation: %s",
			   ktype_name(&c->scratch, want));
}

/* Too deep or too long counts as constant: evaluating it says so. */
static bool is_constant(const struct ast_expr *e, unsigned int depth,
			unsigned int *steps)
{
	if (depth >= DEPTH_MAX || ++*steps >= STEPS_MAX)
		return true;
	e = ast_behind(e, NULL);
	switch ((enum ast_kind)e->kind) {
	case AST_POISON:
	case AST_VALUE:
	case AST_BOOL:
	case AST_CATCHALL:
		return true;
	case AST_PREFIX:
		return is_constant(e->prefix.expr, depth + 1, steps);
	case AST_RANGE:
	case AST_BINOP:
		return is_constant(e->pair.left, depth + 1, steps) &&
		       is_constant(e->pair.right, depth + 1, steps);
	case AST_LIST:
	case AST_CONCAT:
		for (e = e->list.first; e; e = e->next)
			if (!is_constant(e, depth + 1, steps))
				return false;
		return true;
	default:
		return false;
	}
}

bool ast_is_constant(const struct ast_expr *e)
{
	unsigned int steps = 0;

	return is_constant(e, 0, &steps);
}

bool ast_is_range(const struct ast_expr *e)
{
	const struct ast_expr *lo, *hi;
	uint64_t a, b;

	if (e->kind != AST_RANGE)
		return false;
	lo = ast_behind(e->pair.left, NULL);
	hi = ast_behind(e->pair.right, NULL);
	if (lo->kind != AST_VALUE || hi->kind != AST_VALUE)
		return true;
	if (literal_u64(lo->value.text, lo->value.len, &a) &&
	    literal_u64(hi->value.text, hi->value.len, &b))
		return a != b;
	return lo->value.len != hi->value.len ||
	       memcmp(lo->value.text, hi->value.text, lo->value.len) != 0;
}

/* The node behind a variable, whose place errors are told at; NULL: poison. */
static const struct ast_expr *behind_use(struct value_ctx *v,
					 const struct ast_expr *e)
{
	if (e->kind == AST_VAR)
		v->use = e->at;
	e = ast_behind(e, NULL);
	return e->kind == AST_POISON || e->kind == AST_VAR ? NULL : e;
}

int value_number(struct cctx *c, const struct ast_expr *e, uint64_t max,
		 uint64_t *ret_num)
{
	struct value_ctx v = { .c = c, .use = { .file = SOURCE_NONE } };

	e = behind_use(&v, e);
	if (!e)
		return -1;
	if (e->kind != AST_VALUE || e->flags & AST_NEGATIVE ||
	    !literal_u64(e->value.text, e->value.len, ret_num))
		return value_error(&v, DIAG_TYPE, e, "expected a number");
	if (*ret_num > max)
		return value_error(&v, DIAG_RANGE, e,
				   "value %" PRIu64 " exceeds the valid range 0-%" PRIu64,
				   *ret_num, max);
	return 0;
}

int value_name(struct cctx *c, const struct ast_expr *e, const char *what,
	       const char **ret_name)
{
	struct value_ctx v = { .c = c, .use = { .file = SOURCE_NONE } };

	e = behind_use(&v, e);
	if (!e)
		return -1;
	if (e->kind != AST_VALUE || !e->value.len)
		return value_error(&v, DIAG_TYPE, e, "%s is expected", what);
	if (e->value.len > AST_NAME_MAX)
		return value_error(&v, DIAG_RANGE, e,
				   "a name of %u bytes is too long: at most %d are allowed",
				   e->value.len, AST_NAME_MAX);
	*ret_name = strpool_intern(c->strings, e->value.text, e->value.len);
	return 0;
}

struct span value_text_at(struct span at, uint32_t len)
{
	/* Places in JSON are longer than any text. */
	if (at.len == len + 2) {
		at.off++;
		at.len = len;
	}
	return at;
}

struct span value_name_at(const struct ast_expr *e)
{
	return e->kind == AST_VALUE ? value_text_at(e->at, e->value.len) : e->at;
}

void value_bounds(const struct tx *e, uint8_t *lo, uint8_t *hi)
{
	uint32_t len = tx_len_bytes(e), pad = is_string(e->dt) ? 0 :
						8 * len - e->len_bits;
	uint8_t mask[BYTES_MAX];

	switch (e->kind) {
	case TX_VALUE:
		value_to_be(e, lo);
		memcpy(hi, lo, len);
		return;
	case TX_RANGE:
		value_to_be(e->range.lo, lo);
		value_to_be(e->range.hi, hi);
		return;
	case TX_PREFIX:
		value_to_be(e->prefix.value, lo);
		bytes_prefix_mask(mask, len, e->prefix.bits + pad);
		for (uint32_t i = 0; i < len; i++)
			hi[i] = (uint8_t)(lo[i] | ~mask[i]);
		return;
	default:
		BUG("bounds of expression kind %u", e->kind);
	}
}

struct tx *value_reorder(struct arena *a, const struct tx *v,
			 enum byteorder order)
{
	struct tx *copy = tx_new(a, (enum tx_kind)v->kind, tx_type(v), v->at);
	struct tx **last = &copy->list.first;

	copy->order = (uint8_t)order;
	switch (v->kind) {
	case TX_VALUE:
		copy->bytes = arena_memdup(a, v->bytes, tx_len_bytes(v));
		if (is_swapped(v->dt, v->order) !=
		    is_swapped(v->dt, order))
			bytes_swap(copy->bytes, tx_len_bytes(v));
		break;
	case TX_RANGE:
		copy->range.lo = value_reorder(a, v->range.lo, order);
		copy->range.hi = value_reorder(a, v->range.hi, order);
		break;
	case TX_PREFIX:
		copy->prefix.value = value_reorder(a, v->prefix.value, order);
		copy->prefix.bits = v->prefix.bits;
		break;
	case TX_CONCAT:
		copy->list.count = v->list.count;
		for (const struct tx *i = v->list.first; i; i = i->next) {
			*last = value_reorder(a, i, order);
			last = &(*last)->next;
		}
		break;
	default:
		break;
	}
	return copy;
}
