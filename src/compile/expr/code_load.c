#include "config.h"

#include "compile/expr/rule_build.h"

#include "base/bytes.h"
#include "compile/expr/bits.h"
#include "tables/abi.h"

#include <linux/netfilter/nf_tables.h>

/* Headers inside a tunnel are loaded by an expression within `inner`. */
static struct low_expr *tunnel_expr(struct code *cd, enum nfexpr_kind kind,
				    const struct proto *tunnel)
{
	struct arena *a = &cd->r->c->scratch;
	struct low_expr *wrap, *x;

	if (!tunnel)
		return code_expr(cd, kind);
	wrap = code_expr(cd, NFX_INNER);
	x = lx_new(a, kind, cd->at);
	lx_num(wrap, ABI_INNER_NUM, 0);
	lx_num(wrap, ABI_INNER_TYPE, tunnel->inner_type);
	lx_num(wrap, ABI_INNER_FLAGS, tunnel->inner_flags);
	lx_num(wrap, ABI_INNER_HDRSIZE, tunnel->inner_hdrsize);
	lx_exprs(wrap, ABI_INNER_EXPR, x);
	return x;
}

static int load_value(struct code *cd, const struct tx *e, unsigned int slot)
{
	struct low_expr *x = code_expr(cd, NFX_IMMEDIATE);

	lx_num(x, NFTA_IMMEDIATE_DREG, reg_number(slot));
	lx_data(x, NFTA_IMMEDIATE_DATA, e->bytes, tx_len_bytes(e));
	return 0;
}

static int load_payload(struct code *cd, const struct tx *e, unsigned int slot)
{
	struct low_expr *x = tunnel_expr(cd, NFX_PAYLOAD, e->payload.tunnel);

	lx_num(x, NFTA_PAYLOAD_DREG, reg_number(slot));
	lx_num(x, NFTA_PAYLOAD_BASE, e->payload.base);
	lx_num(x, NFTA_PAYLOAD_OFFSET, e->payload.off_bits / 8);
	lx_num(x, NFTA_PAYLOAD_LEN, tx_len_bytes(e));
	return 0;
}

static int load_exthdr(struct code *cd, const struct tx *e, unsigned int slot)
{
	struct low_expr *x = code_expr(cd, NFX_EXTHDR);

	lx_num(x, NFTA_EXTHDR_DREG, reg_number(slot));
	lx_num(x, NFTA_EXTHDR_TYPE, e->exthdr.type);
	lx_num(x, NFTA_EXTHDR_OFFSET, e->exthdr.off_bits / 8);
	lx_num(x, NFTA_EXTHDR_LEN, tx_len_bytes(e));
	lx_num(x, NFTA_EXTHDR_OP, e->exthdr.op);
	lx_num(x, NFTA_EXTHDR_FLAGS,
	       e->exthdr.present ? NFT_EXTHDR_F_PRESENT : 0);
	return 0;
}

/* What an attribute of a key's expression says. */
enum { KEY_DREG, KEY_NUMBER, KEY_ARG, KEY_DIR };

/* In the order in which nft sends them. */
static const struct {
	uint8_t kind, n; /* NFX_*; attributes */
	struct {
		uint8_t attr, what;
	} attrs[4];
} keys[] = {
	[TX_META] = { NFX_META, 2, { { NFTA_META_KEY, KEY_NUMBER },
				     { NFTA_META_DREG, KEY_DREG } } },
	[TX_CT] = { NFX_CT, 3, { { NFTA_CT_KEY, KEY_NUMBER },
				 { NFTA_CT_DREG, KEY_DREG },
				 { NFTA_CT_DIRECTION, KEY_DIR } } },
	[TX_RT] = { NFX_RT, 2, { { NFTA_RT_KEY, KEY_NUMBER },
				 { NFTA_RT_DREG, KEY_DREG } } },
	[TX_SOCKET] = { NFX_SOCKET, 3, { { NFTA_SOCKET_KEY, KEY_NUMBER },
					 { NFTA_SOCKET_DREG, KEY_DREG },
					 { NFTA_SOCKET_LEVEL, KEY_ARG } } },
	[TX_FIB] = { NFX_FIB, 3, { { NFTA_FIB_FLAGS, KEY_ARG },
				   { NFTA_FIB_RESULT, KEY_NUMBER },
				   { NFTA_FIB_DREG, KEY_DREG } } },
	[TX_XFRM] = { NFX_XFRM, 4, { { NFTA_XFRM_KEY, KEY_NUMBER },
				     { NFTA_XFRM_DIR, KEY_DIR },
				     { NFTA_XFRM_SPNUM, KEY_ARG },
				     { NFTA_XFRM_DREG, KEY_DREG } } },
	[TX_TUNNEL] = { NFX_TUNNEL, 2, { { NFTA_TUNNEL_KEY, KEY_NUMBER },
					 { NFTA_TUNNEL_DREG, KEY_DREG } } },
};

