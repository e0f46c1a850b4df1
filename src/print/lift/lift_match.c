#include "config.h"

#include "print/lift/lift_field.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

static bool is_flags(const struct dtype *dt)
{
	return dt && dtype_is_a(dt, DT_BITMASK) && dt->id != DT_BITMASK;
}

static bool is_address(const struct dtype *dt)
{
	return dt->id == DT_IPADDR || dt->id == DT_IP6ADDR;
}

/* ---- statements ---- */

static bool has_ranges(const struct ast_expr *set)
{
	const struct chunks *refs = &set->elems->refs;

	for (size_t i = 0; i < refs->count; i++) {
		const struct ast_elem_ref *ref = chunks_at(refs, i);

		if (ref->node->key->kind != AST_VALUE)
			return true;
	}
	return false;
}

/* Of `E ^ c == v` and `E << n == v` the compiler moves the operation to the
 * constant (compile/expr/transfer.h).  Where it was not moved, an operation
 * that changes nothing is moved in its place. */
static bool is_moved(const struct ast_stmt *s, const struct ast_expr *le,
		     const struct ast_expr *re)
{
	if (le->kind != AST_BINOP || (le->op != OP_XOR && le->op != OP_LSHIFT) ||
	    (s->op >= REL_LT && s->op <= REL_GTE) ||
	    le->pair.right->kind != AST_VALUE)
		return false;
	return (re->kind == AST_VALUE && !lift_has_star(re)) ||
	       re->kind == AST_BINOP ||
	       (re->kind == AST_SET && !has_ranges(re));
}

/* The operation that is moved, so that the constant is re again. */
static struct ast_expr *kept(struct lift *l, const struct tx *left,
			     struct ast_expr *le, struct ast_expr **re)
{
	uint8_t text[BYTES_MAX] = { 0 };
	struct ast_expr *halves[2];

	if (!left->dt || !dtype_is_a(left->dt, DT_STRING) ||
	    (*re)->kind != AST_VALUE)
		return lift_binop(l, OP_XOR, le, lift_number(l, 0));
	memcpy(text, (*re)->value.text, MIN((*re)->value.len, BYTES_MAX - 1u));
	if (!lift_halves(l, text, BYTES_MAX, halves))
		return NULL;
	*re = halves[1];
	return lift_binop(l, OP_XOR, le, halves[0]);
}

static struct lift_stmt *add(struct lift_rule *r, const struct tx *left,
			     struct ast_expr *le, unsigned int op,
			     struct ast_expr *re)
{
	struct ast_stmt *s;
	struct lift_stmt *ls;

	if (!le || !re)
		return NULL;
	/* `check` is a word of text; JSON has it in maps only. */
	if (r->l->opt->json && le->kind == AST_FIB)
		le->key = key_by_number(KEYS_FIB, le->key->number);
	s = lift_stmt_new(r->l, STMT_MATCH);
	/* As nft has it: an operation whose result is not turned. */
	if (op == REL_IMPLICIT &&
	    (r->l->opt->json ||
	     (le->kind == AST_BINOP && left->kind != TX_SWAP)))
		op = REL_EQ;
	s->op = (uint8_t)op;
	if (is_moved(s, le, re))
		le = kept(r->l, left, le, &re);
	if (!le)
		return NULL;
	s->match.left = le;
	s->match.right = re;
	ls = lift_append(r, s);
	ls->left = left;
	ls->negated = op == REL_NEQ;
	return ls;
}

static uint64_t number_of(struct vtype t, const uint8_t *bytes, uint32_t len)
{
	return t.order == ORDER_HOST ? bytes_get_host(bytes, MIN(len, 8u)) :
				       bytes_get_be(bytes, MIN(len, 8u));
}

static void say(struct lift_rule *r, struct lift_stmt *ls, uint64_t number)
{
	ls->said = arena_memdup(r->a, &number, sizeof(number));
	ls->nsaid = 1;
}

