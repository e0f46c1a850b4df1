#include "config.h"

#include "compile/stmt/stmt.h"
#include "compile/value/literal.h"

#include "base/bytes.h"
#include "compile/expr/bits.h"
#include "compile/expr/departs.h"
#include "compile/expr/expr.h"
#include "compile/scope/differs.h"
#include "compile/value/value.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* ---- meta, ct, options: a register goes in ---- */

static void store_meta(struct code *cd, const struct tx *target)
{
	struct low_expr *x = code_expr(cd, NFX_META);

	lx_num(x, NFTA_META_KEY, target->key.key->number);
	lx_num(x, NFTA_META_SREG, reg_number(0));
}

static void store_ct(struct code *cd, const struct tx *target)
{
	struct low_expr *x = code_expr(cd, NFX_CT);

	lx_num(x, NFTA_CT_KEY, target->key.key->number);
	if (target->key.dir >= 0)
		lx_num(x, NFTA_CT_DIRECTION, (uint64_t)target->key.dir);
	lx_num(x, NFTA_CT_SREG, reg_number(0));
}

static void store_exthdr(struct code *cd, const struct tx *target)
{
	struct low_expr *x = code_expr(cd, NFX_EXTHDR);

	lx_num(x, NFTA_EXTHDR_SREG, reg_number(0));
	lx_num(x, NFTA_EXTHDR_TYPE, target->exthdr.type);
	lx_num(x, NFTA_EXTHDR_OFFSET, target->exthdr.off_bits / 8);
	lx_num(x, NFTA_EXTHDR_LEN, tx_len_bytes(target));
	lx_num(x, NFTA_EXTHDR_OP, target->exthdr.op);
}

/* ---- payload ---- */

/* The bytes that are fetched, changed and written back. */
struct window {
	struct bits bits;
	bool whole; /* the field itself, written without a fetch */
};

static bool has_checksum(const struct tx *target)
{
	return target->payload.proto->has_csum;
}

/* Checksums are summed up in units of 16 bits. */
static bool needs_even(const struct tx *target)
{
	return has_checksum(target) || target->payload.base == BASE_INNER ||
	       target->payload.proto->id == PROTO_VLAN;
}

static void widen_front(struct bits *b)
{
	b->off_bytes--;
	memmove(b->mask + 1, b->mask, b->len_bytes);
	b->mask[0] = 0;
	b->len_bytes++;
}

static void widen_back(struct bits *b)
{
	b->mask[b->len_bytes++] = 0;
	b->shift += 8;
}

static struct window window_of(const struct tx *target)
{
	struct window w;

	bits_of(target, &w.bits);
	w.whole = !tx_is_bitfield(target);
	if (!needs_even(target) || w.bits.len_bytes % 2 == 0 ||
	    w.bits.len_bytes >= BYTES_MAX)
		return w;
	w.whole = false;
	if (w.bits.off_bytes % 2)
		widen_front(&w.bits);
	else
		widen_back(&w.bits);
	return w;
}

static uint32_t csum_flags(const struct tx *target)
{
	const struct proto_field *f = target->payload.field;

	return target->payload.base == BASE_INNER || (f && f->l4_pseudo) ?
		NFT_PAYLOAD_L4CSUM_PSEUDOHDR : 0;
}

static void store_payload(struct code *cd, const struct tx *target,
			  const struct bits *b)
{
	const struct proto *proto = target->payload.proto;
	struct low_expr *x = code_expr(cd, NFX_PAYLOAD);

	lx_num(x, NFTA_PAYLOAD_SREG, reg_number(0));
	lx_num(x, NFTA_PAYLOAD_BASE, target->payload.base);
	lx_num(x, NFTA_PAYLOAD_OFFSET, b->off_bytes);
	lx_num(x, NFTA_PAYLOAD_LEN, b->len_bytes);
	if (has_checksum(target) && proto->csum_type) {
		lx_num(x, NFTA_PAYLOAD_CSUM_TYPE, proto->csum_type);
		lx_num(x, NFTA_PAYLOAD_CSUM_OFFSET, proto->csum_off_bits / 8u);
	}
	if (csum_flags(target))
		lx_num(x, NFTA_PAYLOAD_CSUM_FLAGS, csum_flags(target));
}