/* The next hop without a family has that of its type. */
static unsigned int key_number(const struct tx *e)
{
	if (e->kind == TX_RT && e->key.key->number == NFT_RT_NEXTHOP4 &&
	    e->dt->id == DT_IP6ADDR)
		return NFT_RT_NEXTHOP6;
	return e->key.key->number;
}

static int load_key(struct code *cd, const struct tx *e, unsigned int slot)
{
	const uint64_t values[] = {
		[KEY_DREG] = reg_number(slot), [KEY_NUMBER] = key_number(e),
		[KEY_ARG] = e->key.arg, [KEY_DIR] = (uint64_t)e->key.dir,
	};
	struct low_expr *x = tunnel_expr(cd, keys[e->kind].kind,
					 e->key.tunnel);

	for (unsigned int i = 0; i < keys[e->kind].n; i++) {
		uint8_t what = keys[e->kind].attrs[i].what;

		if (what != KEY_DIR || e->key.dir >= 0)
			lx_num(x, keys[e->kind].attrs[i].attr, values[what]);
	}
	return 0;
}

static int load_osf(struct code *cd, const struct tx *e, unsigned int slot)
{
	struct low_expr *x = code_expr(cd, NFX_OSF);

	lx_num(x, NFTA_OSF_DREG, reg_number(slot));
	lx_num(x, NFTA_OSF_TTL, e->osf.ttl);
	if (e->osf.version)
		lx_num(x, NFTA_OSF_FLAGS, NFT_OSF_F_VERSION);
	return 0;
}

static int load_numgen(struct code *cd, const struct tx *e, unsigned int slot)
{
	struct low_expr *x = code_expr(cd, NFX_NUMGEN);

	lx_num(x, NFTA_NG_DREG, reg_number(slot));
	lx_num(x, NFTA_NG_MODULUS, e->gen.gen->mod);
	lx_num(x, NFTA_NG_TYPE, e->gen.gen->random ? NFT_NG_RANDOM :
						     NFT_NG_INCREMENTAL);
	lx_num(x, NFTA_NG_OFFSET, e->gen.gen->offset);
	return 0;
}

/* Bytes that an argument takes in the registers. */
static uint32_t arg_len(const struct tx *e)
{
	struct ktype k;

	/* Of a field that was cut out of two bytes nft hashes both. */
	if (bits_is_cut(e) && e->shift.op_len == 2)
		return 2;
	ktype_of_tx(e, &k);
	return ktype_len_bytes(&k);
}

static int load_hash(struct code *cd, const struct tx *e, unsigned int slot)
{
	const struct ast_gen *gen = e->gen.gen;
	unsigned int top = cd->top;
	struct low_expr *x;
	int arg = 0;

	if (e->gen.arg) {
		arg = reg_alloc(cd, e->gen.arg);
		if (arg < 0 || tx_load(cd, e->gen.arg, (unsigned int)arg) < 0)
			return -1;
		cd->top = top;
	}
	x = code_expr(cd, NFX_HASH);
	if (e->gen.arg)
		lx_num(x, NFTA_HASH_SREG, reg_number((unsigned int)arg));
	lx_num(x, NFTA_HASH_DREG, reg_number(slot));
	if (e->gen.arg)
		lx_num(x, NFTA_HASH_LEN, arg_len(e->gen.arg));
	lx_num(x, NFTA_HASH_MODULUS, gen->mod);
	if (gen->have_seed)
		lx_num(x, NFTA_HASH_SEED, gen->seed);
	lx_num(x, NFTA_HASH_OFFSET, gen->offset);
	lx_num(x, NFTA_HASH_TYPE,
	       e->gen.arg ? NFT_HASH_JENKINS : NFT_HASH_SYM);
	return 0;
}

static struct low_expr *bitwise_expr(struct code *cd, unsigned int slot,
				     uint32_t len, unsigned int op)
{
	struct low_expr *x = code_expr(cd, NFX_BITWISE);

	lx_num(x, NFTA_BITWISE_SREG, reg_number(slot));
	lx_num(x, NFTA_BITWISE_DREG, reg_number(slot));
	lx_num(x, NFTA_BITWISE_OP, op);
	lx_num(x, NFTA_BITWISE_LEN, len);
	return x;
}

static int load_bitwise(struct code *cd, const struct tx *e, unsigned int slot)
{
	uint32_t len = e->bitwise.op_len;
	struct low_expr *x;

	if (tx_load(cd, e->bitwise.arg, slot) < 0)
		return -1;
	x = bitwise_expr(cd, slot, len, NFT_BITWISE_BOOL);
	lx_data(x, NFTA_BITWISE_MASK, e->bitwise.mask, len);
	lx_data(x, NFTA_BITWISE_XOR, e->bitwise.xor, len);
	return 0;
}

static int load_shift(struct code *cd, const struct tx *e, unsigned int slot)
{
	uint8_t *bits = arena_alloc(&cd->r->c->scratch, 4);
	struct low_expr *x;

	if (tx_load(cd, e->shift.arg, slot) < 0)
		return -1;
	bytes_put_host(bits, 4, e->shift.bits);
	x = bitwise_expr(cd, slot, e->shift.op_len,
			 e->shift.right ? NFT_BITWISE_RSHIFT :
					  NFT_BITWISE_LSHIFT);
	lx_data(x, NFTA_BITWISE_DATA, bits, 4);
	return 0;
}