/* Bytes that are no text: `left ^ "a" == "b"`. */
static struct lift_stmt *add_bytes(struct lift_rule *r, const struct tx *left,
				   unsigned int op, const uint8_t *bytes,
				   uint32_t len)
{
	struct ast_expr *halves[2], *le = lift_select(r, left);
	struct lift_stmt *ls;

	if (!le || !lift_halves(r->l, bytes, len, halves))
		return NULL;
	ls = add(r, left, le, op, halves[1]);
	if (ls)
		ls->s->match.left = lift_binop(r->l, OP_XOR, le, halves[0]);
	return ls;
}

/* `left == bytes`, left being a named load. */
static bool add_value(struct lift_rule *r, const struct tx *left,
		      unsigned int op, const uint8_t *bytes, uint32_t len)
{
	struct vtype t = tx_type(left);
	bool exact = is_flags(t.dt) && op == REL_IMPLICIT;
	struct lift_stmt *ls;

	if (lift_is_own(left))
		t.dt = dtype_by_id(DT_INTEGER);
	if (dtype_is_a(t.dt, DT_STRING) && !lift_is_text(bytes, len))
		return add_bytes(r, left, op, bytes, len);
	ls = add(r, left, lift_select(r, left), exact ? REL_EQ : op,
		 lift_exact(r->l, t, bytes, len));
	if (!ls)
		return false;
	if (op == REL_IMPLICIT && len <= 8)
		say(r, ls, number_of(t, bytes, len));
	lift_learn(r, ls);
	return true;
}

/* ---- fields ---- */

/* The number that a field has in the bytes that cover it. False: other bits
 * are set. */
static bool cut(const struct tx *e, uint32_t shift, const uint8_t *bytes,
		uint8_t *ret)
{
	uint32_t len = e->bitwise.op_len;

	for (uint32_t i = 0; i < len; i++)
		if (bytes[i] & ~(e->bitwise.mask[i] | e->bitwise.xor[i]))
			return false;
	memcpy(ret, bytes, len);
	bytes_shift_right(ret, len, shift);
	return true;
}

struct lift_field {
	struct tx *tx;
	struct ast_expr *le; /* an operation on the field; NULL: itself */
	uint32_t shift;
	uint32_t skip, len; /* of the number within the covering bytes */
};

/* bits: those without a name, too. */
static bool field_of(struct lift_rule *r, const struct tx *e, bool bits,
		     struct lift_field *ret)
{
	const struct lift_wanted wanted = { .bits = bits };
	bool alone;

	*ret = (struct lift_field){ .tx = NULL };
	ret->tx = lift_masked_field(r, e, wanted, &ret->shift, &alone);
	if (!ret->tx)
		return false;
	if (!alone)
		ret->le = lift_covered(r, ret->tx, e, ret->shift);
	ret->len = tx_len_bytes(ret->tx);
	ret->skip = e->bitwise.op_len - ret->len;
	return true;
}

static struct ast_expr *left_of(struct lift_rule *r,
				const struct lift_field *f)
{
	return f->le ? f->le : lift_select(r, f->tx);
}

static bool cmp_field(struct lift_rule *r, const struct tx *e,
		      const struct lift_field *f, unsigned int op,
		      const uint8_t *bytes)
{
	uint8_t num[BYTES_MAX];

	if (!cut(e, f->shift, bytes, num))
		return false;
	if (f->le)
		return add(r, e, f->le, op,
			   lift_operand(r->l, tx_type(f->tx), num + f->skip,
					f->len));
	return add_value(r, f->tx, op, num + f->skip, f->len);
}

/* ---- masks ---- */

static int prefix_bits(const uint8_t *mask, uint32_t len)
{
	uint8_t same[BYTES_MAX];
	unsigned int bits = 0;

	while (bits < 8 * len && mask[bits / 8] & 0x80 >> bits % 8)
		bits++;
	bytes_prefix_mask(same, len, bits);
	return memcmp(mask, same, len) == 0 ? (int)bits : -1;
}

