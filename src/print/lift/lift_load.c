#include "config.h"

#include "print/lift/lift_in.h"

#include "tables/abi.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

static struct tx *new_tx(struct lift_rule *r, enum tx_kind kind,
			 const struct dtype *dt, uint32_t len_bits,
			 enum byteorder order)
{
	struct vtype t = { dt, (uint16_t)len_bits, (uint8_t)order };

	return tx_new(r->a, kind, t, (struct span){ 0 });
}

static struct tx *key_load(struct lift_rule *r, enum tx_kind kind,
			   const struct key *key)
{
	struct tx *e;

	if (!key)
		return NULL;
	e = new_tx(r, kind, key->dtype, key->len_bits,
		   (enum byteorder)key->order);
	e->key.key = key;
	return e;
}

/* ---- headers, options ---- */

static struct tx *payload(struct lift_rule *r, const struct low_expr *x)
{
	uint64_t len = low_num_of(x, NFTA_PAYLOAD_LEN);
	uint64_t off = low_num_of(x, NFTA_PAYLOAD_OFFSET);
	struct tx *e;

	if (!len || len > BYTES_MAX || off > UINT32_MAX / 8)
		return NULL;
	e = new_tx(r, TX_PAYLOAD, &dtype_hex, (uint32_t)(8 * len), ORDER_BIG);
	e->payload.proto = proto_by_id(PROTO_RAW);
	e->payload.base = (uint8_t)low_num_of(x, NFTA_PAYLOAD_BASE);
	e->payload.off_bits = (uint32_t)(8 * off);
	return e;
}

static struct tx *exthdr(struct lift_rule *r, const struct low_expr *x)
{
	uint64_t len = low_num_of(x, NFTA_EXTHDR_LEN);
	uint64_t flags = low_num_of(x, NFTA_EXTHDR_FLAGS);
	struct tx *e;

	if (!len || len > BYTES_MAX || flags & ~(uint64_t)NFT_EXTHDR_F_PRESENT)
		return NULL;
	e = new_tx(r, TX_EXTHDR, dtype_by_id(DT_INTEGER), (uint32_t)(8 * len),
		   ORDER_BIG);
	e->exthdr.op = (uint8_t)low_num_of(x, NFTA_EXTHDR_OP);
	e->exthdr.type = (uint8_t)low_num_of(x, NFTA_EXTHDR_TYPE);
	e->exthdr.off_bits =
		(uint32_t)(8 * low_num_of(x, NFTA_EXTHDR_OFFSET));
	if (!flags)
		return e;
	if (len != 1 || e->exthdr.off_bits)
		return NULL;
	e->exthdr.present = true;
	e->dt = dtype_by_id(DT_BOOLEAN);
	e->len_bits = 1;
	return e;
}

static const struct proto *tunnel_of(const struct low_expr *x)
{
	uint64_t type = low_num_of(x, ABI_INNER_TYPE);

	for (unsigned int id = 0; id < PROTO_COUNT; id++) {
		const struct proto *p = proto_by_id((enum proto_id)id);

		if (p->inner_type && p->inner_type == type)
			return p->inner_hdrsize ==
				       low_num_of(x, ABI_INNER_HDRSIZE) &&
			       p->inner_flags ==
				       low_num_of(x, ABI_INNER_FLAGS) &&
			       !low_num_of(x, ABI_INNER_NUM) ? p : NULL;
	}
	return NULL;
}

static struct tx *inner(struct lift_rule *r, const struct low_expr *x)
{
	const struct low_attr *a = low_attr_of(x, ABI_INNER_EXPR);
	const struct proto *tunnel = tunnel_of(x);
	struct tx *e;

	if (!a || !a->exprs || !tunnel || a->exprs->kind == NFX_INNER)
		return NULL;
	e = lift_load(r, a->exprs);
	if (e && e->kind == TX_PAYLOAD)
		e->payload.tunnel = tunnel;
	else if (e && e->kind == TX_META)
		e->key.tunnel = tunnel;
	else
		return NULL;
	return e;
}