static const uint8_t binop_ops[] = {
	[OP_AND] = ABI_BITWISE_AND,
	[OP_OR] = ABI_BITWISE_OR,
	[OP_XOR] = ABI_BITWISE_XOR,
};

static int load_binop(struct code *cd, const struct tx *e, unsigned int slot)
{
	unsigned int top = cd->top;
	struct low_expr *x;
	int right;

	if (tx_load(cd, e->binop.left, slot) < 0)
		return -1;
	right = reg_alloc(cd, e->binop.right);
	if (right < 0 || tx_load(cd, e->binop.right, (unsigned int)right) < 0)
		return -1;
	cd->top = top;
	x = bitwise_expr(cd, slot, tx_len_bytes(e), binop_ops[e->binop.op]);
	lx_num(x, ABI_BITWISE_SREG2, reg_number((unsigned int)right));
	return 0;
}

static int load_swap(struct code *cd, const struct tx *e, unsigned int slot)
{
	struct low_expr *x;

	if (tx_load(cd, e->swap.arg, slot) < 0)
		return -1;
	x = code_expr(cd, NFX_BYTEORDER);
	lx_num(x, NFTA_BYTEORDER_SREG, reg_number(slot));
	lx_num(x, NFTA_BYTEORDER_DREG, reg_number(slot));
	lx_num(x, NFTA_BYTEORDER_OP, e->swap.hton ? NFT_BYTEORDER_HTON :
						    NFT_BYTEORDER_NTOH);
	lx_num(x, NFTA_BYTEORDER_LEN, e->swap.len);
	lx_num(x, NFTA_BYTEORDER_SIZE, e->swap.size);
	return 0;
}

static int load_cast(struct code *cd, const struct tx *e, unsigned int slot)
{
	return tx_load(cd, e->cast.arg, slot);
}

static int load_lookup(struct code *cd, const struct tx *e, unsigned int slot)
{
	if (tx_load_key(cd, e->lookup.key, slot) < 0)
		return -1;
	code_lookup(cd, e->lookup.set, slot, (int)reg_number(slot), e->at);
	return 0;
}

static int load_concat(struct code *cd, const struct tx *e, unsigned int slot)
{
	for (const struct tx *part = e->list.first; part; part = part->next) {
		if (tx_load(cd, part, slot) < 0)
			return -1;
		slot += DIV_ROUND_UP((unsigned int)part->len_bits, 32u);
	}
	return 0;
}

static int load_range(struct code *cd, const struct tx *e, unsigned int slot)
{
	(void)slot;
	return diag_error(cd->r->c->diags, DIAG_TYPE, e->at,
			  "expected a single value, not a range, a prefix or '*'");
}

typedef int load_fn(struct code *, const struct tx *, unsigned int);

static load_fn *const load_fns[] = {
	[TX_VALUE] = load_value,       [TX_PREFIX] = load_range,
	[TX_RANGE] = load_range,       [TX_CATCHALL] = load_range,
	[TX_CONCAT] = load_concat,     [TX_PAYLOAD] = load_payload,
	[TX_EXTHDR] = load_exthdr,     [TX_META] = load_key,
	[TX_CT] = load_key,	       [TX_RT] = load_key,
	[TX_SOCKET] = load_key,     [TX_FIB] = load_key,
	[TX_OSF] = load_osf,	       [TX_XFRM] = load_key,
	[TX_TUNNEL] = load_key,     [TX_NUMGEN] = load_numgen,
	[TX_HASH] = load_hash,	       [TX_BITWISE] = load_bitwise,
	[TX_SHIFT] = load_shift,       [TX_BINOP] = load_binop,
	[TX_SWAP] = load_swap,	       [TX_CAST] = load_cast,
	[TX_LOOKUP] = load_lookup,
};

int tx_load(struct code *cd, const struct tx *e, unsigned int slot)
{
	if (e->kind >= ARRAY_SIZE(load_fns) || !load_fns[e->kind])
		BUG("expression kind %u cannot be loaded", e->kind);
	return load_fns[e->kind](cd, e, slot);
}

struct low_expr *code_lookup(struct code *cd, const struct set_info *set,
			     unsigned int slot, int dreg, struct span at)
{
	struct low_expr *x = code_expr(cd, NFX_LOOKUP);

	x->at = at;
	lx_num(x, NFTA_LOOKUP_SREG, reg_number(slot));
	if (dreg >= 0)
		lx_num(x, NFTA_LOOKUP_DREG, (unsigned int)dreg);
	lx_str(x, NFTA_LOOKUP_SET, set->name);
	lx_num(x, NFTA_LOOKUP_SET_ID, set->id);
	return x;
}

int tx_load_key(struct code *cd, const struct tx *key, unsigned int slot)
{
	unsigned int top = cd->top;
	int ret;

	reg_skip(cd, key);
	ret = tx_load(cd, key, slot);
	cd->top = top;
	return ret;
}