/* `tcp flags syn,ack`, `tcp flags ! syn,ack` */
static bool cmp_any_flag(struct lift_rule *r, const struct tx *left,
			 const struct tx *e, unsigned int op)
{
	struct lift_stmt *ls = add(r, left, lift_select(r, left),
				   op == REL_NEQ ? REL_IMPLICIT : REL_NOT,
				   lift_one(r->l, tx_type(left),
					    e->bitwise.mask,
					    e->bitwise.op_len));

	/* `in`, in JSON */
	if (ls && op == REL_NEQ)
		ls->s->op = REL_IMPLICIT;
	return ls;
}

/* The compiler makes one mask of several, but for that of a prefix:
 * `FIELD & mask VALUE/5`. */
static bool cmp_prefix(struct lift_rule *r, const struct tx *e,
		       unsigned int op, const uint8_t *bytes, uint32_t len)
{
	uint8_t mask[BYTES_MAX], num[BYTES_MAX];
	struct tx *arg = e->bitwise.arg;
	struct lift_field f = { .tx = NULL };
	struct ast_expr *le;
	struct vtype t;
	uint32_t above;
	int bits;

	if (field_of(r, arg, true, &f)) {
		t = tx_type(f.tx);
		le = lift_select(r, f.tx);
	} else {
		f = (struct lift_field){ .len = len };
		le = lift_typed(r, arg, &t);
	}
	if (!le || !t.dt || t.len_bits > 8 * f.len || t.order != ORDER_BIG ||
	    !cut(e, f.shift, bytes, num))
		return false;
	above = 8 * len - t.len_bits - f.shift;
	memcpy(mask, e->bitwise.mask, len);
	bytes_shift_left(mask, len, above);
	bits = prefix_bits(mask, len);
	bytes_shift_right(mask, len, above);
	return memcmp(mask, e->bitwise.mask, len) == 0 && bits >= 0 &&
	       bits <= t.len_bits &&
	       add(r, f.tx ? f.tx : arg, le, op,
		   lift_prefix(r->l, t, num + f.skip, f.len, (uint32_t)bits));
}

/* The first bytes of a value: `ip saddr ^ 1.2.3.4 10.0.0.0/8` */
static bool masked_begin(struct lift_rule *r, const struct tx *e,
			 const struct tx *left, unsigned int op,
			 const uint8_t *bytes)
{
	uint8_t mask[BYTES_MAX], xor[BYTES_MAX] = { 0 }, num[BYTES_MAX] = { 0 };
	uint32_t n = tx_len_bytes(left), len = e->bitwise.op_len;
	struct ast_expr *le;

	memset(mask, 0xff, n);
	memcpy(mask, e->bitwise.mask, len);
	memcpy(xor, e->bitwise.xor, len);
	memcpy(num, bytes, len);
	le = lift_masked(r, lift_select(r, left), tx_type(left),
			 &(struct lift_mask){ mask, xor, n, false });
	return add(r, e, le, op, lift_prefix(r->l, tx_type(left), num, n,
					     8 * len));
}

static bool cmp_masked(struct lift_rule *r, struct tx *e, unsigned int op,
		       const uint8_t *bytes, uint32_t len)
{
	struct tx *left = lift_plain(r, e->bitwise.arg);
	bool plain = bytes_is_zero(e->bitwise.xor, len);
	struct ast_expr *le;
	struct vtype t;
	int bits;

	if (e->bitwise.op_len != len)
		return false;
	if (len < tx_len_bytes(left) && left->order == ORDER_BIG &&
	    left->kind < TX_BITWISE)
		return masked_begin(r, e, left, op, bytes);
	if (plain && e->bitwise.arg->kind == TX_BITWISE &&
	    cmp_prefix(r, e, op, bytes, len))
		return true;
	if (plain && is_flags(left->dt) && bytes_is_zero(bytes, len) &&
	    tx_len_bytes(left) == len)
		return cmp_any_flag(r, left, e, op);
	bits = plain && is_address(left->dt) && left->kind < TX_BITWISE ?
		prefix_bits(e->bitwise.mask, len) : -1;
	/* Whole bytes are compared without a mask. */
	if (bits == 0 || bits % 8 > 0)
		return add(r, left, lift_select(r, left), op,
			   lift_prefix(r->l, tx_type(left), bytes, len,
				       (uint32_t)bits));
	le = lift_typed(r, e, &t);
	if (!le || !t.dt)
		return false;
	return add(r, e, le, op, dtype_is_a(t.dt, DT_STRING) &&
				 len < tx_len_bytes(left) ?
			   lift_starred(r->l, bytes, len) :
			   lift_operand(r->l, t, bytes, len));
}

