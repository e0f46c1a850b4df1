#include "config.h"

#include "compile/expr/departs.h"

#include "compile/expr/arith.h"
#include "compile/scope/differs.h"

#include <string.h>

/* ---- what an expression is made of ---- */

struct parts {
	const struct tx *leaf;	/* what is loaded */
	const struct tx *field; /* the bit field that is cut out */
	bool moved;   /* and moved, its bytes being turned */
	bool shifted; /* by an operator that was written */
	bool words;   /* the same, of an odd length */
	bool operated; /* by any operator */
	bool cleared;  /* of what a shift moved out */
};

static bool has_unit(uint32_t len)
{
	return len == 1 || len == 2 || len == 4;
}

/* The field's own mask may have been joined with others. */
static bool is_own_mask(const struct tx *e)
{
	struct bits b;

	if (!e->bitwise.field)
		return false;
	bits_of(e->bitwise.field, &b);
	return b.len_bytes == e->bitwise.op_len &&
	       memcmp(b.mask, e->bitwise.mask, b.len_bytes) == 0 &&
	       bytes_is_zero(e->bitwise.xor, b.len_bytes);
}

static bool clears_overflow(const struct tx *e)
{
	const struct tx *arg = e->bitwise.arg;

	return arg->kind == TX_SHIFT && arg->shift.written &&
	       !arg->shift.right &&
	       bytes_all_ones(e->bitwise.mask, e->bitwise.op_len) &&
	       bytes_is_zero(e->bitwise.xor, e->bitwise.op_len);
}

static void look_at(const struct tx *e, struct parts *p)
{
	if (e->kind == TX_BITWISE) {
		p->operated |= !is_own_mask(e);
		p->cleared |= clears_overflow(e);
		if (e->bitwise.field)
			p->field = e->bitwise.field;
	} else if (e->kind == TX_SWAP) {
		p->words |= !has_unit(tx_len_bytes(e)) && e->swap.size == 4;
	} else if (e->kind == TX_SHIFT && e->shift.field) {
		p->moved = bits_is_cut(e);
	} else if (e->kind == TX_SHIFT && e->shift.written) {
		p->operated = p->shifted = true;
		p->words |= !has_unit(tx_len_bytes(e->shift.arg));
	}
}

static struct parts parts_of(const struct tx *e)
{
	struct parts p = { .leaf = NULL };
	struct bits b;

	for (; e; e = arith_operand(e)) {
		look_at(e, &p);
		p.leaf = e;
	}
	if (p.field) {
		bits_of(p.field, &b);
		p.moved |= b.shift && b.len_bytes > 4;
	}
	return p;
}

static uint32_t window_of(const struct parts *p)
{
	struct bits b;

	if (!p->field)
		return tx_len_bytes(p->leaf);
	bits_of(p->field, &b);
	return b.len_bytes;
}

/* ---- comparisons ---- */

static bool is_big(const struct tx *e)
{
	return e->order == ORDER_BIG && tx_len_bytes(e) > 1;
}

/* A shift to the right: nft compares one byte more than there is, which the
 * kernel refuses where it is in another register. */
static bool right_shift_differs(const struct transfer *x,
				const struct parts *p, enum transfer_to to,
				bool set)
{
	uint32_t len = tx_len_bytes(x->whole);

	if (to == TRANSFER_TO_PREFIX)
		return is_big(p->leaf);
	if (p->leaf->kind == TX_CT && !p->leaf->key.key->dtype)
		return true; /* an address, with nothing behind it */
	return len % 4 && (to == TRANSFER_TO_EQUAL || (len == 1 && !set));
}

/* The elements of a set stand in network order. */
static bool turned_in_set(const struct parts *p, const struct tx *whole,
			  enum transfer_to to)
{
	return to == TRANSFER_TO_EQUAL && is_big(p->leaf) &&
	       tx_len_bytes(whole) > 1;
}