/* ---- keys ---- */

static struct tx *meta(struct lift_rule *r, const struct low_expr *x)
{
	return key_load(r, TX_META, key_by_number(
			KEYS_META, (unsigned int)low_num_of(x, NFTA_META_KEY)));
}

/* Addresses without a version are of the protocol that the rule knows. */
static bool by_context(struct lift_rule *r, struct tx *e)
{
	const struct proto *nh = pctx_network(&r->pctx);

	if (e->dt)
		return true;
	if (!nh || (nh->id != PROTO_IP && nh->id != PROTO_IP6))
		return false;
	e->dt = dtype_by_id(nh->id == PROTO_IP ? DT_IPADDR : DT_IP6ADDR);
	e->len_bits = e->dt->len_bits;
	return true;
}

static struct tx *ct(struct lift_rule *r, const struct low_expr *x)
{
	const struct low_attr *dir = low_attr_of(x, NFTA_CT_DIRECTION);
	unsigned int number = (unsigned int)low_num_of(x, NFTA_CT_KEY);
	struct tx *e = key_load(r, TX_CT, key_by_number(KEYS_CT, number));

	if (!e || !by_context(r, e))
		return NULL;
	/* These two are the same in both directions. */
	if (number == NFT_CT_L3PROTOCOL || number == NFT_CT_PROTOCOL)
		dir = NULL;
	e->key.dir = dir ? (int8_t)dir->num : -1;
	return dir && dir->num > 1 ? NULL : e;
}

static struct tx *rt(struct lift_rule *r, const struct low_expr *x)
{
	static const char *const hops[] = {
		[NFT_RT_NEXTHOP4] = "ip nexthop",
		[NFT_RT_NEXTHOP6] = "ip6 nexthop",
	};
	unsigned int number = (unsigned int)low_num_of(x, NFTA_RT_KEY);

	if (number < ARRAY_SIZE(hops) && hops[number])
		return key_load(r, TX_RT, key_by_name(KEYS_RT, hops[number]));
	return key_load(r, TX_RT, key_by_number(KEYS_RT, number));
}

static struct tx *sock(struct lift_rule *r, const struct low_expr *x)
{
	struct tx *e = key_load(r, TX_SOCKET, key_by_number(
		KEYS_SOCKET, (unsigned int)low_num_of(x, NFTA_SOCKET_KEY)));

	if (e)
		e->key.arg = (uint32_t)low_num_of(x, NFTA_SOCKET_LEVEL);
	return e;
}

static struct tx *fib(struct lift_rule *r, const struct low_expr *x)
{
	uint32_t flags = (uint32_t)low_num_of(x, NFTA_FIB_FLAGS);
	unsigned int result = (unsigned int)low_num_of(x, NFTA_FIB_RESULT);
	const struct key *key = key_by_number(KEYS_FIB, result);
	struct tx *e;

	if (flags & NFTA_FIB_F_PRESENT) {
		if (result != NFT_FIB_RESULT_OIF)
			return NULL;
		key = key_by_name(KEYS_FIB, "check");
	}
	e = flags & ~(uint32_t)LIFT_FIB_FLAGS ? NULL : key_load(r, TX_FIB, key);
	if (e)
		e->key.arg = flags & ~(uint32_t)NFTA_FIB_F_PRESENT;
	return e;
}

static struct tx *xfrm(struct lift_rule *r, const struct low_expr *x)
{
	struct tx *e = key_load(r, TX_XFRM, key_by_number(
		KEYS_IPSEC, (unsigned int)low_num_of(x, NFTA_XFRM_KEY)));

	if (!e || !word_name(words_ipsec_dirs, low_num_of(x, NFTA_XFRM_DIR)))
		return NULL;
	e->key.dir = (int8_t)low_num_of(x, NFTA_XFRM_DIR);
	e->key.arg = (uint32_t)low_num_of(x, NFTA_XFRM_SPNUM);
	return e;
}

