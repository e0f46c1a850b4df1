#include "config.h"

#include "print/lift/lift_field.h"

#include "tables/exthdr.h"

#include <string.h>

/* An expression, and the type and order of what is in its register. */
struct lift_lv {
	struct ast_expr *e;
	struct vtype t;
};

static bool value_of(struct lift_rule *r, struct tx *e, struct lift_lv *ret);

/* ---- selectors ---- */

static void note_need(struct lift_rule *r, const struct tx *e)
{
	struct lift_need *n = arena_new(r->a, struct lift_need);

	if (e->kind == TX_PAYLOAD) {
		n->proto = e->payload.proto;
		n->field = e->payload.field;
		n->tunnel = e->payload.tunnel;
	} else {
		n->proto = proto_by_id(e->exthdr.op == EXTHDR_IPV6 ?
				       PROTO_IP6 : PROTO_IP);
		n->first = n->frame = true;
	}
	*r->last_need = n;
	r->last_need = &n->next;
}

static struct ast_expr *payload(struct lift_rule *r, const struct tx *e)
{
	struct ast_expr *x;

	if (!e->payload.field) {
		/* There is no way to write raw bytes of a tunnel's packet. */
		if (e->payload.tunnel ||
		    !word_name(words_raw_bases, e->payload.base))
			return NULL;
		x = lift_node(r->l, AST_RAW);
		x->raw.base = e->payload.base;
		x->raw.off_bits = e->payload.off_bits;
		x->raw.len_bits = e->len_bits;
		return x;
	}
	x = lift_node(r->l, AST_PAYLOAD);
	x->payload.proto = e->payload.proto;
	x->payload.field = e->payload.field;
	if (e->payload.tunnel && e->payload.tunnel != e->payload.proto)
		x->tunnel = e->payload.tunnel->id;
	note_need(r, e);
	return x;
}

static const struct exthdr *exists_header(const struct tx *e)
{
	enum exthdr_op op = (enum exthdr_op)e->exthdr.op;
	const struct exthdr *h = exthdr_by_type(op, e->exthdr.type);

	if (!h && op == EXTHDR_TCPOPT)
		return &exthdr_tcp_unknown;
	return op == EXTHDR_DCCP ? &exthdr_dccp_option : h;
}

static struct ast_expr *exthdr(struct lift_rule *r, const struct tx *e)
{
	struct ast_expr *x;

	if (!e->exthdr.present && !e->exthdr.field) {
		if (e->exthdr.op != EXTHDR_TCPOPT)
			return NULL;
		x = lift_node(r->l, AST_TCPOPT_RAW);
		x->raw.off_bits = e->exthdr.off_bits;
		x->raw.len_bits = e->len_bits;
	} else {
		x = lift_node(r->l, AST_EXTHDR);
		x->exthdr.hdr = e->exthdr.present ? exists_header(e) :
						    e->exthdr.hdr;
		x->exthdr.field = e->exthdr.field;
		if (!x->exthdr.hdr)
			return NULL;
		if (e->exthdr.op == EXTHDR_IPV6 || e->exthdr.op == EXTHDR_IPOPT)
			note_need(r, e);
	}
	x->number = e->exthdr.type;
	return x;
}

static struct ast_expr *key(struct lift_rule *r, const struct tx *e)
{
	/* clang-format off */
	static const uint8_t kinds[] = {
		[TX_META] = AST_META, [TX_CT] = AST_CT, [TX_RT] = AST_RT,
		[TX_SOCKET] = AST_SOCKET, [TX_FIB] = AST_FIB,
		[TX_XFRM] = AST_IPSEC, [TX_TUNNEL] = AST_TUNNEL,
	};
	/* clang-format on */
	struct ast_expr *x = lift_node(r->l, (enum ast_kind)kinds[e->kind]);