/* ---- loads ---- */

static bool is_load(const struct tx *e)
{
	return (e->kind == TX_PAYLOAD || e->kind == TX_EXTHDR) &&
	       !(e->kind == TX_EXTHDR && e->exthdr.present);
}

static bool is_raw(const struct tx *e)
{
	return e->kind == TX_PAYLOAD ? !e->payload.field : !e->exthdr.field;
}

/* A shorter load than the field: a prefix of whole bytes. */
static bool cmp_begin(struct lift_rule *r, const struct tx *e,
		      unsigned int op, const uint8_t *bytes, uint32_t len)
{
	struct tx *left = lift_first_field(r, e, true);
	uint8_t whole[BYTES_MAX] = { 0 };

	if (!left || tx_is_bitfield(left))
		return false;
	memcpy(whole, bytes, len);
	return add(r, left, lift_select(r, left), op,
		   lift_prefix(r->l, tx_type(left), whole, tx_len_bytes(left),
			       8 * len));
}

static struct tx *rest_of(struct lift_rule *r, const struct tx *e,
			  uint32_t bits)
{
	struct tx *rest = arena_memdup(r->a, e, sizeof(*e));

	rest->payload.off_bits += bits;
	rest->len_bits = (uint16_t)(rest->len_bits - bits);
	return rest;
}

/* Fields that were compared together: each is compared alone, and says what
 * the next one is. */
static bool cmp_fields(struct lift_rule *r, const struct tx *e,
		       const uint8_t *bytes)
{
	struct tx *left;

	while (e->len_bits) {
		left = lift_first_field(r, e, false);
		if (!left)
			left = lift_named(r, e);
		if (is_raw(left) || tx_is_bitfield(left) ||
		    !add_value(r, left, REL_IMPLICIT, bytes,
			       tx_len_bytes(left)))
			return false;
		bytes += tx_len_bytes(left);
		e = rest_of(r, e, left->len_bits);
	}
	return true;
}

/* The same, or nothing has changed. */
static bool try_fields(struct lift_rule *r, const struct tx *e,
		       const uint8_t *bytes)
{
	struct pctx *p = lift_context(r, e->payload.tunnel);
	const struct pctx before = *p;
	struct lift_stmt **last = r->last;

	if (cmp_fields(r, e, bytes))
		return true;
	*p = before;
	r->last = last;
	*r->last = NULL;
	r->needs = NULL;
	r->last_need = &r->needs;
	return false;
}

static bool cmp_load(struct lift_rule *r, const struct tx *e, unsigned int op,
		     const uint8_t *bytes, uint32_t len)
{
	struct tx *named = lift_named(r, e), *port;

	if (tx_len_bytes(e) != len)
		return false;
	if (!is_raw(named))
		return add_value(r, named, op, bytes, len);
	if (cmp_begin(r, e, op, bytes, len))
		return true;
	if (op == REL_IMPLICIT && e->kind == TX_PAYLOAD &&
	    try_fields(r, e, bytes))
		return true;
	port = lift_port(r, e);
	return add_value(r, port ? port : named, op, bytes, len);
}

/* ---- comparisons ---- */

static bool cmp_string(struct lift_rule *r, struct tx *e, unsigned int op,
		       const uint8_t *bytes, uint32_t len)
{
	return add(r, e, lift_expr(r, e), op, lift_starred(r->l, bytes, len));
}

/* Fewer bytes than were loaded: a prefix. */
static bool cmp_shorter(struct lift_rule *r, struct tx *e, unsigned int op,
			const uint8_t *bytes, uint32_t len)
{
	uint8_t whole[BYTES_MAX] = { 0 };

	if (len > tx_len_bytes(e) || e->order != ORDER_BIG)
		return false;
	memcpy(whole, bytes, len);
	return add(r, e, lift_select(r, e), op,
		   lift_prefix(r->l, tx_type(e), whole, tx_len_bytes(e),
			       8 * len));
}

