#include "config.h"

#include "print/lift/lift_field.h"
#include "print/lift/lift_parts.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

static bool set_stmt(struct lift_rule *r, struct ast_expr *target,
		     struct ast_expr *value)
{
	struct ast_stmt *s = lift_stmt_new(r->l, STMT_SET);

	s->set.target = target;
	s->set.value = value;
	return target && value && lift_append(r, s);
}

/* What the target needs comes first, as in the compiler. */
static bool set_to(struct lift_rule *r, const struct tx *target,
		   struct tx *value, struct vtype t)
{
	struct ast_expr *left = lift_select(r, target);
	struct ktype place = ktype_single(t);

	return set_stmt(r, left, lift_arg(r, value, &place));
}

/* ---- keys ---- */

static bool set_key(struct lift_rule *r, const struct tx *target,
		    struct tx *value)
{
	struct vtype t = tx_type(target);

	/* A single bit goes in as a byte. */
	t.len_bits = ROUND_UP(t.len_bits, 8u);
	return value && set_to(r, target, value, t);
}

static struct tx *target_of(struct lift_rule *r, enum tx_kind kind,
			    const struct key *key)
{
	struct tx *e;

	if (!key || !key->dtype)
		return NULL;
	e = tx_new(r->a, kind, (struct vtype){ key->dtype, key->len_bits,
		   key->order }, (struct span){ 0 });
	e->key.key = key;
	e->key.dir = -1;
	return e;
}

bool lift_set_meta(struct lift_rule *r, const struct low_expr *x)
{
	struct tx *target = target_of(r, TX_META, key_by_number(
		KEYS_META, (unsigned int)low_num_of(x, NFTA_META_KEY)));

	return target && set_key(r, target,
				 lift_get(r, low_num_of(x, NFTA_META_SREG)));
}

bool lift_set_ct(struct lift_rule *r, const struct low_expr *x)
{
	const struct low_attr *dir = low_attr_of(x, NFTA_CT_DIRECTION);
	struct tx *target = target_of(r, TX_CT, key_by_number(
		KEYS_CT, (unsigned int)low_num_of(x, NFTA_CT_KEY)));

	if (!target)
		return false;
	target->key.dir = dir ? (int8_t)dir->num : -1;
	return set_key(r, target, lift_get(r, low_num_of(x, NFTA_CT_SREG)));
}

/* ---- options ---- */

static struct tx *option(struct lift_rule *r, const struct low_expr *x,
			 uint32_t len)
{
	struct tx *e = tx_new(r->a, TX_EXTHDR, (struct vtype){
			      &dtype_hex, (uint16_t)(8 * len), ORDER_BIG },
			      (struct span){ 0 });

	e->exthdr.op = (uint8_t)low_num_of(x, NFTA_EXTHDR_OP);
	e->exthdr.type = (uint8_t)low_num_of(x, NFTA_EXTHDR_TYPE);
	e->exthdr.off_bits =
		(uint32_t)(8 * low_num_of(x, NFTA_EXTHDR_OFFSET));
	return e;
}

static bool reset(struct lift_rule *r, const struct low_expr *x)
{
	struct ast_stmt *s = lift_stmt_new(r->l, STMT_RESET);
	struct tx *e = option(r, x, 1);

	if (low_num_of(x, NFTA_EXTHDR_LEN) || e->exthdr.op != EXTHDR_TCPOPT)
		return false;
	e->exthdr.present = true;
	s->expr = lift_select(r, e);
	return s->expr && lift_append(r, s);
}

bool lift_set_option(struct lift_rule *r, const struct low_expr *x)
{
	const struct low_attr *sreg = low_attr_of(x, NFTA_EXTHDR_SREG);
	uint64_t len = low_num_of(x, NFTA_EXTHDR_LEN);
	struct tx *value, *target;

	if (!sreg)
		return reset(r, x);
	value = lift_get(r, sreg->num);
	if (!value || !len || len > BYTES_MAX)
		return false;
	target = lift_named(r, option(r, x, (uint32_t)len));
	return set_to(r, target, value, tx_type(target));
}

/* ---- headers ---- */

struct lift_write {
	struct tx *load; /* what is written, as a raw load */
	uint64_t csum_type, csum_off, csum_flags;
};

