#include "config.h"

#include "compile/rule/match.h"

#include "base/bytes.h"
#include "compile/expr/arith.h"
#include "compile/expr/by_name.h"
#include "compile/expr/departs.h"
#include "compile/expr/expr.h"
#include "compile/expr/transfer.h"
#include "compile/rule/rule.h"
#include "compile/scope/differs.h"
#include "compile/value/value.h"

#include <inttypes.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

static const char *const op_names[] = {
	[REL_LT] = "<", [REL_GT] = ">", [REL_LTE] = "<=", [REL_GTE] = ">=",
	[REL_NOT] = "!",
};

static bool is_ordering(unsigned int op)
{
	return op >= REL_LT && op <= REL_GTE;
}

/* Sets of named flags; a bitmask without names is compared as a number. */
static bool is_bitmask(const struct dtype *dt)
{
	return dt->id != DT_BITMASK && dtype_is_a(dt, DT_BITMASK);
}

static uint64_t number_of(const struct tx *value)
{
	uint32_t len = MIN(tx_len_bytes(value), 8u);

	return value->order == ORDER_HOST ?
		bytes_get_host(value->bytes, len) :
		bytes_get_be(value->bytes, len);
}

/* The context inside of a tunnel is a different one. */
static struct pctx *context_of(struct rule_build *r, const struct tx *left)
{
	bool inner = (left->kind == TX_PAYLOAD && left->payload.tunnel) ||
		     (left->kind == TX_META && left->key.tunnel);

	return inner ? &r->inner : &r->pctx;
}

static struct rule_item *add_item(struct rule_build *r, struct tx *left,
				  struct tx *right, unsigned int op)
{
	struct rule_item *item = arena_new(&r->c->scratch, struct rule_item);

	item->at = r->at;
	item->left = left;
	item->right = right;
	item->op = (uint8_t)op;
	rule_append(r, item);
	return item;
}

static int bad_op(struct rule_build *r, const struct ast_stmt *s,
		  const char *what)
{
	if (s->op == REL_NOT)
		diag_error(r->c->diags, DIAG_TYPE, s->at,
			   "'!' is for single flags; for %s write '!='",
			   what);
	else
		diag_error(r->c->diags, DIAG_TYPE, s->at,
			   "'%s' is not defined for %s", op_names[s->op],
			   what);
	return -1;
}

static unsigned int equality(unsigned int op)
{
	return op == REL_IMPLICIT ? REL_EQ : op;
}

/* ---- sets ---- */

/* Named sets hold exactly their declared type; nothing is adapted. */
static int strict_type(struct rule_build *r, const struct tx *key,
		       const struct set_info *set, struct span at)
{
	struct ktype k;

	ktype_of_tx(key, &k);
	for (unsigned int i = 0; i < MIN(k.n, set->key.n); i++)
		if (k.f[i].dt->id != set->key.f[i].dt->id) {
			diag_error(r->c->diags, DIAG_TYPE, at,
				   "set '%s' holds %s, the left side is %s",
				   set->name, set->key.f[i].dt->desc,
				   k.f[i].dt->desc);
			if (set->at.len)
				diag_note(r->c->diags, set->at,
					  "'%s' is declared here", set->name);
			return -1;
		}
	return 0;
}

static int no_constant_of(struct rule_build *r, const struct tx *left,
			  struct span at)
{
	if (left->kind == TX_SWAP)
		left = left->swap.arg;
	if ((left->kind == TX_META && (left->key.key->flags & KEY_NO_CONST)) ||
	    (left->kind == TX_CT && (left->key.key->flags & KEY_NO_CONST)))
		return diag_error(r->c->diags, DIAG_TYPE, at,
				  "'secmark' cannot be compared with a constant");
	return 0;
}