	x->key = e->key.key;
	/* The level, the flags and the number share a place. */
	x->level = e->key.arg;
	/* There is no word for it, but the compiler adds such matches. */
	if (e->kind == TX_META && e->key.tunnel)
		x->tunnel = e->key.tunnel->id;
	if (e->kind == TX_CT)
		x->dir = e->key.dir < 0 ? DIR_NONE :
			 e->key.dir ? DIR_REPLY : DIR_ORIGINAL;
	else if (e->kind == TX_XFRM)
		x->dir = (uint16_t)e->key.dir;
	return x;
}

static struct ast_expr *generated(struct lift_rule *r, const struct tx *e)
{
	enum ast_kind kind = e->kind == TX_NUMGEN ? AST_NUMGEN :
			     e->gen.arg ? AST_JHASH : AST_SYMHASH;
	struct ast_expr *x = lift_node(r->l, kind);
	struct ast_gen *gen = arena_memdup(r->a, e->gen.gen, sizeof(*gen));

	if (e->gen.arg) {
		gen->expr = lift_expr(r, e->gen.arg);
		if (!gen->expr)
			return NULL;
	}
	x->gen = gen;
	return x;
}

struct ast_expr *lift_select(struct lift_rule *r, const struct tx *e)
{
	struct ast_expr *x;

	switch (e->kind) {
	case TX_PAYLOAD:
		return payload(r, e);
	case TX_EXTHDR:
		return exthdr(r, e);
	case TX_META:
	case TX_CT:
	case TX_RT:
	case TX_SOCKET:
	case TX_FIB:
	case TX_XFRM:
	case TX_TUNNEL:
		return key(r, e);
	case TX_NUMGEN:
	case TX_HASH:
		return generated(r, e);
	case TX_OSF:
		x = lift_node(r->l, AST_OSF);
		x->osf.ttl = e->osf.ttl;
		x->osf.version = e->osf.version;
		return x;
	default:
		return NULL;
	}
}

/* ---- fields that were cut out ---- */

static struct tx *without_swap(struct tx *e, bool hton)
{
	return e->kind == TX_SWAP && e->swap.hton == hton ? e->swap.arg : e;
}

static bool no_xor(const struct tx *e)
{
	return bytes_is_zero(e->bitwise.xor, e->bitwise.op_len);
}

/* Three bytes are turned as four, and shifted down. */
static struct tx *three_turned(struct tx *e)
{
	struct tx *arg = e;

	if (e->kind == TX_SHIFT && e->shift.right && e->shift.bits == 8 &&
	    e->shift.arg->kind == TX_SWAP && e->shift.arg->swap.size == 4)
		arg = e->shift.arg->swap.arg;
	return arg != e && tx_len_bytes(arg) == 3 ? arg : NULL;
}

static struct tx *three_bytes(struct lift_rule *r, struct tx *e)
{
	struct tx *load = three_turned(e);

	return load && (load->kind == TX_PAYLOAD || load->kind == TX_EXTHDR) ?
		lift_named(r, load) : NULL;
}

/* (load & mask) >> shift, turned to a number in between; three bytes as four
 * of which the last is nothing. */
static struct tx *cut_field(struct lift_rule *r, struct tx *e)
{
	uint32_t bits = 0, shift;
	struct tx *field;

	if (e->kind == TX_SHIFT && e->shift.right) {
		bits = e->shift.bits;
		e = e->shift.arg;
	}
	e = without_swap(e, false);
	if (e->kind != TX_BITWISE || !no_xor(e))
		return NULL;
	if (e->bitwise.op_len == 3 && bits >= 8)
		bits -= 8;
	field = lift_bit_field(r, e->bitwise.arg, e->bitwise.mask, &shift);
	if (!field && bits)
		field = lift_raw_bits(r, e->bitwise.arg, e->bitwise.mask,
				      true, &shift);
	return field && shift == bits ? field : NULL;
}

/* Fields of more than four bytes are moved, left or right, to where a value of
 * their length begins. */
static struct tx *long_field(struct lift_rule *r, struct tx *e)
{
	struct tx *shift = without_swap(e, true), *field, *load;
	uint32_t behind, from, to;