static bool is_right_shift(const struct tx *e)
{
	while (e->kind == TX_SWAP || e->kind == TX_CAST ||
	       (e->kind == TX_BITWISE && e->bitwise.arg->kind == TX_SWAP))
		e = arith_operand(e);
	return e->kind == TX_SHIFT && e->shift.written && e->shift.right;
}

static bool xor_differs(const struct transfer *x, const struct parts *p,
			enum transfer_to to, uint32_t len)
{
	if (bytes_is_zero(x->step.xor, len))
		return false;
	return to == TRANSFER_TO_ORDERED &&
	       (len == 1 || is_big(p->leaf) ||
		dtype_is_a(p->leaf->dt, DT_STRING));
}

/* A constant is changed in the order of the packet, but compared with what a
 * shift has turned. */
static bool xor_turned(const struct parts *p, enum transfer_to to)
{
	return to == TRANSFER_TO_EQUAL && p->shifted && is_big(p->leaf);
}

static void operator_compared(struct rule_build *r, const struct transfer *x,
			      enum transfer_to to, const struct parts *p)
{
	uint32_t len = tx_len_bytes(x->whole);
	struct span at = x->whole->at;

	if (x->step.what == TRANSFER_XOR) {
		if (xor_differs(x, p, to, len))
			differs_say(r->c, DIFFERS_XOR, at);
		if (xor_turned(p, to))
			differs_say(r->c, DIFFERS_SHIFT, at);
	} else if (is_big(p->leaf) && (to == TRANSFER_TO_EQUAL ||
				       to == TRANSFER_TO_PREFIX)) {
		differs_say(r->c, DIFFERS_SHIFT, at);
	} else if (!x->lossless && (to == TRANSFER_TO_EQUAL ||
				    (to == TRANSFER_TO_ORDERED && len == 1))) {
		differs_say(r->c, DIFFERS_LOST, at);
	}
}

void departs_compared(struct rule_build *r, const struct transfer *x,
		      enum transfer_to to, bool set)
{
	bool plain = transfer_moves(x) && !x->has_operator;
	struct span at = x->whole->at;
	struct parts p;

	if (!x->has_step && x->whole->kind < TX_BITWISE)
		return;
	p = parts_of(plain ? x->moved : x->whole);
	if (plain)
		p.moved = false;

	if (x->whole->kind == TX_CONCAT || x->whole->kind == TX_LOOKUP)
		return;
	if (p.field && p.moved)
		differs_say(r->c, DIFFERS_FIELD, at);
	else if (x->field_bits && to == TRANSFER_TO_RANGES &&
		 window_of(&p) > 1 && x->step.bits)
		differs_say(r->c, DIFFERS_FIELD, at);
	else if (p.words)
		differs_say(r->c, DIFFERS_WORDS, at);
	else if (p.cleared)
		differs_say(r->c, DIFFERS_LOST, at);
	else if (to == TRANSFER_TO_PREFIX && p.shifted && is_big(p.leaf) &&
		 tx_len_bytes(x->whole) > 1)
		differs_say(r->c, DIFFERS_SHIFT, at);
	else if (x->has_operator)
		operator_compared(r, x, to, &p);
	else if (p.shifted && ((set && turned_in_set(&p, x->whole, to)) ||
			       (is_right_shift(x->whole) &&
				right_shift_differs(x, &p, to, set))))
		differs_say(r->c, DIFFERS_SHIFT, at);
}

/* The key of a map whose data go to a number of the machine's is computed as
 * if it went there itself: turned and longer. */
static bool computed_as_datum(const struct tx *key, const struct parts *p,
			      bool ranges)
{
	uint32_t len = tx_len_bytes(key);

	if (!p->operated || (len == 2 && !ranges && arith_cut_bits(key)))
		return false;
	return len < 4 && (ranges || (len > 1 && is_big(p->leaf)));
}

static bool key_differs(const struct transfer *x, const struct parts *p,
			bool ranges)
{
	if (p->field && x->field_bits)
		return x->step.bits && window_of(p) > 1;
	return computed_as_datum(x->whole, p, ranges);
}