static struct tx *tunnel(struct lift_rule *r, const struct low_expr *x)
{
	if (low_num_of(x, NFTA_TUNNEL_MODE))
		return NULL;
	return key_load(r, TX_TUNNEL, key_by_number(
		KEYS_TUNNEL, (unsigned int)low_num_of(x, NFTA_TUNNEL_KEY)));
}

static struct tx *osf(struct lift_rule *r, const struct low_expr *x)
{
	struct tx *e = new_tx(r, TX_OSF, dtype_by_id(DT_STRING), 16 * 8,
			      ORDER_HOST);

	e->osf.ttl = (uint8_t)low_num_of(x, NFTA_OSF_TTL);
	e->osf.version = low_num_of(x, NFTA_OSF_FLAGS);
	return e->osf.ttl && !word_name(words_osf_ttls, e->osf.ttl) ? NULL : e;
}

/* ---- made up numbers ---- */

static struct tx *generated(struct lift_rule *r, enum tx_kind kind,
			    uint64_t mod, uint64_t offset, bool random)
{
	struct tx *e = new_tx(r, kind, dtype_by_id(DT_INTEGER), 32,
			      ORDER_HOST);
	struct ast_gen *gen = arena_new(r->a, struct ast_gen);

	gen->mod = (uint32_t)mod;
	gen->offset = (uint32_t)offset;
	gen->random = random;
	e->gen.gen = gen;
	return e;
}

static struct tx *numgen(struct lift_rule *r, const struct low_expr *x)
{
	uint64_t type = low_num_of(x, NFTA_NG_TYPE);

	if (type > NFT_NG_RANDOM)
		return NULL;
	return generated(r, TX_NUMGEN, low_num_of(x, NFTA_NG_MODULUS),
			 low_num_of(x, NFTA_NG_OFFSET), type == NFT_NG_RANDOM);
}

static struct tx *hash(struct lift_rule *r, const struct low_expr *x)
{
	const struct low_attr *seed = low_attr_of(x, NFTA_HASH_SEED);
	struct tx *e = generated(r, TX_HASH, low_num_of(x, NFTA_HASH_MODULUS),
				 low_num_of(x, NFTA_HASH_OFFSET), false);
	struct ast_gen *gen;

	if (low_num_of(x, NFTA_HASH_TYPE) == NFT_HASH_SYM)
		return e;
	e->gen.arg = lift_get_key(r, low_num_of(x, NFTA_HASH_SREG), NULL,
				  (uint32_t)low_num_of(x, NFTA_HASH_LEN));
	gen = arena_memdup(r->a, e->gen.gen, sizeof(*gen));
	e->gen.gen = gen;
	gen->have_seed = seed;
	gen->seed = seed ? (uint32_t)seed->num : 0;
	return e->gen.arg ? e : NULL;
}

/* ---- operations ---- */

static struct tx *operation(struct lift_rule *r, enum tx_kind kind,
			    const struct tx *arg, uint64_t len)
{
	if (!arg || !len || len > BYTES_MAX)
		return NULL;
	return new_tx(r, kind, arg->dt, (uint32_t)(8 * len),
		      (enum byteorder)arg->order);
}

static struct tx *masked(struct lift_rule *r, const struct low_expr *x,
			 struct tx *arg, uint32_t len)
{
	const struct low_attr *mask = low_attr_of(x, NFTA_BITWISE_MASK);
	const struct low_attr *xor = low_attr_of(x, NFTA_BITWISE_XOR);
	struct tx *e = operation(r, TX_BITWISE, arg, len);

	if (!e || !mask || !xor || mask->len != len || xor->len != len)
		return NULL;
	e->bitwise.arg = arg;
	e->bitwise.op_len = len;
	e->bitwise.mask = arena_memdup(r->a, mask->bytes, len);
	e->bitwise.xor = arena_memdup(r->a, xor->bytes, len);
	return e;
}