	if (shift == e || e->swap.size != 4 || shift->kind != TX_SHIFT)
		return NULL;
	e = without_swap(shift->shift.arg, false);
	if (e == shift->shift.arg || e->kind != TX_BITWISE || !no_xor(e) ||
	    e->bitwise.op_len <= 4)
		return NULL;
	load = e->bitwise.arg;
	field = lift_bit_field(r, load, e->bitwise.mask, &behind);
	if (!field)
		field = lift_raw_bits(r, load, e->bitwise.mask, true, &behind);
	if (!field)
		return NULL;
	from = load->len_bits - field->len_bits - behind;
	to = 8 * tx_len_bytes(field) - field->len_bits;
	return shift->shift.bits == (to > from ? to - from : from - to) &&
	       shift->shift.right == (to > from) ? field : NULL;
}

/* A number of three bytes goes back to the front of its register. */
static struct tx *without_padding(struct tx *e)
{
	struct tx *shift = without_swap(e, true);

	return shift != e && shift->kind == TX_SHIFT && !shift->shift.right &&
	       shift->shift.bits == 8 && e->swap.size == 4 ?
	       shift->shift.arg : e;
}

uint32_t lift_len_bytes(const struct tx *e)
{
	return without_padding((struct tx *)e) != e ? 3 : tx_len_bytes(e);
}

struct tx *lift_plain(struct lift_rule *r, struct tx *e)
{
	struct tx *field = cut_field(r, e);

	if (!field)
		field = long_field(r, e);
	if (!field && without_padding(e) != e) {
		field = cut_field(r, without_padding(e));
		if (field && tx_len_bytes(field) != 3)
			field = NULL;
	}

	if (!field)
		field = three_bytes(r, e);
	if (field)
		return field;
	if ((e->kind == TX_PAYLOAD || e->kind == TX_EXTHDR) &&
	    !(e->kind == TX_EXTHDR && e->exthdr.present))
		return lift_named(r, e);
	return e;
}

/* ---- operations ---- */

/* Bits that a field does not have. */
static void above(struct vtype t, uint32_t len, bool field, uint8_t *ret)
{
	uint32_t spare = 8 * len - MIN((uint32_t)t.len_bits, 8 * len);

	bytes_prefix_mask(ret, len, field && spare < 8 ? spare : 0);
	if (t.order == ORDER_HOST)
		bytes_swap(ret, len);
}

/* Flags are added one by one. */
static struct ast_expr *added(struct lift *l, struct ast_expr *e,
			      struct ast_expr *what)
{
	struct ast_expr *right = what->kind == AST_BINOP ? what->pair.right :
							   what;

	if (what->kind == AST_BINOP)
		e = added(l, e, what->pair.left);
	return lift_binop(l, OP_OR, e, right);
}

static struct ast_expr *operated(struct lift *l, struct ast_expr *e,
				 enum ast_binop op, struct ast_expr *what)
{
	if (!what)
		return NULL;
	return op == OP_OR ? added(l, e, what) : lift_binop(l, op, e, what);
}

/* JSON has no truth values as operands. */
static struct ast_expr *constant(struct lift *l, struct vtype t,
				 const uint8_t *bytes, uint32_t len)
{
	return l->opt->json && t.dt->id == DT_BOOLEAN ?
		lift_plain_number(l, t, bytes, len) :
		lift_operand(l, t, bytes, len);
}

static struct ast_expr *flipped(struct lift *l, struct ast_expr *e,
				struct vtype t, const uint8_t *flip,
				uint32_t len)
{
	struct ast_expr *halves[2];

	if (!dtype_is_a(t.dt, DT_STRING) || lift_is_text(flip, len))
		return operated(l, e, OP_XOR, constant(l, t, flip, len));
	if (!lift_halves(l, flip, len, halves))
		return NULL;
	e = lift_binop(l, OP_XOR, e, halves[0]);
	return lift_binop(l, OP_XOR, e, halves[1]);
}