static int match_named(struct rule_build *r, const struct ast_stmt *s,
		       const struct ast_expr *ref)
{
	struct map_key set = { r->family, r->table, ref->name };
	struct tx *key, *right;

	if (is_ordering(s->op) || s->op == REL_NOT)
		return bad_op(r, s, "sets");
	right = tx_new(&r->c->scratch, TX_SETREF, (struct vtype){ 0 },
		       ref->at);
	if (set_find(r->c, set, ref->at, &right->set) < 0 ||
	    key_eval(r, s->match.left, right->set, &key) < 0 ||
	    key_check(r->c, key) < 0 ||
	    strict_type(r, key, right->set, s->match.right->at) < 0 ||
	    no_constant_of(r, key, ref->at) < 0)
		return -1;
	departs_turned(r, key);
	if (equality(s->op) == REL_EQ)
		pctx_learn_set(context_of(r, key), key, s->at);
	add_item(r, key, right, equality(s->op));
	return 0;
}

/* What the members of a set say about protocols, in order of the text. */
static void learn_members(struct rule_build *r, const struct ast_expr *set,
			  const struct tx *left, const struct vtype *type)
{
	const struct ast_elems *list = set->elems;

	for (size_t i = 0; i < list->refs.count; i++) {
		const struct ast_elem *elem =
			ctx_elem(r->c, list, chunks_at(&list->refs, i),
				 r->c->diags);
		const struct ast_expr *key;
		struct tx *val;

		if (!elem)
			continue;
		key = ast_behind(elem->key, NULL);
		if (key->kind == AST_SET)
			learn_members(r, key, left, type);
		else if (key->kind == AST_VALUE &&
			 value_eval(r->c, elem->key, *type, &val) == 0 &&
			 val->kind == TX_VALUE)
			pctx_learn(context_of(r, left), left, number_of(val),
				   r->at);
	}
}

static bool tells_protocol(const struct tx *left)
{
	return left->len_bits <= 16 &&
	       (left->kind == TX_META || left->kind == TX_CT ||
		(left->kind == TX_PAYLOAD && left->payload.field));
}

static int match_literal_set(struct rule_build *r, const struct ast_stmt *s,
			     const struct ast_expr *set, struct transfer *x)
{
	struct tx *left = x->left;
	struct tx *right = tx_new(&r->c->scratch, TX_SETREF,
				  (struct vtype){ 0 }, set->at);
	struct anon_request req = {
		.family = r->family, .table = r->table, .set = set,
		.key = left, .fix = transfer_moves(x) ? transfer_value : NULL,
		.fix_ctx = x, .moved = x->has_operator,
		.key_bits = transfer_key_bits(x),
	};

	if (no_constant_of(r, x->whole, set->at) < 0 ||
	    key_check(r->c, x->whole) < 0)
		return -1;
	if (left->kind == TX_CONCAT)
		ktype_of_tx(left, &req.elem_type);
	else
		req.elem_type = ktype_single(x->type);
	if (set_anonymous(r->c, &req, &right->set) < 0)
		return -1;
	if (equality(s->op) == REL_EQ && tells_protocol(left) &&
	    !x->has_operator)
		learn_members(r, set, left, &x->type);
	if (right->set->flags & NFT_SET_INTERVAL) {
		departs_ranges(r, left);
		key_reorder(&r->c->scratch, &left);
	}
	add_item(r, left, right, equality(s->op));
	return 0;
}

/* ---- constants ---- */

/* Any of these flags set, or with '!' none of them. */
static void add_flags(struct rule_build *r, struct tx *left, struct tx *right,
		      unsigned int op)
{
	struct arena *a = &r->c->scratch;
	struct tx *masked = tx_bitwise(a, left, tx_type(left), right->bytes,
				       NULL);

	add_item(r, masked, tx_value_new(a, tx_type(left), right->at), op)
		->flags = op == REL_NEQ;
}

/* A night from 23:00 to 01:00 is everything but 01:00 to 23:00. */
static unsigned int turn_round(struct tx *right, unsigned int op)
{
	uint8_t lo[BYTES_MAX], hi[BYTES_MAX];
	struct tx *swap = right->range.lo;

	value_bounds(right, lo, hi);
	if (memcmp(lo, hi, tx_len_bytes(right)) <= 0)
		return op;
	right->range.lo = right->range.hi;
	right->range.hi = swap;
	return op == REL_NEQ ? REL_EQ : REL_NEQ;
}

static bool is_masked(const struct ast_expr *left)
{
	return left->kind == AST_BINOP;
}

