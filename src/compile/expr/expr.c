#include "config.h"

#include "compile/expr/expr.h"

#include "base/bytes.h"
#include "compile/expr/arith.h"
#include "compile/expr/bits.h"
#include "compile/expr/departs.h"
#include "compile/scope/differs.h"
#include "compile/value/value.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

static struct select rule_select(struct rule_build *r)
{
	return (struct select){ .c = r->c, .r = r, .a = &r->c->scratch };
}

/* ---- types that go together ---- */

bool dtype_same(const struct dtype *a, const struct dtype *b)
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

bool dtype_is_number(const struct dtype *dt)
{
	return dt->id == DT_INTEGER || (dt->base && dt->base->id == DT_INTEGER);
}

static bool type_fits(const struct tx *e, const struct vtype *t)
{
	if (dtype_same(e->dt, t->dt))
		return t->dt->id == DT_MARK ? true : length_fits(e, t);
	if (is_generated(e) && t->len_bits == 32 && dtype_is_number(t->dt))
		return true;
	if (t->dt == &dtype_queue)
		return dtype_is_number(e->dt);
	return t->dt->id == DT_MARK && dtype_is_number(e->dt) &&
	       length_fits(e, t);
}

int expr_type_check(struct cctx *c, const struct tx *e, const struct vtype *t)
{
	if (type_fits(e, t))
		return 0;
	if (dtype_same(e->dt, t->dt) || e->dt->id == DT_INTEGER)
		return diag_error(c->diags, DIAG_TYPE, e->at,
				  "expected %s of %u bits, not %s of %u bits",
				  t->dt->desc, t->len_bits, e->dt->desc,
				  e->len_bits);
	return diag_error(c->diags, DIAG_TYPE, e->at,
			  "expected %s, not %s", t->dt->desc,
			  e->dt->desc);
}

/* ---- expressions with a type of their own ---- */

/* The bare form takes its type from the rule, which a set cannot see. */
int key_check(struct cctx *c, const struct tx *e)
{
	if (e->kind != TX_CT || e->key.key->dtype)
		return 0;
	diag_error(c->diags, DIAG_TYPE, e->at,
		   "a key of a set or map needs an address of a known IP version");
	diag_hint(c->diags, "write 'ct original ip %s' or 'ct original ip6 %s'",
		  e->key.key->name, e->key.key->name);
	return -1;
}

typedef int eval_fn(struct rule_build *, const struct ast_expr *, struct tx **);

/* A field of the key of a map is computed as if it went to the place of the
 * map's datum, but nft forgets what a shift then moves out of it. */
static int member_placed(struct rule_build *r, const struct ast_expr *e,
			 struct tx **ret_tx)
{
	uint32_t len = tx_len_bytes(*ret_tx);
	struct vtype number = { dtype_by_id(DT_INTEGER), r->place.len_bits,
				ORDER_HOST };
	struct tx *tx;

	if (8 * len >= r->place.len_bits)
		return 0;
	if (r->ranged) {
		differs_say(r->c, DIFFERS_KEY, e->at);
		return 0;
	}
	if (len == 3 || tx_len_bytes(arith_loaded(*ret_tx)) == 3) {
		differs_say(r->c, DIFFERS_KEY, e->at);
		return 0;
	}
	if (arith_eval(r, e, &r->place, &tx) < 0)
		return -1;
	if (arith_reach_bits(tx) > 8 * len || arith_brings_back(tx, 8 * len))
		differs_say(r->c, DIFFERS_LOST, e->at);
	else
		*ret_tx = tx_cast(&r->c->scratch, tx, number);
	return 0;
}

static int eval_member(struct rule_build *r, const struct ast_expr *e,
		       eval_fn *member, struct tx **ret_tx)
{
	const struct ast_expr *what = ast_behind(e, NULL);
	bool was = r->joined;
	int ret;

	r->joined = true;
	ret = member(r, e, ret_tx);
	if (!ret && member == expr_eval_value && r->place.len_bits &&
	    what->kind == AST_BINOP && !ast_is_constant(what))
		ret = member_placed(r, what, ret_tx);
	r->joined = was;
	return ret;
}