static bool has_checksum(const struct lift_write *w, const struct tx *target)
{
	const struct proto *p = target->payload.proto;
	const struct proto_field *f = target->payload.field;
	bool pseudo = target->payload.base == BASE_INNER ||
		      (f && f->l4_pseudo);

	return w->csum_type == (p->has_csum ? p->csum_type : 0) &&
	       w->csum_off == (w->csum_type ? p->csum_off_bits / 8u : 0) &&
	       w->csum_flags == (pseudo ? NFT_PAYLOAD_L4CSUM_PSEUDOHDR : 0u);
}

/* The bytes that are written, as a field or raw: whichever has this
 * checksum. */
static struct tx *whole_target(struct lift_rule *r, const struct lift_write *w)
{
	struct tx *target = lift_named(r, w->load);

	if (has_checksum(w, target))
		return target;
	target = arena_memdup(r->a, w->load, sizeof(*target));
	return has_checksum(w, target) ? target : NULL;
}

static bool set_whole(struct lift_rule *r, const struct lift_write *w,
		      struct tx *value)
{
	struct tx *target = whole_target(r, w);

	return target && set_to(r, target, value, tx_type(target));
}

/* The bytes that are fetched and written back for a field: as the compiler
 * widens them (stmt/mangle.c). */
static bool has_window(const struct tx *target, const struct tx *load)
{
	uint32_t off = target->payload.off_bits;
	uint32_t first = off / 8, end = DIV_ROUND_UP(off + target->len_bits, 8u);
	bool even = target->payload.proto->has_csum ||
		    target->payload.base == BASE_INNER ||
		    target->payload.proto->id == PROTO_VLAN;

	if (even && (end - first) % 2)
		*(first % 2 ? &first : &end) += first % 2 ? -1u : 1u;
	return load->payload.off_bits == 8 * first &&
	       load->len_bits == 8 * (end - first);
}

/* The bits of a field within the load. */
static void bits_in(const struct tx *target, const struct tx *load,
		    uint8_t *mask, uint32_t *ret_shift)
{
	uint32_t len = load->len_bits / 8u;
	uint32_t at = target->payload.off_bits - load->payload.off_bits;

	bytes_prefix_mask(mask, len, target->len_bits);
	bytes_shift_right(mask, len, at);
	*ret_shift = load->len_bits - at - target->len_bits;
}

static bool is_within(const uint8_t *bits, const uint8_t *mask, uint32_t len)
{
	for (uint32_t i = 0; i < len; i++)
		if (bits[i] & ~mask[i])
			return false;
	return true;
}

/* `FIELD set FIELD & mask ^ xor`, `FIELD set VALUE`; in the field's bytes. */
static bool set_field(struct lift_rule *r, const struct tx *target,
		      const struct tx *e)
{
	uint32_t len = e->bitwise.op_len, n = tx_len_bytes(target), shift;
	uint8_t bits[BYTES_MAX], mask[BYTES_MAX], xor[BYTES_MAX];
	struct ast_expr *field = lift_select(r, target), *value;
	struct vtype t = tx_type(target);

	bits_in(target, e->bitwise.arg, bits, &shift);
	for (uint32_t i = 0; i < len; i++)
		mask[i] = e->bitwise.mask[i] & bits[i];
	memcpy(xor, e->bitwise.xor, len);
	bytes_shift_right(mask, len, shift);
	bytes_shift_right(xor, len, shift);
	/* Whole bytes would be written without being fetched. */
	if (bytes_is_zero(mask, len) && target->len_bits < 8 * len)
		return set_stmt(r, field, lift_one(r->l, t, xor + len - n, n));
	value = lift_masked(r, lift_select(r, target), t, &(struct lift_mask){
			    mask + len - n, xor + len - n, n, true });
	/* Written with an operation that changes nothing. */
	if (value && value->kind != AST_BINOP)
		value = lift_binop(r->l, OP_OR, value, lift_number(r->l, 0));
	return set_stmt(r, field, value);
}

static bool is_rewrite(const struct lift_write *w, const struct tx *e)
{
	return e->kind == TX_BITWISE && e->bitwise.arg->kind == TX_PAYLOAD &&
	       !e->bitwise.arg->payload.tunnel &&
	       e->bitwise.arg->payload.base == w->load->payload.base &&
	       e->bitwise.arg->payload.off_bits == w->load->payload.off_bits &&
	       e->bitwise.arg->len_bits == w->load->len_bits;
}