/* What an operator was moved from tells of no protocol: as in nft. */
static void learn_comparison(struct rule_build *r, const struct ast_stmt *s,
			     const struct transfer *x, const struct tx *right,
			     unsigned int op)
{
	struct pctx *p = context_of(r, x->left);

	if (op == REL_EQ && right->kind == TX_VALUE && !x->has_operator)
		pctx_learn(p, x->left, number_of(right), s->at);
	else if (op == REL_NEQ)
		pctx_learn_not(p, x->left);
}

static int add_comparison(struct rule_build *r, const struct ast_stmt *s,
			  const struct transfer *x, struct tx *right,
			  unsigned int op)
{
	const struct ast_expr *what = ast_behind(s->match.left, NULL);
	struct tx *left = x->left;

	if (right->kind != TX_VALUE && is_ordering(op))
		return bad_op(r, s, right->kind == TX_RANGE ? "ranges" :
							      "prefixes");
	if (op == REL_NOT && (!is_bitmask(left->dt) ||
			      right->kind != TX_VALUE || is_masked(what)))
		return bad_op(r, s, left->dt->desc);
	if (op == REL_NOT ||
	    (op == REL_IMPLICIT && is_bitmask(left->dt) &&
	     right->kind == TX_VALUE && !is_masked(what))) {
		add_flags(r, left, right, op == REL_NOT ? REL_EQ : REL_NEQ);
		return 0;
	}
	op = equality(op);
	if (right->kind == TX_RANGE)
		op = turn_round(right, op);
	learn_comparison(r, s, x, right, op);
	add_item(r, left, right, op);
	return 0;
}

static bool is_word(const struct ast_expr *e, const char *word)
{
	return e->value.len == strlen(word) &&
	       memcmp(e->value.text, word, e->value.len) == 0;
}

/* Whether there is a route at all: `fib ... oif exists`. */
static void fib_presence(struct tx *left, const struct ast_expr *right,
			 struct transfer *x)
{
	bool boolean = right->kind == AST_BOOL;

	if (right->kind == AST_VALUE && !(right->flags & AST_QUOTED))
		boolean = is_word(right, "exists") ||
			  is_word(right, "missing");
	if (left->kind != TX_FIB || !boolean)
		return;
	left->key.arg |= NFTA_FIB_F_PRESENT;
	left->dt = dtype_by_id(DT_BOOLEAN);
	left->len_bits = 1;
	left->order = ORDER_NONE;
	x->type = tx_type(left);
	x->len_bits = left->len_bits;
}

/* The largest value that a load can give, where its bits hold more. */
static uint64_t maximum_of(const struct tx *left)
{
	if (left->kind == TX_NUMGEN || left->kind == TX_HASH)
		return (uint64_t)left->gen.gen->mod - 1 +
		       left->gen.gen->offset;
	if (left->kind == TX_SOCKET && left->len_bits == 8)
		return 1;
	if (left->kind == TX_META && left->dt->id == DT_TIME_DAY)
		return 6;
	return UINT64_MAX;
}

static int check_maximum(struct rule_build *r, const struct tx *left,
			 const struct tx *right)
{
	uint64_t max = maximum_of(left);

	if (max == UINT64_MAX)
		return 0;
	if (right->kind == TX_RANGE)
		return check_maximum(r, left, right->range.lo) < 0 ? -1 :
		       check_maximum(r, left, right->range.hi);
	if (right->kind == TX_VALUE && number_of(right) > max)
		return diag_error(r->c->diags, DIAG_RANGE, right->at,
				  "value %" PRIu64 " exceeds the valid range 0-%" PRIu64,
				  number_of(right), max);
	return 0;
}

static int no_constant(struct rule_build *r, const struct ast_stmt *s,
		       const struct ast_expr *rhs, const struct tx *left)
{
	if (left->kind == TX_CONCAT)
		return diag_error(r->c->diags, DIAG_TYPE, rhs->at,
				  "a concatenation is matched with a set or a map, not with a single value");
	if (left->kind == TX_LOOKUP)
		return diag_error(r->c->diags, DIAG_TYPE, s->match.left->at,
				  "a map's result cannot be compared");
	return no_constant_of(r, left, rhs->at);
}