static int eval_concat(struct rule_build *r, const struct ast_expr *e,
		       eval_fn *member, struct tx **ret_tx)
{
	struct tx *tx = tx_new(&r->c->scratch, TX_CONCAT,
			       (struct vtype){ .dt = dtype_by_id(DT_INVALID) },
			       e->at);
	struct tx **last = &tx->list.first;
	uint32_t len_bits = 0;

	for (const struct ast_expr *p = e->list.first; p; p = p->next) {
		if (eval_member(r, p, member, last) < 0 ||
		    key_check(r->c, *last) < 0)
			return -1;
		*last = arith_without_overflow(&r->c->scratch, *last);
		departs_value(r, *last);
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
	else if (what->kind == AST_RANGE && !ast_is_constant(e))
		diag_error(d, DIAG_TYPE, e->at,
			   "expected a value; '-' makes a range of two constants, it does not subtract");
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

/* Single bytes; and numbers out of which no bit was moved to the left. */
static bool is_placed(const struct tx *e)
{
	if (tx_len_bytes(e) == 1)
		return tx_len_bytes(arith_loaded(e)) == 1;
	if (e->order != ORDER_HOST)
		return false;
	if (arith_loaded(e)->order == ORDER_HOST)
		return tx_len_bytes(e) == 2;
	for (; e->kind == TX_SHIFT || e->kind == TX_BITWISE;
	     e = e->kind == TX_SHIFT ? e->shift.arg : e->bitwise.arg)
		if (e->kind == TX_SHIFT && !e->shift.right)
			return false;
	return e->kind == TX_SWAP && tx_len_bytes(e) == 2;
}

static int operation_placed(struct rule_build *r, const struct ast_expr *e,
			    struct tx **ret_tx)
{
	struct vtype t = tx_type(*ret_tx);
	bool cut = arith_cut_bits(*ret_tx);
	struct tx *tx;

	if (cut && arith_has_shift(e)) {
		if (r->ranged || !r->place.len_bits || r->joined)
			return 0;
		t = (struct vtype){ t.dt, 16, ORDER_HOST };
	}
	if (!r->place.len_bits || r->joined ||
	    !(cut || is_placed(*ret_tx)))
		return 0;
	if (arith_eval(r, e, &r->place, &tx) < 0)
		return -1;
	if ((cut && arith_reach_bits(tx) > 8) ||
	    arith_brings_back(tx, 8 * tx_len_bytes(*ret_tx)))
		differs_say(r->c, DIFFERS_LOST, e->at);
	else
		*ret_tx = tx_cast(&r->c->scratch, tx, t);
	return 0;
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
		return eval_concat(r, what, expr_eval_value, ret_tx);
	if (what->kind == AST_BINOP && !ast_is_constant(what))
		return arith_eval(r, what, NULL, ret_tx) < 0 ? -1 :
		       operation_placed(r, what, ret_tx);
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

int expr_hashed_eval(struct rule_build *r, const struct ast_expr *e,
		     struct tx **ret_tx)
{
	const struct ast_expr *what = ast_behind(e, NULL);

	if (r->place.len_bits && !ast_is_constant(what)) {
		if (what->kind == AST_BINOP)
			return arith_eval(r, what, &r->place, ret_tx);
		if (what->kind == AST_CONCAT)
			return eval_concat(r, what, expr_hashed_eval, ret_tx);
	}
	return expr_eval_value(r, e, ret_tx);
}

/* ---- operands of statements ---- */

/* Where the value goes decides about its order and length.  nft turns what goes
 * to marks, headers and addresses, and puts the rest in as it is. */
static int arg_place(struct rule_build *r, struct tx *e, const struct vtype *t,
		     struct tx **ret_tx)
{
	bool big = t->order == ORDER_BIG && dtype_is_integer(e->dt);

	*ret_tx = e;
	if (big || t->dt->id == DT_MARK) {
		if (arith_fit(r, e, t, ret_tx) < 0)
			return -1;
		departs_value(r, *ret_tx);
		return 0;
	}
	departs_value(r, e);
	if (t->order != ORDER_HOST || !dtype_is_integer(e->dt))
		return 0;
	*ret_tx = tx_swap(&r->c->scratch, e, ORDER_HOST);
	if (*ret_tx != e)
		differs_say(r->c, DIFFERS_ORDER, e->at);
	return 0;
}

static int arg_single(struct rule_build *r, const struct ast_expr *e,
		      const struct vtype *t, struct tx **ret_tx)
{
	const struct ast_expr *what = ast_behind(e, NULL);
	struct tx *tx;

	if (ast_is_constant(e))
		return value_eval(r->c, e, *t, ret_tx);
	if (what->kind == AST_BINOP)
		return arith_to(r, what, t, &tx) < 0 ? -1 :
		       arg_place(r, tx, t, ret_tx);
	if (expr_eval_value(r, e, &tx) < 0 || expr_type_check(r->c, tx, t) < 0)
		return -1;
	return arg_place(r, tx, t, ret_tx);
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

/* A mark takes what a shift gives. */
static int constant_eval(struct rule_build *r, const struct ast_expr *e,
			 struct ktype t, struct tx **ret_tx)
{
	if (!t.concat && t.f[0].dt->id == DT_MARK &&
	    ast_behind(e, NULL)->kind == AST_BINOP)
		t.f[0].dt = dtype_by_id(DT_INTEGER);
	return value_eval_key(r->c, e, &t, ret_tx);
}

int expr_arg_eval(struct rule_build *r, const struct ast_expr *e,
		  const struct ktype *target, struct tx **ret_tx)
{
	const struct ast_expr *what = ast_behind(e, NULL);
	struct map_request req = { .data = target };

	if (what->kind == AST_POISON)
		return -1;
	if (what->kind == AST_MAP)
		return map_eval(r, what, &req, ret_tx);
	if (ast_is_constant(e))
		return constant_eval(r, e, *target, ret_tx);
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
	if (arg_concat(r, e, &key, ret_tx) < 0)
		return -1;
	for (const struct tx *f = (*ret_tx)->list.first; f; f = f->next)
		if (key_check(r->c, f) < 0)
			return -1;
	return 0;
}

/* Keys of a set that holds no ranges are compared as the set has them. */
static void key_place(struct rule_build *r, const struct vtype *t,
		      struct tx **key)
{
	if (dtype_is_integer((*key)->dt) && t->order != ORDER_NONE)
		*key = tx_swap(&r->c->scratch, *key,
			       (enum byteorder)t->order);
}

/* A field of at most a byte that lies in two is computed in both, as fields of
 * concatenations are; or in the length of the place, if that loses no bit. */
static int cut_key(struct rule_build *r, const struct ast_expr *e,
		   struct tx **ret_tx)
{
	struct tx *tx;
	int ret;

	r->joined = true;
	ret = expr_eval_value(r, e, ret_tx);
	r->joined = false;
	if (ret < 0 || !r->place.len_bits)
		return ret;
	if (arith_eval(r, e, &r->place, &tx) < 0)
		return -1;
	if (arith_brings_back(tx, 8))
		differs_say(r->c, DIFFERS_LOST, e->at);
	else if (arith_reach_bits(tx) <= 8)
		*ret_tx = tx_cast(&r->c->scratch, tx, tx_type(*ret_tx));
	return 0;
}

static int key_value(struct rule_build *r, const struct ast_expr *e,
		     struct tx **ret_tx)
{
	if (expr_eval_value(r, e, ret_tx) < 0)
		return -1;
	if (e->kind != AST_BINOP || !arith_cut_bits(*ret_tx))
		return 0;
	return cut_key(r, e, ret_tx);
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
	} else if (key_value(r, what, ret_tx) < 0 ||
		   expr_type_check(r->c, *ret_tx, &set->key.f[0]) < 0) {
		return -1;
	} else if (!has_intervals(set)) {
		key_place(r, &set->key.f[0], ret_tx);
	}
	if (has_intervals(set)) {
		departs_ranges(r, *ret_tx);
		departs_joined_ranges(r, *ret_tx);
		key_reorder(&r->c->scratch, ret_tx);
	} else {
		departs_looked_up(r, *ret_tx);
	}
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

int expr_typeof_eval(struct cctx *c, const struct ast_expr *e,
		     struct tx **ret_tx)
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
		if (expr_typeof_eval(c, p, last) < 0)
			return -1;
		tx->len_bits += (uint16_t)ROUND_UP((*last)->len_bits, 32);
		last = &(*last)->next;
		tx->list.count++;
	}
	*ret_tx = tx;
	return 0;
}