static void place(const struct bits *b, uint32_t len_bits, const uint8_t *num,
		  uint8_t *ret)
{
	uint32_t len = DIV_ROUND_UP(len_bits, 8u);

	memset(ret, 0, b->len_bytes);
	memcpy(ret + b->len_bytes - len, num, len);
	bytes_shift_left(ret, b->len_bytes, b->shift);
}

static bool same_field(const struct tx *a, const struct tx *b)
{
	return a->kind == TX_PAYLOAD && b->kind == TX_PAYLOAD &&
	       a->payload.base == b->payload.base &&
	       a->payload.off_bits == b->payload.off_bits &&
	       a->len_bits == b->len_bits && !a->payload.tunnel &&
	       !b->payload.tunnel;
}

static const struct ast_expr *without_no_shift(const struct ast_expr *e)
{
	uint64_t bits;

	for (e = ast_behind(e, NULL);
	     e->kind == AST_BINOP &&
	     (e->op == OP_LSHIFT || e->op == OP_RSHIFT) &&
	     e->pair.right->kind == AST_VALUE &&
	     literal_u64(e->pair.right->value.text, e->pair.right->value.len,
			 &bits) && !bits;)
		e = ast_behind(e->pair.left, NULL);
	return e;
}

/* `FIELD op CONST ...` over the very field that is set: the constants of the
 * chain, as (field & mask) ^ xor. False when it is something else. */
/* Of a field with two names nft takes one for another field. */
static bool is_renamed(const struct tx *base, const struct tx *target)
{
	return base->payload.field != target->payload.field;
}

static bool chain_base(struct rule_build *r, const struct ast_expr *e,
		       const struct tx *target)
{
	struct tx *base;

	while (e->kind == AST_BINOP && e->op != OP_LSHIFT &&
	       e->op != OP_RSHIFT && ast_is_constant(e->pair.right))
		e = without_no_shift(e->pair.left);
	if (e->kind != AST_PAYLOAD && e->kind != AST_RAW)
		return false;
	if (expr_eval(r, e, &base) < 0 || !same_field(base, target))
		return false;
	if (is_renamed(base, target))
		differs_say(r->c, DIFFERS_FIELD, base->at);
	return true;
}

static int chain_masks(struct rule_build *r, const struct ast_expr *e,
		       const struct tx *target, uint8_t *mask, uint8_t *xor)
{
	uint32_t len = tx_len_bytes(target);
	struct tx *val;

	e = without_no_shift(e);
	if (e->kind != AST_BINOP) {
		memset(mask, 0xff, len);
		memset(xor, 0, len);
		return 0;
	}
	if (chain_masks(r, e->pair.left, target, mask, xor) < 0 ||
	    value_eval_operand(r->c, e->pair.right, tx_type(target), &val) < 0)
		return -1;
	if (val->kind != TX_VALUE)
		return diag_error(r->c->diags, DIAG_TYPE, e->pair.right->at,
				  "expected a single value as operand");
	for (uint32_t i = 0; i < len; i++) {
		uint8_t v = val->bytes[i];
		uint8_t m = e->op == OP_AND ? v :
			    e->op == OP_OR ? (uint8_t)~v : 0xff;

		mask[i] &= m;
		xor[i] = (uint8_t)((xor[i] & m) ^ (e->op == OP_AND ? 0 : v));
	}
	return 0;
}