/* An address with its mask, as of an interface: the network is meant. */
static int drop_host_bits(struct rule_build *r, const struct tx *left,
			  struct tx *right)
{
	uint32_t len = tx_len_bytes(right);
	bool dropped = false;

	if (left->kind != TX_BITWISE || right->kind != TX_VALUE ||
	    (left->dt->id != DT_IPADDR && left->dt->id != DT_IP6ADDR))
		return 0;
	for (uint32_t i = 0; i < len; i++) {
		dropped |= right->bytes[i] & ~left->bitwise.mask[i];
		right->bytes[i] &= left->bitwise.mask[i];
	}
	if (dropped)
		diag_warn(r->c->diags, DIAG_RANGE, right->at,
			  "this address has bits outside of its mask: they are dropped");
	return 0;
}

static bool is_list(const struct ast_expr *e)
{
	return ast_behind(e, NULL)->kind == AST_LIST;
}

/* A constant that the step would change for good is compared with the whole
 * left side; what can never be equal is a mistake. */
static int read_constant(struct rule_build *r, const struct ast_stmt *s,
			 const struct ast_expr *rhs, unsigned int op,
			 struct transfer *x, struct tx **ret_right)
{
	const struct ast_expr *masks = ast_behind(s->match.left, NULL);

	if (s->masked) {
		if (value_eval_operand(r->c, rhs, x->type, ret_right) < 0)
			return -1;
		return is_list(masks->pair.right) ? 0 :
			drop_host_bits(r, x->left, *ret_right);
	}
	if (value_eval(r->c, rhs, x->type, ret_right) < 0 ||
	    check_maximum(r, x->left, *ret_right) < 0)
		return -1;
	if (!x->has_step)
		return 0;
	if (transfer_fits(x, *ret_right) ||
	    (equality(op) == REL_EQ && (*ret_right)->kind == TX_VALUE))
		return transfer_const(r->c, *ret_right, x);
	transfer_stay(x);
	return value_eval(r->c, rhs, x->type, ret_right);
}

/* The bits of a prefix, in the order of its value. */
static void prefix_mask(const struct tx *prefix, uint8_t *mask)
{
	const struct tx *val = prefix->prefix.value;
	uint32_t len = tx_len_bytes(val);

	bytes_prefix_mask(mask, len, prefix->prefix.bits);
	bytes_shift_right(mask, len, 8 * len - val->len_bits);
	if (val->order == ORDER_HOST)
		bytes_swap(mask, len);
}

/* A bit field of which the prefix lets nothing through that was turned. */
static bool spares_turning(struct rule_build *r, struct tx *left,
			   const struct tx *prefix)
{
	uint8_t mask[BYTES_MAX];

	if (!bits_is_cut(left))
		return false;
	prefix_mask(prefix, mask);
	return arith_mask(&r->c->scratch, left, mask)->order == ORDER_BIG;
}

/* `X ^ A ^ B`, `(X | A) ^ B` */
static bool is_xor_chain(const struct ast_expr *e)
{
	const struct ast_expr *below;

	if (e->kind != AST_BINOP || e->op != OP_XOR)
		return false;
	below = ast_behind(e->pair.left, NULL);
	return below->kind == AST_BINOP &&
	       (below->op == OP_XOR || below->op == OP_OR);
}

static int match_constant(struct rule_build *r, const struct ast_stmt *s,
			  const struct ast_expr *rhs, unsigned int op,
			  struct transfer *x)
{
	enum transfer_to to;
	struct tx *right;

	if (no_constant(r, s, rhs, x->whole) < 0 ||
	    transfer_to_constants(r->c, rhs, &to) < 0)
		return -1;
	if (is_ordering(op) && to == TRANSFER_TO_EQUAL)
		to = TRANSFER_TO_ORDERED;
	transfer_choose(x, to);
	fib_presence(x->left, ast_behind(rhs, NULL), x);
	if (read_constant(r, s, rhs, op, x, &right) < 0)
		return -1;
	if (!x->has_step && x->whole->kind < TX_BITWISE) /* nearly always */
		return add_comparison(r, s, x, right, op);
	if (right->kind == TX_PREFIX)
		departs_prefix(r, x->left, right->prefix.bits,
			       is_xor_chain(ast_behind(s->match.left, NULL)));
	if (op == REL_IMPLICIT && transfer_moves(x) && x->has_operator &&
	    is_bitmask(x->whole->dt) && right->kind == TX_VALUE)
		differs_say(r->c, DIFFERS_XOR,
			    x->whole->at); /* then as flags */
	if (right->kind != TX_PREFIX || !spares_turning(r, x->left, right))
		departs_compared(r, x, to, false);
	return add_comparison(r, s, x, right, op);
}