struct ast_expr *lift_masked(struct lift_rule *r, struct ast_expr *e,
			     struct vtype t, const struct lift_mask *m)
{
	const uint8_t *mask = m->mask, *xor = m->xor;
	uint32_t len = m->len;
	uint8_t and[BYTES_MAX], or[BYTES_MAX], flip[BYTES_MAX];
	uint8_t all[BYTES_MAX], spare[BYTES_MAX];
	struct lift *l = r->l;

	above(t, len, m->field, spare);
	for (uint32_t i = 0; i < len; i++) {
		or[i] = (uint8_t)~mask[i] & xor[i];
		flip[i] = mask[i] & xor[i];
		all[i] = mask[i] | or[i] | spare[i];
		and[i] = (mask[i] | or[i]) & (uint8_t)~spare[i];
	}
	if (!bytes_all_ones(all, len))
		e = operated(l, e, OP_AND, lift_operand(l, t, and, len));
	if (e && !bytes_is_zero(flip, len))
		e = flipped(l, e, t, flip, len);
	return e && !bytes_is_zero(or, len) ?
		operated(l, e, OP_OR, lift_operand(l, t, or, len)) : e;
}

struct ast_expr *lift_covered(struct lift_rule *r, const struct tx *field,
			      const struct tx *e, uint32_t shift)
{
	uint32_t len = e->bitwise.op_len, n = tx_len_bytes(field);
	uint8_t mask[BYTES_MAX], xor[BYTES_MAX];

	memcpy(mask, e->bitwise.mask, len);
	memcpy(xor, e->bitwise.xor, len);
	bytes_shift_right(mask, len, shift);
	bytes_shift_right(xor, len, shift);
	return lift_masked(r, lift_select(r, field), tx_type(field),
			   &(struct lift_mask){ mask + len - n, xor + len - n,
						n, true });
}

/* Bytes that were shifted right as whole words: the compiler takes away what
 * came behind them. */
static bool is_shifted_odd(const struct tx *e)
{
	const struct tx *words = e->bitwise.arg;

	return words->kind == TX_SWAP && words->swap.hton &&
	       words->swap.size == 4 && e->bitwise.op_len % 4 &&
	       words->swap.arg->kind == TX_SHIFT &&
	       words->swap.arg->shift.right;
}

/* A mask of more bits than the value has, none of which is changed. */
static bool has_all_bits(struct vtype t, const struct tx *e)
{
	uint32_t len = e->bitwise.op_len, bits = t.len_bits;
	uint8_t mask[BYTES_MAX], same[BYTES_MAX];

	if (!no_xor(e) || bits % 8 == 0 || bits >= 8 * len)
		return false;
	memcpy(mask, e->bitwise.mask, len);
	if (t.order == ORDER_HOST)
		bytes_swap(mask, len);
	bytes_shift_left(mask, len, 8 * len - bits);
	bytes_prefix_mask(same, len, bits);
	if (memcmp(mask, same, len) != 0)
		return false;
	memcpy(mask, e->bitwise.mask, len);
	if (t.order == ORDER_HOST)
		bytes_swap(mask, len);
	bytes_shift_right(mask, len, bits);
	return !bytes_is_zero(mask, len);
}

static bool mask_value(struct lift_rule *r, struct tx *e, struct lift_lv *ret)
{
	struct ast_expr *what;
	struct lift_mask m;

	if (!value_of(r, e->bitwise.arg, ret))
		return false;
	/* A single byte that is longer now was made a number. */
	if (ret->t.len_bits <= 8 && e->bitwise.op_len > 1)
		ret->t.order = ORDER_HOST;
	m = (struct lift_mask){ e->bitwise.mask, e->bitwise.xor,
				e->bitwise.op_len, false };
	what = ret->e;
	if (has_all_bits(ret->t, e)) {
		ret->e = lift_binop(r->l, OP_XOR, what, lift_number(r->l, 0));
		return true;
	}
	ret->e = lift_masked(r, what, ret->t, &m);
	/* A mask of all bits is kept, too, but that of an odd shift. */
	if (ret->e == what && !is_shifted_odd(e))
		ret->e = lift_binop(r->l, OP_AND, what, lift_operand(
				    r->l, ret->t, m.mask, m.len));
	return ret->e;
}