static struct tx *shifted(struct lift_rule *r, const struct low_expr *x,
			  struct tx *arg, uint32_t len, bool right)
{
	const struct low_attr *bits = low_attr_of(x, NFTA_BITWISE_DATA);
	struct tx *e = operation(r, TX_SHIFT, arg, len);

	if (!e || !bits || bits->len != 4)
		return NULL;
	e->shift.arg = arg;
	e->shift.bits = (uint32_t)bytes_get_host(bits->bytes, 4);
	e->shift.op_len = len;
	e->shift.right = right;
	return e;
}

static struct tx *two(struct lift_rule *r, const struct low_expr *x,
		      struct tx *left, uint32_t len, enum ast_binop op)
{
	struct tx *e = operation(r, TX_BINOP, left, len);

	if (!e || low_attr_of(x, NFTA_BITWISE_DATA))
		return NULL;
	e->binop.left = left;
	e->binop.right = lift_get(r, low_num_of(x, ABI_BITWISE_SREG2));
	e->binop.op = (uint8_t)op;
	return e->binop.right ? e : NULL;
}

static struct tx *bitwise(struct lift_rule *r, const struct low_expr *x)
{
	struct tx *arg = lift_get(r, low_num_of(x, NFTA_BITWISE_SREG));
	uint32_t len = (uint32_t)low_num_of(x, NFTA_BITWISE_LEN);

	switch (low_num_of(x, NFTA_BITWISE_OP)) {
	case NFT_BITWISE_BOOL:
		return masked(r, x, arg, len);
	case NFT_BITWISE_LSHIFT:
		return shifted(r, x, arg, len, false);
	case NFT_BITWISE_RSHIFT:
		return shifted(r, x, arg, len, true);
	case ABI_BITWISE_AND:
		return two(r, x, arg, len, OP_AND);
	case ABI_BITWISE_OR:
		return two(r, x, arg, len, OP_OR);
	case ABI_BITWISE_XOR:
		return two(r, x, arg, len, OP_XOR);
	default:
		return NULL;
	}
}

/* Concatenations are turned field by field, in the registers of the fields. */
static struct tx *byteorder(struct lift_rule *r, const struct low_expr *x)
{
	struct tx *arg = lift_get(r, low_num_of(x, NFTA_BYTEORDER_SREG));
	uint64_t op = low_num_of(x, NFTA_BYTEORDER_OP);
	struct tx *e = operation(r, TX_SWAP, arg,
				 low_num_of(x, NFTA_BYTEORDER_LEN));

	if (!e || op > NFT_BYTEORDER_HTON)
		return NULL;
	e->swap.arg = arg;
	e->swap.len = (uint32_t)low_num_of(x, NFTA_BYTEORDER_LEN);
	e->swap.size = (uint8_t)low_num_of(x, NFTA_BYTEORDER_SIZE);
	e->swap.hton = op == NFT_BYTEORDER_HTON;
	e->order = e->swap.hton ? ORDER_BIG : ORDER_HOST;
	return e;
}

typedef struct tx *lift_load_fn(struct lift_rule *, const struct low_expr *);

static lift_load_fn *const loads[NFX_COUNT] = {
	[NFX_PAYLOAD] = payload,
	[NFX_EXTHDR] = exthdr,
	[NFX_INNER] = inner,
	[NFX_META] = meta,
	[NFX_CT] = ct,
	[NFX_RT] = rt,
	[NFX_SOCKET] = sock,
	[NFX_FIB] = fib,
	[NFX_XFRM] = xfrm,
	[NFX_TUNNEL] = tunnel,
	[NFX_OSF] = osf,
	[NFX_NUMGEN] = numgen,
	[NFX_HASH] = hash,
	[NFX_BITWISE] = bitwise,
	[NFX_BYTEORDER] = byteorder,
};

struct tx *lift_load(struct lift_rule *r, const struct low_expr *x)
{
	return x->kind < NFX_COUNT && loads[x->kind] ? loads[x->kind](r, x) :
						       NULL;
}