/* `{ x }` is x; for flags the list then means exactly these. */
static unsigned int single_op(const struct ast_stmt *s, const struct tx *left)
{
	if (s->op == REL_IMPLICIT && is_bitmask(left->dt) &&
	    left->dt->id != DT_CT_STATE)
		return REL_EQ;
	return s->op;
}

static int match_set(struct rule_build *r, const struct ast_stmt *s,
		     const struct ast_expr *set, struct transfer *x)
{
	const struct ast_elem *one = NULL;
	enum transfer_to to;

	if (is_ordering(s->op) || s->op == REL_NOT)
		return bad_op(r, s, "sets");
	if (x->whole->kind != TX_CONCAT)
		one = set_single_elem(r->c, set);
	if (one && ast_is_constant(one->key) &&
	    ast_behind(one->key, NULL)->kind != AST_SET)
		return match_constant(r, s, one->key, single_op(s, x->whole),
				      x);
	if (transfer_to_constants(r->c, set, &to) < 0)
		return -1;
	transfer_choose(x, to);
	departs_compared(r, x, to, true);
	return match_literal_set(r, s, set, x);
}

/* right: what stands behind variables on that side */
static int match_constants(struct rule_build *r, const struct ast_stmt *s,
			   const struct ast_expr *right)
{
	struct transfer x;
	const struct ast_expr *what;

	if (by_name_key(r->c, s->match.left, s->match.right, &what) < 0 ||
	    transfer_left(r, what, &x) < 0)
		return -1;
	if (right->kind == AST_SET)
		return match_set(r, s, right, &x);
	return match_constant(r, s, s->match.right, s->op, &x);
}

int match_compile(struct rule_build *r, const struct ast_stmt *s)
{
	const struct ast_expr *right = ast_behind(s->match.right, NULL);

	if (right->kind == AST_POISON || s->match.left->kind == AST_POISON)
		return -1;
	if (right->kind == AST_SETREF)
		return match_named(r, s, right);
	if (right->kind != AST_SET && !ast_is_constant(right))
		return diag_error(r->c->diags, DIAG_UNSUPPORTED, right->at,
				  "the right side of a match must be constant: a value, a range, a set or '@name'");
	return match_constants(r, s, right);
}

/* ---- lowering ---- */

static const uint8_t cmp_ops[] = {
	[REL_EQ] = NFT_CMP_EQ,	 [REL_NEQ] = NFT_CMP_NEQ,
	[REL_LT] = NFT_CMP_LT,	 [REL_GT] = NFT_CMP_GT,
	[REL_LTE] = NFT_CMP_LTE, [REL_GTE] = NFT_CMP_GTE,
};

static void lower_cmp(struct code *cd, unsigned int op, const uint8_t *bytes,
		      uint32_t len)
{
	struct low_expr *x = code_expr(cd, NFX_CMP);

	lx_num(x, NFTA_CMP_SREG, reg_number(0));
	lx_num(x, NFTA_CMP_OP, cmp_ops[op]);
	lx_data(x, NFTA_CMP_DATA, bytes, len);
}

static int lower_value(struct code *cd, const struct rule_item *item)
{
	struct arena *a = &cd->r->c->scratch;
	struct tx *left = item->left;
	const struct tx *right = item->right;

	if (is_ordering(item->op) && dtype_is_integer(left->dt)) {
		left = tx_swap(a, left, ORDER_BIG);
		if (left != item->left)
			right = value_reorder(a, right, ORDER_BIG);
	}
	if (tx_load(cd, left, 0) < 0)
		return -1;
	lower_cmp(cd, item->op, right->bytes, tx_len_bytes(right));
	return 0;
}