static bool shift_value(struct lift_rule *r, struct tx *e, struct lift_lv *ret)
{
	if (!value_of(r, e->shift.arg, ret))
		return false;
	ret->e = lift_binop(r->l, e->shift.right ? OP_RSHIFT : OP_LSHIFT,
			    ret->e, lift_number(r->l, e->shift.bits));
	ret->t.dt = &dtype_hex;
	return true;
}

static bool binop_value(struct lift_rule *r, struct tx *e, struct lift_lv *ret)
{
	struct lift_lv right;

	if (!value_of(r, e->binop.left, ret) ||
	    !value_of(r, e->binop.right, &right))
		return false;
	ret->e = lift_binop(r->l, (enum ast_binop)e->binop.op, ret->e,
			    right.e);
	return true;
}

static bool swap_value(struct lift_rule *r, struct tx *e, struct lift_lv *ret)
{
	if (!value_of(r, e->swap.arg, ret))
		return false;
	ret->t.order = e->order;
	return true;
}

static bool map_value(struct lift_rule *r, struct tx *e, struct lift_lv *ret)
{
	const struct lift_map *map = (const void *)e->lookup.set;
	struct ast_expr *x = lift_node(r->l, AST_MAP);

	x->pair.left = lift_key(r, e->lookup.key, &map->types);
	x->pair.right = lift_set_ref(r, &map->types);
	ret->e = x;
	ret->t = tx_type(e);
	return x->pair.left && x->pair.right;
}

static bool concat_value(struct lift_rule *r, struct tx *e,
			 struct lift_lv *ret)
{
	struct ast_expr *list = lift_node(r->l, AST_CONCAT), **last;

	last = &list->list.first;
	for (struct tx *f = e->list.first; f; f = f->next) {
		struct lift_lv one;

		if (!value_of(r, f, &one))
			return false;
		*last = one.e;
		last = &one.e->next;
		list->list.count++;
	}
	ret->e = list;
	ret->t = (struct vtype){ 0 };
	return true;
}

typedef bool lift_value_fn(struct lift_rule *, struct tx *, struct lift_lv *);

static lift_value_fn *const operations[] = {
	[TX_BITWISE] = mask_value,
	[TX_SHIFT] = shift_value,
	[TX_BINOP] = binop_value,
	[TX_SWAP] = swap_value,
	[TX_LOOKUP] = map_value,
	[TX_CONCAT] = concat_value,
};

/* Computed numbers of three bytes, which are turned as four. */
static bool value_of_three(struct lift_rule *r, struct tx *e,
			   struct lift_lv *ret)
{
	struct tx *inner = three_turned(e);
	bool back = !inner;

	if (back)
		inner = without_padding(e);
	if (inner == e || !value_of(r, inner, ret) ||
	    (back && DIV_ROUND_UP((uint32_t)ret->t.len_bits, 8u) != 3))
		return false;
	ret->t.order = back ? ORDER_BIG : ORDER_HOST;
	return true;
}

static bool value_of(struct lift_rule *r, struct tx *e, struct lift_lv *ret)
{
	struct tx *plain = lift_plain(r, e);

	if (plain == e && value_of_three(r, e, ret))
		return true;

	if (plain == e && e->kind < ARRAY_SIZE(operations) &&
	    operations[e->kind])
		return operations[e->kind](r, e, ret);
	if (plain->kind == TX_VALUE)
		return false; /* a constant needs the type of its place */
	if (plain->kind == TX_PAYLOAD && !plain->payload.field &&
	    plain->payload.proto) {
		struct tx *port = lift_port(r, plain);

		plain = port ? port : plain;
	}
	ret->e = lift_select(r, plain);
	ret->t = tx_type(plain);
	/* nft takes numbers of a tunnel's header for raw ones. */
	if (lift_is_own(plain) && plain->dt->id == DT_INTEGER)
		ret->t.dt = &dtype_hex;
	/* A field that was cut out of several bytes is a number now. */
	ret->t.order = plain == e ? plain->order : e->order;
	return ret->e;
}