static bool cmp_other(struct lift_rule *r, struct tx *e, unsigned int op,
		      const uint8_t *bytes, uint32_t len)
{
	struct ast_expr *le;
	struct vtype t;

	if (e->kind < TX_BITWISE && e->kind > TX_SETREF) {
		if (dtype_is_a(e->dt, DT_STRING) && len < tx_len_bytes(e))
			return cmp_string(r, e, op, bytes, len);
		return tx_len_bytes(e) == len ?
			add_value(r, e, op, bytes, len) :
			cmp_shorter(r, e, op, bytes, len);
	}
	le = lift_typed(r, e, &t);
	return le && t.dt && lift_len_bytes(e) == len &&
	       add(r, e, le, op, lift_operand(r->l, t, bytes, len));
}

/* A field that was moved to the end of its bytes, which the compiler does only
 * if an operation was moved to the constant. */
static struct tx *cut_out(struct lift_rule *r, struct tx *e, uint32_t len)
{
	struct tx *field = e->kind == TX_SHIFT ? lift_plain(r, e) : e;

	return field != e && tx_len_bytes(field) == len ? field : NULL;
}

static struct vtype moved_type(const struct tx *field, const struct tx *e)
{
	struct vtype t = tx_type(field);

	t.order = e->order;
	return t;
}

static bool add_moved(struct lift_rule *r, struct tx *e, struct tx *field,
		      unsigned int op, struct ast_expr *re)
{
	struct ast_expr *le = lift_moved(r, field, false);
	struct lift_stmt *ls = add(r, e, le, op, re);

	if (ls)
		ls->s->match.left = le;
	return ls;
}

static bool cmp_equal(struct lift_rule *r, struct tx *e, unsigned int op,
		      const uint8_t *bytes, uint32_t len)
{
	struct lift_field f;
	struct tx *field;

	if (is_load(e))
		return cmp_load(r, e, op, bytes, len);
	if (field_of(r, e, true, &f) && cmp_field(r, e, &f, op, bytes))
		return true;
	if (e->kind == TX_BITWISE)
		return cmp_masked(r, e, op, bytes, len);
	field = cut_out(r, e, len);
	if (field)
		return add_moved(r, e, field, op, lift_plain_number(
				 r->l, moved_type(field, e), bytes, len));
	return cmp_other(r, e, op, bytes, len);
}

/* Numbers of the host were turned for the comparison. */
static struct tx *unturned(struct tx *e)
{
	return e->kind == TX_SWAP && e->swap.hton ? e->swap.arg : e;
}

/* What is ordered: the value, its words and their type, big endian. */
static struct ast_expr *ordered(struct lift_rule *r, struct tx *e, bool bits,
				struct lift_field *f, struct vtype *ret_type)
{
	struct ast_expr *le;

	if (field_of(r, e, bits, f)) {
		*ret_type = tx_type(f->tx);
		return left_of(r, f);
	}
	le = lift_typed(r, e, ret_type);
	if (le && e != unturned(e))
		ret_type->order = ORDER_BIG;
	return le;
}

static struct ast_expr *order_of(struct lift_rule *r, const struct tx *e,
				 struct vtype t, const uint8_t *bytes,
				 uint32_t len)
{
	if (e->kind == TX_SWAP)
		return lift_turned(r->l, t, bytes, len);
	return e->kind == TX_BITWISE ? lift_operand(r->l, t, bytes, len) :
				       lift_exact(r->l, t, bytes, len);
}

static bool cmp_ordered(struct lift_rule *r, struct tx *e, unsigned int op,
			const uint8_t *bytes, uint32_t len)
{
	struct lift_field f;
	uint8_t num[BYTES_MAX];
	struct vtype t;
	struct ast_expr *le = ordered(r, e, true, &f, &t);

	if (!le || !t.dt)
		return false;
	if (!f.tx)
		return lift_len_bytes(e) == len &&
		       add(r, e, le, op, order_of(r, e, t, bytes, len));
	return cut(e, f.shift, bytes, num) &&
	       add(r, f.tx, le, op,
		   lift_one(r->l, t, num + f.skip, f.len));
}