/* The bits from off on of what is written, with their name if they have one. */
static struct tx *target_at(struct lift_rule *r, const struct lift_write *w,
			    uint32_t off, uint32_t len)
{
	struct tx *e = arena_memdup(r->a, w->load, sizeof(*e));

	e->payload.off_bits += off;
	e->len_bits = (uint16_t)len;
	return lift_named(r, e);
}

/* All bits that are changed lie in the field, and its bytes are these. */
static bool takes(const struct lift_write *w, const struct tx *e,
		  const struct tx *target, const uint8_t *changed)
{
	uint8_t bits[BYTES_MAX];
	uint32_t shift;

	if (!has_window(target, w->load) || !has_checksum(w, target))
		return false;
	bits_in(target, w->load, bits, &shift);
	return is_within(changed, bits, e->bitwise.op_len);
}

/* The named field that has all bits that are changed; NULL: none. */
static struct tx *field_target(struct lift_rule *r, const struct lift_write *w,
			       const struct tx *e, const uint8_t *changed)
{
	uint32_t bits = 8 * e->bitwise.op_len;
	struct tx *target;

	/* Its bytes are written, and at most one more: see has_window(). */
	for (uint32_t off = 0; off < MIN(bits, 16u); off++)
		for (uint32_t end = MAX(off + 1, bits - MIN(bits, 15u));
		     end <= bits; end++) {
			target = target_at(r, w, off, end - off);
			if (target->payload.field &&
			    takes(w, e, target, changed))
				return target;
		}
	return NULL;
}

/* The same, or just the bits that are changed. */
static struct tx *part_target(struct lift_rule *r, const struct lift_write *w,
			      const struct tx *e)
{
	uint32_t len = e->bitwise.op_len, end = 8 * len, first;
	uint8_t changed[BYTES_MAX];
	struct tx *target;

	for (uint32_t i = 0; i < len; i++)
		changed[i] = (uint8_t)(~e->bitwise.mask[i] | e->bitwise.xor[i]);
	target = field_target(r, w, e, changed);
	if (target)
		return target;
	first = end - bytes_width_bits(changed, len);
	while (end > first && !(changed[(end - 1) / 8] & 0x80 >> (end - 1) % 8))
		end--;
	if (first == end)
		return NULL;
	target = target_at(r, w, first, end - first);
	return takes(w, e, target, changed) ? target : NULL;
}

/* Bits without a name are the bytes around them, as nft has it, unless the
 * first bits stay. */
static bool is_whole(const struct lift_write *w, const struct tx *e,
		     const struct tx *part, const struct tx *target)
{
	bool flips = false;

	if (part->payload.field || !has_window(target, w->load))
		return false;
	for (uint32_t i = 0; i < e->bitwise.op_len; i++)
		flips |= e->bitwise.mask[i] & e->bitwise.xor[i];
	return flips ||
	       part->payload.off_bits == w->load->payload.off_bits;
}

bool lift_set_payload(struct lift_rule *r, const struct low_expr *x)
{
	struct tx *value = lift_get(r, low_num_of(x, NFTA_PAYLOAD_SREG));
	uint64_t len = low_num_of(x, NFTA_PAYLOAD_LEN);
	struct lift_write w = {
		.csum_type = low_num_of(x, NFTA_PAYLOAD_CSUM_TYPE),
		.csum_off = low_num_of(x, NFTA_PAYLOAD_CSUM_OFFSET),
		.csum_flags = low_num_of(x, NFTA_PAYLOAD_CSUM_FLAGS),
	};
	struct tx *target, *part;

	if (!value || !len || len > BYTES_MAX)
		return false;
	w.load = tx_new(r->a, TX_PAYLOAD, (struct vtype){
			&dtype_hex, (uint16_t)(8 * len), ORDER_BIG },
			(struct span){ 0 });
	w.load->payload.proto = proto_by_id(PROTO_RAW);
	w.load->payload.base = (uint8_t)low_num_of(x, NFTA_PAYLOAD_BASE);
	w.load->payload.off_bits =
		(uint32_t)(8 * low_num_of(x, NFTA_PAYLOAD_OFFSET));
	target = whole_target(r, &w);
	if (is_rewrite(&w, value) && value->bitwise.op_len == len &&
	    !(target && target->payload.field)) {
		part = part_target(r, &w, value);
		if (part && target && is_whole(&w, value, part, target))
			part = target;
		if (part)
			return set_field(r, part, value);
	}
	return set_whole(r, &w, value);
}