struct ast_expr *lift_typed(struct lift_rule *r, struct tx *e,
			    struct vtype *ret_type)
{
	struct lift_lv v;

	if (!value_of(r, e, &v))
		return NULL;
	*ret_type = v.t;
	return v.e;
}

struct ast_expr *lift_expr(struct lift_rule *r, struct tx *e)
{
	struct vtype t;

	return lift_typed(r, e, &t);
}

static bool has_type(const struct tx *field, const struct lift_set *types)
{
	return types->set->item.low->set->key_type == field->dt->id;
}

struct tx *lift_moved_field(struct lift_rule *r, struct tx *key,
			    const struct lift_set *types)
{
	struct tx *field;

	if (!types->set->anonymous || key->kind != TX_SHIFT)
		return NULL;
	field = lift_plain(r, key);
	return field != key && (!types->intervals || !has_type(field, types)) ?
		field : NULL;
}

struct ast_expr *lift_moved(struct lift_rule *r, struct tx *field, bool typed)
{
	return lift_binop(r->l, typed ? OP_XOR : OP_LSHIFT,
			  lift_select(r, field), lift_number(r->l, 0));
}

struct tx *lift_key_field(struct lift_rule *r, const struct tx *key,
			  const struct lift_set *types, uint32_t *ret_shift,
			  bool *ret_alone)
{
	const struct lift_wanted wanted = {
		.bits = types->intervals && !types->is_map,
		.flipped = types->is_map,
	};
	struct tx *field = lift_masked_field(r, key, wanted, ret_shift,
					     ret_alone);

	return field && (*ret_alone || field->payload.tunnel ||
			 has_type(field, types)) ? field : NULL;
}

struct ast_expr *lift_key(struct lift_rule *r, struct tx *key,
			  const struct lift_set *types)
{
	struct tx *field = lift_moved_field(r, key, types);
	uint32_t shift;
	bool alone;

	if (field)
		return lift_moved(r, field, has_type(field, types));
	if (types->set->anonymous)
		field = lift_key_field(r, key, types, &shift, &alone);
	if (!field)
		return lift_joined(r, key, &types->key_type);
	return alone ? lift_select(r, field) :
		       lift_covered(r, field, key, shift);
}

static uint32_t len_of(const struct ktype *t)
{
	return t->concat ? ktype_len_bytes(t) :
			   DIV_ROUND_UP((uint32_t)t->f[0].len_bits, 8u);
}

struct ast_expr *lift_arg(struct lift_rule *r, struct tx *e,
			  const struct ktype *t)
{
	if (e->kind != TX_VALUE)
		return lift_expr(r, e);
	if (!t->n || tx_len_bytes(e) != len_of(t))
		return NULL;
	return lift_value(r->l, t, e->bytes, tx_len_bytes(e));
}

struct ast_expr *lift_joined(struct lift_rule *r, struct tx *e,
			     const struct ktype *t)
{
	struct ast_expr *list, **last;
	unsigned int i = 0;

	if (e->kind != TX_CONCAT)
		return lift_arg(r, e, t);
	list = lift_node(r->l, AST_CONCAT);
	last = &list->list.first;
	for (struct tx *f = e->list.first; f; f = f->next, i++) {
		struct ktype one = ktype_single(t->f[i < t->n ? i : 0]);

		one.n = i < t->n;
		*last = lift_arg(r, f, &one);
		if (!*last)
			return NULL;
		last = &(*last)->next;
		list->list.count++;
	}
	return !t->n || i == t->n ? list : NULL;
}