static int lower_range(struct code *cd, const struct rule_item *item)
{
	struct arena *a = &cd->r->c->scratch;
	uint32_t len = tx_len_bytes(item->right);
	uint8_t *lo = arena_alloc(a, len), *hi = arena_alloc(a, len);
	struct low_expr *x;

	if (tx_load(cd, tx_swap(a, item->left, ORDER_BIG), 0) < 0)
		return -1;
	value_bounds(item->right, lo, hi);
	x = code_expr(cd, NFX_RANGE);
	lx_num(x, NFTA_RANGE_SREG, reg_number(0));
	lx_num(x, NFTA_RANGE_OP, item->op == REL_NEQ ? NFT_RANGE_NEQ :
						       NFT_RANGE_EQ);
	lx_data(x, NFTA_RANGE_FROM_DATA, lo, len);
	lx_data(x, NFTA_RANGE_TO_DATA, hi, len);
	return 0;
}

/* What can simply be made shorter: a load, or what masks do to its bytes. */
static bool can_shorten(const struct tx *left, uint32_t bits)
{
	if (dtype_is_a(left->dt, DT_STRING))
		return left->kind == TX_BITWISE;
	if (left->order != ORDER_BIG || !dtype_is_integer(left->dt) ||
	    left->len_bits % 8 || bits % 8 || !bits)
		return false;
	return left->kind == TX_BITWISE ||
	       (left->kind < TX_BITWISE && left->kind > TX_SETREF);
}

static struct tx *shortened(struct arena *a, const struct tx *left,
			    uint32_t bits)
{
	struct tx *copy = arena_memdup(a, left, sizeof(*left));

	copy->len_bits = (uint16_t)bits;
	if (left->kind == TX_BITWISE)
		copy->bitwise.op_len = bits / 8;
	return copy;
}

static int lower_masked(struct code *cd, const struct rule_item *item)
{
	struct arena *a = &cd->r->c->scratch;
	const struct tx *val = item->right->prefix.value;
	uint32_t len = tx_len_bytes(val);
	struct tx *left;
	uint8_t *mask = arena_alloc(a, len);
	uint8_t *masked;

	prefix_mask(item->right, mask);
	left = arith_mask(a, item->left, mask);
	val = value_reorder(a, val, (enum byteorder)left->order);
	masked = arena_memdup(a, val->bytes, len);
	for (uint32_t i = 0; i < len; i++)
		masked[i] &= left->bitwise.mask[i];
	if (tx_load(cd, left, 0) < 0)
		return -1;
	lower_cmp(cd, item->op, masked, len);
	return 0;
}

static int lower_prefix(struct code *cd, const struct rule_item *item)
{
	const struct tx *left = item->left;
	uint32_t bits = item->right->prefix.bits;

	if (bits == left->len_bits && dtype_is_integer(left->dt) &&
	    bits == 8 * tx_len_bytes(left) &&
	    arith_nominal_order(left) != ORDER_HOST)
		; /* the value itself */
	else if (can_shorten(left, bits))
		left = shortened(&cd->r->c->scratch, left, bits);
	else if (dtype_is_integer(left->dt))
		return lower_masked(cd, item);
	if (tx_load(cd, left, 0) < 0)
		return -1;
	lower_cmp(cd, item->op, item->right->prefix.value->bytes, bits / 8);
	return 0;
}

static int lower_set(struct code *cd, const struct rule_item *item)
{
	struct low_expr *x;

	if (tx_load(cd, item->left, 0) < 0)
		return -1;
	x = code_lookup(cd, item->right->set, 0, -1, item->right->at);
	if (item->op == REL_NEQ)
		lx_num(x, NFTA_LOOKUP_FLAGS, NFT_LOOKUP_F_INV);
	return 0;
}

int match_lower(struct code *cd, const struct rule_item *item)
{
	if (reg_alloc(cd, item->left) < 0)
		return -1;
	switch ((enum tx_kind)item->right->kind) {
	case TX_VALUE:
		return lower_value(cd, item);
	case TX_RANGE:
		return lower_range(cd, item);
	case TX_PREFIX:
		return lower_prefix(cd, item);
	case TX_SETREF:
		return lower_set(cd, item);
	default:
		BUG("match with kind %u", item->right->kind);
	}
}