bool lift_cmp(struct lift_rule *r, const struct low_expr *x)
{
	static const uint8_t ops[] = {
		[NFT_CMP_EQ] = REL_IMPLICIT, [NFT_CMP_NEQ] = REL_NEQ,
		[NFT_CMP_LT] = REL_LT, [NFT_CMP_LTE] = REL_LTE,
		[NFT_CMP_GT] = REL_GT, [NFT_CMP_GTE] = REL_GTE,
	};
	struct tx *e = lift_get(r, low_num_of(x, NFTA_CMP_SREG));
	const struct low_attr *data = low_attr_of(x, NFTA_CMP_DATA);
	uint64_t op = low_num_of(x, NFTA_CMP_OP);

	if (!e || !data || !data->len || op >= ARRAY_SIZE(ops))
		return false;
	if (op == NFT_CMP_EQ || op == NFT_CMP_NEQ)
		return cmp_equal(r, e, ops[op], data->bytes, data->len);
	return cmp_ordered(r, e, ops[op], data->bytes, data->len);
}

/* ---- ranges ---- */

/* A night is everything but the day. */
static bool is_night(struct vtype t, unsigned int op)
{
	return t.dt->id == DT_TIME_HOUR && op == REL_NEQ;
}

static bool cut_in_range(struct lift_rule *r, struct tx *e, struct tx *field,
			 unsigned int op, const struct low_attr *from,
			 const struct low_attr *to)
{
	struct vtype t = moved_type(field, e);
	struct ast_expr *range = lift_node(r->l, AST_RANGE);

	range->pair.left = lift_plain_number(r->l, t, from->bytes, from->len);
	range->pair.right = lift_plain_number(r->l, t, to->bytes, to->len);
	return add_moved(r, e, field, op, range);
}

bool lift_in_range(struct lift_rule *r, const struct low_expr *x)
{
	struct tx *e = lift_get(r, low_num_of(x, NFTA_RANGE_SREG));
	const struct low_attr *from = low_attr_of(x, NFTA_RANGE_FROM_DATA);
	const struct low_attr *to = low_attr_of(x, NFTA_RANGE_TO_DATA);
	unsigned int op = low_num_of(x, NFTA_RANGE_OP) == NFT_RANGE_NEQ ?
		REL_NEQ : REL_IMPLICIT;
	uint8_t lo[BYTES_MAX], hi[BYTES_MAX];
	struct lift_field f;
	struct tx *field;
	struct ast_expr *le, *re;
	struct vtype t;
	bool swap;

	if (!e || !from || !to || from->len != to->len || !from->len)
		return false;
	field = cut_out(r, e, from->len);
	if (field)
		return cut_in_range(r, e, field, op, from, to);
	if (from->len != lift_len_bytes(e))
		return false;
	le = ordered(r, e, false, &f, &t);
	if (!le || !t.dt)
		return false;
	memcpy(lo, from->bytes, from->len);
	memcpy(hi, to->bytes, to->len);
	if (f.tx && (!cut(e, f.shift, from->bytes, lo) ||
		     !cut(e, f.shift, to->bytes, hi)))
		return false;
	swap = e->kind == TX_SWAP;
	re = f.tx ? lift_span(r->l, t, lo + f.skip, hi + f.skip, f.len, false) :
	     is_night(t, op) ? lift_span(r->l, t, hi, lo, from->len, swap) :
			       lift_span(r->l, t, lo, hi, from->len, swap);
	return add(r, f.tx ? f.tx : e, le,
		   is_night(t, op) ? REL_IMPLICIT : op, re);
}

/* ---- sets ---- */

static bool vmap(struct lift_rule *r, struct tx *key,
		 const struct lift_set *types)
{
	struct ast_stmt *s = lift_stmt_new(r->l, STMT_VERDICT);

	s->expr = lift_node(r->l, AST_MAP);
	s->expr->flags = AST_VMAP;
	s->expr->pair.left = lift_key(r, key, types);
	s->expr->pair.right = lift_set_ref(r, types);
	return types->verdicts && s->expr->pair.left && s->expr->pair.right &&
	       lift_append(r, s);
}