/* fetch & (outside of the field | mask) ^ xor, written back */
static int rewrite(struct rule_build *r, const struct tx *target,
		   const struct bits *b, const uint8_t *mask,
		   const uint8_t *xor)
{
	struct arena *a = &r->c->scratch;
	uint8_t m[BYTES_MAX], x[BYTES_MAX];
	struct tx *load, *tx;
	struct code cd;

	place(b, target->len_bits, mask, m);
	place(b, target->len_bits, xor, x);
	for (uint32_t i = 0; i < b->len_bytes; i++) {
		m[i] = (uint8_t)((m[i] & b->mask[i]) | ~b->mask[i]);
		x[i] &= b->mask[i];
	}
	load = arena_memdup(a, target, sizeof(*target));
	load->len_bits = (uint16_t)(8 * b->len_bytes);
	load->payload.off_bits = 8 * b->off_bytes;
	tx = tx_bitwise(a, load, tx_type(load), m, x);
	code_begin(&cd, r, r->at);
	if (reg_alloc(&cd, tx) < 0 || tx_load(&cd, tx, 0) < 0)
		return -1;
	store_payload(&cd, target, b);
	code_end(&cd);
	return 0;
}

/* A prefix of all bits is the value. */
static struct tx *without_prefix(struct tx *e)
{
	return e->kind == TX_PREFIX && e->prefix.bits == e->len_bits ?
		e->prefix.value : e;
}

static int mangle_constant(struct rule_build *r, const struct ast_expr *value,
			   const struct tx *target, const struct bits *b)
{
	uint8_t mask[BYTES_MAX] = { 0 };
	struct tx *val;

	if (value_eval(r->c, value, tx_type(target), &val) < 0)
		return -1;
	val = without_prefix(val);
	if (val->kind != TX_VALUE)
		return diag_error(r->c->diags, DIAG_TYPE, value->at,
				  "a field is set to a single value, not to a range or a prefix");
	return rewrite(r, target, b, mask, val->bytes);
}

/* A mask at the end of a chain also clears the neighbours. */
static bool is_chain(const struct ast_expr *e)
{
	return without_no_shift(e->pair.left)->kind == AST_BINOP;
}

static int mangle_part(struct rule_build *r, const struct ast_expr *value,
		       const struct tx *target, const struct bits *b)
{
	const struct ast_expr *what = without_no_shift(value);
	uint8_t mask[BYTES_MAX], xor[BYTES_MAX];

	if (ast_is_constant(value))
		return mangle_constant(r, value, target, b);
	if (what->kind == AST_BINOP && chain_base(r, what, target)) {
		if (chain_masks(r, what, target, mask, xor) < 0)
			return -1;
		if (is_chain(what) && (b->shift || what->op == OP_AND))
			differs_say(r->c, DIFFERS_CHAIN, value->at);
		return rewrite(r, target, b, mask, xor);
	}
	diag_error(r->c->diags, DIAG_UNSUPPORTED, value->at,
		   "this field shares bytes with others: it can be set to a constant, or to itself with '&', '|' or '^' and a constant");
	return -1;
}

static int value_for(struct rule_build *r, const struct ast_expr *value,
		     const struct tx *target, struct tx **ret_tx)
{
	struct ktype type = ktype_single(tx_type(target));

	/* A raw option is a number in network order, also for its map. */
	if (target->kind == TX_EXTHDR && target->dt == &dtype_hex)
		type.f[0].dt = dtype_by_id(DT_INTEGER);
	if (expr_arg_eval(r, value, &type, ret_tx) < 0)
		return -1;
	if (tx_is_const(*ret_tx))
		return 0;
	if (target->kind == TX_PAYLOAD)
		departs_written(r, *ret_tx, &type.f[0]);
	/* nft turns what goes into an option only if it is the route's MTU. */
	if (target->kind == TX_EXTHDR && (*ret_tx)->kind == TX_SWAP &&
	    (*ret_tx)->swap.arg->kind != TX_RT)
		differs_say(r->c, DIFFERS_ORDER, value->at);
	return 0;
}