void departs_named_key(struct rule_build *r, const struct tx *key,
		       const struct vtype *target, bool ranges)
{
	struct parts p = parts_of(key);

	if (key->kind == TX_CONCAT)
		return;
	if (!target && p.field && p.moved)
		differs_say(r->c, DIFFERS_FIELD, key->at);
	else if (target && (target->order == ORDER_HOST ?
			    computed_as_datum(key, &p, ranges) :
			    p.field != NULL))
		differs_say(r->c, DIFFERS_KEY, key->at);
}

static bool loses_bits(const struct transfer *x)
{
	return x->has_operator && x->step.what == TRANSFER_RIGHT &&
	       !x->lossless;
}

/* A constant that is a shift makes the key a number of the datum's length, in
 * the order of the packet, and the value stays as short as it is. */
static bool is_number_of_datum(const struct transfer *x,
			       const struct vtype *target)
{
	return x->shifted_constant &&
	       arith_loaded(x->whole)->order != ORDER_HOST &&
	       tx_len_bytes(x->whole) <
		       DIV_ROUND_UP((uint32_t)target->len_bits, 8u);
}

void departs_key(struct rule_build *r, const struct transfer *x,
		 enum transfer_to to, const struct vtype *target)
{
	struct parts p = parts_of(x->whole);
	bool host = target && target->order == ORDER_HOST;

	p.operated |= x->written; /* also where it changes nothing */

	if (x->whole->kind == TX_CONCAT)
		return;
	if (host ? key_differs(x, &p, to == TRANSFER_TO_RANGES) ||
			   is_number_of_datum(x, target) :
		   target && p.field)
		differs_say(r->c, DIFFERS_KEY, x->whole->at);
	else if (host && transfer_moves(x) && loses_bits(x))
		differs_say(r->c, DIFFERS_LOST, x->whole->at);
	else if (!host || window_of(&p) > 2 || !p.operated ||
		 (tx_len_bytes(x->whole) > 1 && !arith_cut_bits(x->whole)) ||
		 is_right_shift(x->whole))
		departs_compared(r, x, to, true);
}

/* ---- values ---- */

/* nft forgets to turn it once it has put another match before the rule. */
static bool is_evaluated_twice(const struct parts *p)
{
	return p->field->kind == TX_EXTHDR && p->field->exthdr.first;
}

/* Two registers: the right one is turned in its own length. */
static void right_side(struct rule_build *r, const struct tx *e)
{
	struct parts p = parts_of(e->binop.right);
	const struct tx *value = p.field ? p.field : p.leaf;

	if (e->order == ORDER_BIG &&
	    tx_len_bytes(value) != tx_len_bytes(e))
		differs_say(r->c, DIFFERS_LENGTH, e->binop.right->at);
	departs_value(r, e->binop.right);
}

void departs_value(struct rule_build *r, const struct tx *e)
{
	struct parts p;

	if (e->kind < TX_BITWISE)
		return;
	for (const struct tx *part = e; part; part = arith_operand(part))
		if (part->kind == TX_BINOP)
			right_side(r, part);
	p = parts_of(e);
	if (p.field && p.moved &&
	    (window_of(&p) > 2 || is_evaluated_twice(&p)))
		differs_say(r->c, DIFFERS_FIELD, e->at);
	else if (p.words)
		differs_say(r->c, DIFFERS_WORDS, e->at);
	else if (p.cleared)
		differs_say(r->c, DIFFERS_LOST, e->at);
}

void departs_turned(struct rule_build *r, const struct tx *key)
{
	if (key->kind == TX_SWAP && key->order == ORDER_HOST &&
	    tx_len_bytes(key) > 1)
		differs_say(r->c, DIFFERS_KEY, key->at);
}

/* Its bits are looked for in all the bytes that they lie in. */
static bool is_narrowed(const struct tx *key)
{
	return bits_is_cut(key) && key->shift.op_len > tx_len_bytes(key);
}

void departs_meter(struct rule_build *r, const struct tx *key)
{
	const struct tx *field = key;

	while (field->kind == TX_CAST)
		field = arith_operand(field);
	if (is_narrowed(field) || arith_cut_bits(key))
		differs_say(r->c, DIFFERS_FIELD, key->at);
	else
		departs_looked_up(r, key);
}