static bool map_value(struct lift_rule *r, struct tx *key,
		      const struct lift_set *types, uint64_t dreg)
{
	struct lift_map *map = arena_new(r->a, struct lift_map);
	const struct ktype *data = &types->data_type;
	struct tx *e = tx_new(r->a, TX_LOOKUP, data->f[0],
			      (struct span){ 0 });

	if (!types->is_map || types->verdicts || types->obj_type)
		return false;
	map->types = *types;
	e->lookup.key = key;
	e->lookup.set = (struct set_info *)(void *)map;
	e->len_bits = (uint16_t)(8 * types->set->item.low->set->data_len);
	return lift_put(r, dreg, e);
}

/* What the members of a set say of protocols, in the order of the text. */
static void say_members(struct lift_rule *r, struct lift_stmt *ls,
			const struct lift_set *types)
{
	ls->by_set = !types->set->anonymous && !ls->negated;
	if (!types->set->anonymous || ls->negated || ls->left->len_bits > 16)
		return;
	ls->said = lift_members(r, types, &ls->nsaid);
	ls->icmp_set = ls->nsaid > 0;
}

/* A set of one value compiles to a comparison with the value, but one that is
 * written twice does not. */
static void keep_set(const struct ast_expr *set)
{
	struct chunks *refs = &set->elems->refs;
	const struct ast_elem_ref *ref = refs->count == 1 ?
		chunks_at(refs, 0) : NULL;

	if (ref && !ref->node->stmts && ref->node->key->kind != AST_CONCAT &&
	    ref->node->key->kind != AST_CATCHALL)
		*(struct ast_elem_ref *)chunks_push(refs) = *ref;
}

static bool in_set(struct lift_rule *r, struct tx *key,
		   const struct lift_set *types, bool inverted)
{
	struct lift_field f;
	bool bits = types->set->anonymous && types->intervals;
	bool field = field_of(r, key, bits, &f);
	struct tx *left = field && !f.le ? f.tx : lift_plain(r, key);
	struct ast_expr *le = field ? left_of(r, &f) :
		lift_joined(r, key, &types->key_type);
	struct lift_set literal = *types;
	struct ast_expr *re;
	struct lift_stmt *ls;

	literal.turned = key->kind == TX_SWAP;
	re = lift_set_ref(r, &literal);
	if (re && re->kind == AST_SET)
		keep_set(re);
	ls = add(r, left, le, inverted ? REL_NEQ : REL_IMPLICIT, re);
	if (!ls)
		return false;
	if (lift_moved_field(r, key, types))
		ls->s->match.left = lift_key(r, key, types);
	if (!ls->s->match.left)
		return false;
	say_members(r, ls, types);
	lift_learn(r, ls);
	return true;
}

bool lift_lookup(struct lift_rule *r, const struct low_expr *x)
{
	const struct low_attr *dreg = low_attr_of(x, NFTA_LOOKUP_DREG);
	uint64_t flags = low_num_of(x, NFTA_LOOKUP_FLAGS);
	struct state_set *set = lift_set_of(r, x, NFTA_LOOKUP_SET,
					    NFTA_LOOKUP_SET_ID);
	struct lift_set *types = arena_new(r->a, struct lift_set);
	struct tx *key;

	if (!set || flags & ~(uint64_t)NFT_LOOKUP_F_INV ||
	    !lift_set_for(r, set, types))
		return false;
	key = lift_set_key(r, low_num_of(x, NFTA_LOOKUP_SREG), types);
	if (!key || !lift_set_by_key(r, key, types))
		return false;
	if (!dreg)
		return in_set(r, key, types, flags & NFT_LOOKUP_F_INV);
	if (flags)
		return false;
	return dreg->num == NFT_REG_VERDICT ? vmap(r, key, types) :
	       map_value(r, key, types, dreg->num);
}