static bool has_ranges(const struct tx *e)
{
	return e->kind == TX_RANGE || e->kind == TX_PREFIX ||
	       (e->kind == TX_LOOKUP && e->lookup.set->data_interval &&
		e->lookup.set->flags & NFT_SET_ANONYMOUS);
}

static int load_value(struct rule_build *r, struct code *cd,
		      const struct ast_expr *value, const struct tx *target)
{
	struct tx *tx;

	if (value_for(r, value, target, &tx) < 0)
		return -1;
	tx = without_prefix(tx);
	if (has_ranges(tx))
		return diag_error(r->c->diags, DIAG_TYPE, value->at,
				  "expected a single value, not a range or a prefix");
	code_begin(cd, r, r->at);
	return reg_alloc(cd, tx) < 0 ? -1 : tx_load(cd, tx, 0);
}

static int mangle_payload(struct rule_build *r, const struct ast_stmt *s,
			  const struct tx *target)
{
	struct window w = window_of(target);
	struct code cd;

	if (target->payload.tunnel)
		return diag_error(r->c->diags, DIAG_UNSUPPORTED, target->at,
				  "headers inside of a tunnel cannot be changed");
	if (!w.whole)
		return mangle_part(r, s->set.value, target, &w.bits);
	if (load_value(r, &cd, s->set.value, target) < 0)
		return -1;
	store_payload(&cd, target, &w.bits);
	code_end(&cd);
	return 0;
}

/* The number of a security context is known to the kernel alone. */
static int no_constant(struct rule_build *r, const struct ast_expr *value,
		       const struct tx *target)
{
	if (target->kind != TX_CT || !(target->key.key->flags & KEY_NO_CONST) ||
	    (!ast_is_constant(value) &&
	     ast_behind(value, NULL)->kind != AST_MAP))
		return 0;
	return diag_error(r->c->diags, DIAG_TYPE, value->at,
			  "'%s' cannot be set to a constant",
			  target->key.key->name);
}

/* The kernel refuses the other keys, without a word about why. */
static int can_be_set(struct rule_build *r, const struct tx *target)
{
	const struct key *key;

	if (target->kind == TX_EXTHDR)
		return 0;
	key = target->key.key;
	if (key->flags & KEY_SETTABLE)
		return 0;
	return diag_error(r->c->diags, DIAG_TYPE, target->at,
			  "'%s %s' can be compared, but not set",
			  key_set_word(target->kind == TX_CT ? KEYS_CT :
							       KEYS_META),
			  key->name);
}

static int mangle(struct rule_build *r, const struct ast_stmt *s,
		  const struct tx *target)
{
	struct code cd;

	if (target->kind == TX_PAYLOAD)
		return mangle_payload(r, s, target);
	if (target->kind != TX_META && target->kind != TX_CT &&
	    target->kind != TX_EXTHDR)
		return diag_error(r->c->diags, DIAG_UNSUPPORTED, target->at,
				  "this cannot be set: expected a header field, a meta key or a ct key");
	if (can_be_set(r, target) < 0 ||
	    no_constant(r, s->set.value, target) < 0 ||
	    load_value(r, &cd, s->set.value, target) < 0)
		return -1;
	if (target->kind == TX_META)
		store_meta(&cd, target);
	else if (target->kind == TX_CT)
		store_ct(&cd, target);
	else
		store_exthdr(&cd, target);
	code_end(&cd);
	return 0;
}

int mangle_compile(struct rule_build *r, const struct ast_stmt *s)
{
	struct tx *target;
	int ret;

	if (expr_eval(r, s->set.target, &target) < 0)
		return -1;
	if (target->kind == TX_META || target->kind == TX_CT)
		r->place = (struct vtype){ NULL, target->len_bits,
					   ORDER_HOST };
	r->asked_again = false;
	ret = mangle(r, s, target);
	r->place.len_bits = 0;
	return ret;
}