void departs_ranges(struct rule_build *r, const struct tx *key)
{
	if (is_narrowed(key) || arith_cut_bits(key))
		differs_say(r->c, DIFFERS_FIELD, key->at);
	departs_value(r, key);
	if (key->kind != TX_CONCAT)
		return;
	for (const struct tx *e = key->list.first; e; e = e->next) {
		struct parts p = parts_of(e);

		if (p.field && p.field->kind == TX_PAYLOAD &&
		    window_of(&p) > tx_len_bytes(p.field))
			differs_say(r->c, DIFFERS_FIELD, e->at);
	}
}

static void key_part(struct rule_build *r, const struct tx *e)
{
	if (e->kind == TX_SWAP && e->order == ORDER_BIG &&
	    tx_len_bytes(e) > 1)
		differs_say(r->c, DIFFERS_KEY, e->at);
	else
		departs_value(r, e);
}

void departs_joined_ranges(struct rule_build *r, const struct tx *key)
{
	if (key->kind != TX_CONCAT)
		return;
	for (const struct tx *e = key->list.first; e; e = e->next)
		if (arith_cut_bits(e))
			differs_say(r->c, DIFFERS_FIELD, e->at);
}

void departs_datum(struct rule_build *r, const struct tx *e)
{
	struct parts p = parts_of(e);

	if (p.field && p.moved)
		differs_say(r->c, DIFFERS_FIELD, e->at);
}

void departs_looked_up(struct rule_build *r, const struct tx *key)
{
	if (key->kind != TX_CONCAT) {
		key_part(r, key);
		return;
	}
	for (const struct tx *e = key->list.first; e; e = e->next)
		key_part(r, e);
}

/* A second register that is longer than the place, too. */
static bool is_longer_behind(const struct tx *e, const struct vtype *t)
{
	for (; e; e = arith_operand(e))
		if (e->kind == TX_BINOP && e->len_bits > t->len_bits)
			return true;
	return false;
}

void departs_written(struct rule_build *r, const struct tx *e,
		     const struct vtype *t)
{
	struct parts p = parts_of(e);
	const struct tx *value = p.field ? p.field : p.leaf;

	if (tx_len_bytes(value) != DIV_ROUND_UP((uint32_t)t->len_bits, 8u) ||
	    is_longer_behind(e, t))
		differs_say(r->c, DIFFERS_LENGTH, e->at);
	else if (p.field && p.moved)
		differs_say(r->c, DIFFERS_FIELD, e->at);
	else if (p.cleared)
		differs_say(r->c, DIFFERS_LOST, e->at);
}

/* A number of the machine's is turned if it comes from numgen as it is. */
void departs_address(struct rule_build *r, const struct tx *e)
{
	const struct tx *loaded = arith_loaded(e);

	if (e->kind == TX_SWAP && e->order == ORDER_BIG &&
	    (loaded->kind == TX_HASH ||
	     (loaded->kind == TX_NUMGEN && e->swap.arg != loaded)))
		differs_say(r->c, DIFFERS_ORDER, e->at);
}

/* Masks are cut at their low end, what is joined at its first byte that is not
 * zero. */
static bool is_cut_wrong(const uint8_t *num, uint32_t len)
{
	return !num[0] && !bytes_is_zero(num, len);
}

void departs_prefix(struct rule_build *r, const struct tx *left,
		    uint32_t bits, bool chained)
{
	uint32_t len = left->kind == TX_BITWISE ? left->bitwise.op_len : 0;

	const uint8_t *mask = left->bitwise.mask;

	if (!len || bits % 8 || !bits || left->order != ORDER_BIG || len < 2)
		return;
	if (left->len_bits % 8 ||
	    memcmp(mask, mask + len - bits / 8, bits / 8) != 0 ||
	    is_cut_wrong(left->bitwise.xor, len) ||
	    chained)
		differs_say(r->c, DIFFERS_PREFIX, left->at);
}
