#include "config.h"

#include "spec/abi.h"
#include "object/nfexpr.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* clang-format off */

/*
 * linux/netfilter/nf_tables.h, enum nft_*_attributes of each expression, in the
 * order in which libnftnl (and so nft) sends them.
 */

static const struct nfexpr_attr bitwise_attrs[] = {
	{ NFTA_BITWISE_SREG, WIRE_BE32, "sreg" },
	{ ABI_BITWISE_SREG2, WIRE_BE32, "sreg2" },
	{ NFTA_BITWISE_DREG, WIRE_BE32, "dreg" },
	{ NFTA_BITWISE_OP, WIRE_BE32, "op" },
	{ NFTA_BITWISE_LEN, WIRE_BE32, "len" },
	{ NFTA_BITWISE_MASK, WIRE_DATA, "mask" },
	{ NFTA_BITWISE_XOR, WIRE_DATA, "xor" },
	{ NFTA_BITWISE_DATA, WIRE_DATA, "data" },
};

static const struct nfexpr_attr byteorder_attrs[] = {
	{ NFTA_BYTEORDER_SREG, WIRE_BE32, "sreg" },
	{ NFTA_BYTEORDER_DREG, WIRE_BE32, "dreg" },
	{ NFTA_BYTEORDER_OP, WIRE_BE32, "op" },
	{ NFTA_BYTEORDER_LEN, WIRE_BE32, "len" },
	{ NFTA_BYTEORDER_SIZE, WIRE_BE32, "size" },
};

static const struct nfexpr_attr cmp_attrs[] = {
	{ NFTA_CMP_SREG, WIRE_BE32, "sreg" },
	{ NFTA_CMP_OP, WIRE_BE32, "op" },
	{ NFTA_CMP_DATA, WIRE_DATA, "data" },
};

static const struct nfexpr_attr connlimit_attrs[] = {
	{ NFTA_CONNLIMIT_COUNT, WIRE_BE32, "count" },
	{ NFTA_CONNLIMIT_FLAGS, WIRE_BE32, "flags" },
};

static const struct nfexpr_attr counter_attrs[] = {
	{ NFTA_COUNTER_BYTES, WIRE_BE64, "bytes" },
	{ NFTA_COUNTER_PACKETS, WIRE_BE64, "packets" },
};

static const struct nfexpr_attr ct_attrs[] = {
	{ NFTA_CT_KEY, WIRE_BE32, "key" },
	{ NFTA_CT_DREG, WIRE_BE32, "dreg" },
	{ NFTA_CT_DIRECTION, WIRE_U8, "direction" },
	{ NFTA_CT_SREG, WIRE_BE32, "sreg" },
};

static const struct nfexpr_attr dup_attrs[] = {
	{ NFTA_DUP_SREG_ADDR, WIRE_BE32, "sreg_addr" },
	{ NFTA_DUP_SREG_DEV, WIRE_BE32, "sreg_dev" },
};

static const struct nfexpr_attr dynset_attrs[] = {
	{ NFTA_DYNSET_SREG_KEY, WIRE_BE32, "sreg_key" },
	{ NFTA_DYNSET_SREG_DATA, WIRE_BE32, "sreg_data" },
	{ NFTA_DYNSET_OP, WIRE_BE32, "op" },
	{ NFTA_DYNSET_TIMEOUT, WIRE_BE64, "timeout" },
	{ NFTA_DYNSET_SET_NAME, WIRE_STRING, "set_name" },
	{ NFTA_DYNSET_SET_ID, WIRE_BE32, "set_id" },
	{ NFTA_DYNSET_EXPR, WIRE_EXPR, "expr" },
	{ NFTA_DYNSET_EXPRESSIONS, WIRE_EXPRS, "expressions" },
	{ NFTA_DYNSET_FLAGS, WIRE_BE32, "flags" },
};

static const struct nfexpr_attr exthdr_attrs[] = {
	{ NFTA_EXTHDR_DREG, WIRE_BE32, "dreg" },
	{ NFTA_EXTHDR_SREG, WIRE_BE32, "sreg" },
	{ NFTA_EXTHDR_TYPE, WIRE_U8, "type" },
	{ NFTA_EXTHDR_OFFSET, WIRE_BE32, "offset" },
	{ NFTA_EXTHDR_LEN, WIRE_BE32, "len" },
	{ NFTA_EXTHDR_OP, WIRE_BE32, "op" },
	{ NFTA_EXTHDR_FLAGS, WIRE_BE32, "flags" },
};

static const struct nfexpr_attr fib_attrs[] = {
	{ NFTA_FIB_FLAGS, WIRE_BE32, "flags" },
	{ NFTA_FIB_RESULT, WIRE_BE32, "result" },
	{ NFTA_FIB_DREG, WIRE_BE32, "dreg" },
};

static const struct nfexpr_attr flow_attrs[] = {
	{ NFTA_FLOW_TABLE_NAME, WIRE_STRING, "table" },
};

static const struct nfexpr_attr fwd_attrs[] = {
	{ NFTA_FWD_SREG_DEV, WIRE_BE32, "sreg_dev" },
	{ NFTA_FWD_SREG_ADDR, WIRE_BE32, "sreg_addr" },
	{ NFTA_FWD_NFPROTO, WIRE_BE32, "nfproto" },
};

static const struct nfexpr_attr hash_attrs[] = {
	{ NFTA_HASH_SREG, WIRE_BE32, "sreg" },
	{ NFTA_HASH_DREG, WIRE_BE32, "dreg" },
	{ NFTA_HASH_LEN, WIRE_BE32, "len" },
	{ NFTA_HASH_MODULUS, WIRE_BE32, "modulus" },
	{ NFTA_HASH_SEED, WIRE_BE32, "seed" },
	{ NFTA_HASH_OFFSET, WIRE_BE32, "offset" },
	{ NFTA_HASH_TYPE, WIRE_BE32, "type" },
};

static const struct nfexpr_attr immediate_attrs[] = {
	{ NFTA_IMMEDIATE_DREG, WIRE_BE32, "dreg" },
	{ NFTA_IMMEDIATE_DATA, WIRE_DATA, "data" },
};

static const struct nfexpr_attr inner_attrs[] = {
	{ ABI_INNER_NUM, WIRE_BE32, "num" },
	{ ABI_INNER_TYPE, WIRE_BE32, "type" },
	{ ABI_INNER_FLAGS, WIRE_BE32, "flags" },
	{ ABI_INNER_HDRSIZE, WIRE_BE32, "hdrsize" },
	{ ABI_INNER_EXPR, WIRE_EXPR, "expr" },
};

static const struct nfexpr_attr last_attrs[] = {
	{ NFTA_LAST_MSECS, WIRE_BE64, "msecs" },
	{ NFTA_LAST_SET, WIRE_BE32, "set" },
};

static const struct nfexpr_attr limit_attrs[] = {
	{ NFTA_LIMIT_RATE, WIRE_BE64, "rate" },
	{ NFTA_LIMIT_UNIT, WIRE_BE64, "unit" },
	{ NFTA_LIMIT_BURST, WIRE_BE32, "burst" },
	{ NFTA_LIMIT_TYPE, WIRE_BE32, "type" },
	{ NFTA_LIMIT_FLAGS, WIRE_BE32, "flags" },
};

static const struct nfexpr_attr log_attrs[] = {
	{ NFTA_LOG_PREFIX, WIRE_STRING, "prefix" },
	{ NFTA_LOG_GROUP, WIRE_BE16, "group" },
	{ NFTA_LOG_SNAPLEN, WIRE_BE32, "snaplen" },
	{ NFTA_LOG_QTHRESHOLD, WIRE_BE16, "qthreshold" },
	{ NFTA_LOG_LEVEL, WIRE_BE32, "level" },
	{ NFTA_LOG_FLAGS, WIRE_BE32, "flags" },
};

static const struct nfexpr_attr lookup_attrs[] = {
	{ NFTA_LOOKUP_SREG, WIRE_BE32, "sreg" },
	{ NFTA_LOOKUP_DREG, WIRE_BE32, "dreg" },
	{ NFTA_LOOKUP_SET, WIRE_STRING, "set" },
	{ NFTA_LOOKUP_SET_ID, WIRE_BE32, "set_id" },
	{ NFTA_LOOKUP_FLAGS, WIRE_BE32, "flags" },
};

static const struct nfexpr_attr masq_attrs[] = {
	{ NFTA_MASQ_FLAGS, WIRE_BE32, "flags" },
	{ NFTA_MASQ_REG_PROTO_MIN, WIRE_BE32, "reg_proto_min" },
	{ NFTA_MASQ_REG_PROTO_MAX, WIRE_BE32, "reg_proto_max" },
};

static const struct nfexpr_attr meta_attrs[] = {
	{ NFTA_META_KEY, WIRE_BE32, "key" },
	{ NFTA_META_DREG, WIRE_BE32, "dreg" },
	{ NFTA_META_SREG, WIRE_BE32, "sreg" },
};

static const struct nfexpr_attr nat_attrs[] = {
	{ NFTA_NAT_TYPE, WIRE_BE32, "type" },
	{ NFTA_NAT_FAMILY, WIRE_BE32, "family" },
	{ NFTA_NAT_REG_ADDR_MIN, WIRE_BE32, "reg_addr_min" },
	{ NFTA_NAT_REG_ADDR_MAX, WIRE_BE32, "reg_addr_max" },
	{ NFTA_NAT_REG_PROTO_MIN, WIRE_BE32, "reg_proto_min" },
	{ NFTA_NAT_REG_PROTO_MAX, WIRE_BE32, "reg_proto_max" },
	{ NFTA_NAT_FLAGS, WIRE_BE32, "flags" },
};

static const struct nfexpr_attr numgen_attrs[] = {
	{ NFTA_NG_DREG, WIRE_BE32, "dreg" },
	{ NFTA_NG_MODULUS, WIRE_BE32, "modulus" },
	{ NFTA_NG_TYPE, WIRE_BE32, "type" },
	{ NFTA_NG_OFFSET, WIRE_BE32, "offset" },
};

static const struct nfexpr_attr objref_attrs[] = {
	{ NFTA_OBJREF_IMM_TYPE, WIRE_BE32, "imm_type" },
	{ NFTA_OBJREF_IMM_NAME, WIRE_NAME, "imm_name" },
	{ NFTA_OBJREF_SET_SREG, WIRE_BE32, "set_sreg" },
	{ NFTA_OBJREF_SET_NAME, WIRE_NAME, "set_name" },
	{ NFTA_OBJREF_SET_ID, WIRE_BE32, "set_id" },
};

static const struct nfexpr_attr osf_attrs[] = {
	{ NFTA_OSF_DREG, WIRE_BE32, "dreg" },
	{ NFTA_OSF_TTL, WIRE_U8, "ttl" },
	{ NFTA_OSF_FLAGS, WIRE_BE32, "flags" },
};

static const struct nfexpr_attr payload_attrs[] = {
	{ NFTA_PAYLOAD_SREG, WIRE_BE32, "sreg" },
	{ NFTA_PAYLOAD_DREG, WIRE_BE32, "dreg" },
	{ NFTA_PAYLOAD_BASE, WIRE_BE32, "base" },
	{ NFTA_PAYLOAD_OFFSET, WIRE_BE32, "offset" },
	{ NFTA_PAYLOAD_LEN, WIRE_BE32, "len" },
	{ NFTA_PAYLOAD_CSUM_TYPE, WIRE_BE32, "csum_type" },
	{ NFTA_PAYLOAD_CSUM_OFFSET, WIRE_BE32, "csum_offset" },
	{ NFTA_PAYLOAD_CSUM_FLAGS, WIRE_BE32, "csum_flags" },
};

static const struct nfexpr_attr queue_attrs[] = {
	{ NFTA_QUEUE_NUM, WIRE_BE16, "num" },
	{ NFTA_QUEUE_TOTAL, WIRE_BE16, "total" },
	{ NFTA_QUEUE_FLAGS, WIRE_BE16, "flags" },
	{ NFTA_QUEUE_SREG_QNUM, WIRE_BE32, "sreg_qnum" },
};

static const struct nfexpr_attr quota_attrs[] = {
	{ NFTA_QUOTA_BYTES, WIRE_BE64, "bytes" },
	{ NFTA_QUOTA_CONSUMED, WIRE_BE64, "consumed" },
	{ NFTA_QUOTA_FLAGS, WIRE_BE32, "flags" },
};

static const struct nfexpr_attr range_attrs[] = {
	{ NFTA_RANGE_SREG, WIRE_BE32, "sreg" },
	{ NFTA_RANGE_OP, WIRE_BE32, "op" },
	{ NFTA_RANGE_FROM_DATA, WIRE_DATA, "from" },
	{ NFTA_RANGE_TO_DATA, WIRE_DATA, "to" },
};

static const struct nfexpr_attr redir_attrs[] = {
	{ NFTA_REDIR_REG_PROTO_MIN, WIRE_BE32, "reg_proto_min" },
	{ NFTA_REDIR_REG_PROTO_MAX, WIRE_BE32, "reg_proto_max" },
	{ NFTA_REDIR_FLAGS, WIRE_BE32, "flags" },
};

static const struct nfexpr_attr reject_attrs[] = {
	{ NFTA_REJECT_TYPE, WIRE_BE32, "type" },
	{ NFTA_REJECT_ICMP_CODE, WIRE_U8, "code" },
};

static const struct nfexpr_attr rt_attrs[] = {
	{ NFTA_RT_KEY, WIRE_BE32, "key" },
	{ NFTA_RT_DREG, WIRE_BE32, "dreg" },
};

static const struct nfexpr_attr socket_attrs[] = {
	{ NFTA_SOCKET_KEY, WIRE_BE32, "key" },
	{ NFTA_SOCKET_DREG, WIRE_BE32, "dreg" },
	{ NFTA_SOCKET_LEVEL, WIRE_BE32, "level" },
};

static const struct nfexpr_attr synproxy_attrs[] = {
	{ NFTA_SYNPROXY_MSS, WIRE_BE16, "mss" },
	{ NFTA_SYNPROXY_WSCALE, WIRE_U8, "wscale" },
	{ NFTA_SYNPROXY_FLAGS, WIRE_BE32, "flags" },
};

static const struct nfexpr_attr tproxy_attrs[] = {
	{ NFTA_TPROXY_FAMILY, WIRE_BE32, "family" },
	{ NFTA_TPROXY_REG_ADDR, WIRE_BE32, "reg_addr" },
	{ NFTA_TPROXY_REG_PORT, WIRE_BE32, "reg_port" },
};

static const struct nfexpr_attr tunnel_attrs[] = {
	{ NFTA_TUNNEL_KEY, WIRE_BE32, "key" },
	{ NFTA_TUNNEL_DREG, WIRE_BE32, "dreg" },
	{ NFTA_TUNNEL_MODE, WIRE_BE32, "mode" },
};

static const struct nfexpr_attr xfrm_attrs[] = {
	{ NFTA_XFRM_KEY, WIRE_BE32, "key" },
	{ NFTA_XFRM_DIR, WIRE_U8, "dir" },
	{ NFTA_XFRM_SPNUM, WIRE_BE32, "spnum" },
	{ NFTA_XFRM_DREG, WIRE_BE32, "dreg" },
};

/* Objects whose data is not that of the expression of the same name. */

static const struct nfexpr_attr helper_attrs[] = {
	{ NFTA_CT_HELPER_NAME, WIRE_NAME, "name" },
	{ NFTA_CT_HELPER_L3PROTO, WIRE_BE16, "l3proto" },
	{ NFTA_CT_HELPER_L4PROTO, WIRE_U8, "l4proto" },
};

static const struct nfexpr_attr tunnel_key_attrs[] = {
	{ NFTA_TUNNEL_KEY_ID, WIRE_BE32, "id" },
	{ NFTA_TUNNEL_KEY_IP, WIRE_BYTES, "ip" },
	{ NFTA_TUNNEL_KEY_IP6, WIRE_BYTES, "ip6" },
	{ NFTA_TUNNEL_KEY_FLAGS, WIRE_BE32, "flags" },
	{ NFTA_TUNNEL_KEY_TOS, WIRE_U8, "tos" },
	{ NFTA_TUNNEL_KEY_TTL, WIRE_U8, "ttl" },
	{ NFTA_TUNNEL_KEY_SPORT, WIRE_BE16, "sport" },
	{ NFTA_TUNNEL_KEY_DPORT, WIRE_BE16, "dport" },
	{ NFTA_TUNNEL_KEY_OPTS, WIRE_BYTES, "opts" },
};

static const struct nfexpr_attr timeout_attrs[] = {
	{ NFTA_CT_TIMEOUT_L3PROTO, WIRE_BE16, "l3proto" },
	{ NFTA_CT_TIMEOUT_L4PROTO, WIRE_U8, "l4proto" },
	{ NFTA_CT_TIMEOUT_DATA, WIRE_BYTES, "data" },
};

static const struct nfexpr_attr secmark_attrs[] = {
	{ NFTA_SECMARK_CTX, WIRE_NAME, "ctx" },
};

static const struct nfexpr_attr expect_attrs[] = {
	{ NFTA_CT_EXPECT_L3PROTO, WIRE_BE16, "l3proto" },
	{ NFTA_CT_EXPECT_L4PROTO, WIRE_U8, "l4proto" },
	{ NFTA_CT_EXPECT_DPORT, WIRE_BE16, "dport" },
	{ NFTA_CT_EXPECT_TIMEOUT, WIRE_HOST32, "timeout" },
	{ NFTA_CT_EXPECT_SIZE, WIRE_U8, "size" },
};

#define NFEXPR(n, a) { .name = n, .name_size = sizeof(n), .attrs = a,        \
		       .nattrs = ARRAY_SIZE(a) }

static const struct nfexpr nfexprs[] = {
	[NFX_BITWISE] = NFEXPR("bitwise", bitwise_attrs),
	[NFX_BYTEORDER] = NFEXPR("byteorder", byteorder_attrs),
	[NFX_CMP] = NFEXPR("cmp", cmp_attrs),
	[NFX_CONNLIMIT] = NFEXPR("connlimit", connlimit_attrs),
	[NFX_COUNTER] = NFEXPR("counter", counter_attrs),
	[NFX_CT] = NFEXPR("ct", ct_attrs),
	[NFX_DUP] = NFEXPR("dup", dup_attrs),
	[NFX_DYNSET] = NFEXPR("dynset", dynset_attrs),
	[NFX_EXTHDR] = NFEXPR("exthdr", exthdr_attrs),
	[NFX_FIB] = NFEXPR("fib", fib_attrs),
	[NFX_FLOW] = NFEXPR("flow_offload", flow_attrs),
	[NFX_FWD] = NFEXPR("fwd", fwd_attrs),
	[NFX_HASH] = NFEXPR("hash", hash_attrs),
	[NFX_IMMEDIATE] = NFEXPR("immediate", immediate_attrs),
	[NFX_INNER] = NFEXPR("inner", inner_attrs),
	[NFX_LAST] = NFEXPR("last", last_attrs),
	[NFX_LIMIT] = NFEXPR("limit", limit_attrs),
	[NFX_LOG] = NFEXPR("log", log_attrs),
	[NFX_LOOKUP] = NFEXPR("lookup", lookup_attrs),
	[NFX_MASQ] = NFEXPR("masq", masq_attrs),
	[NFX_META] = NFEXPR("meta", meta_attrs),
	[NFX_NAT] = NFEXPR("nat", nat_attrs),
	[NFX_NOTRACK] = { .name = "notrack", .name_size = sizeof("notrack") },
	[NFX_NUMGEN] = NFEXPR("numgen", numgen_attrs),
	[NFX_OBJREF] = NFEXPR("objref", objref_attrs),
	[NFX_OSF] = NFEXPR("osf", osf_attrs),
	[NFX_PAYLOAD] = NFEXPR("payload", payload_attrs),
	[NFX_QUEUE] = NFEXPR("queue", queue_attrs),
	[NFX_QUOTA] = NFEXPR("quota", quota_attrs),
	[NFX_RANGE] = NFEXPR("range", range_attrs),
	[NFX_REDIR] = NFEXPR("redir", redir_attrs),
	[NFX_REJECT] = NFEXPR("reject", reject_attrs),
	[NFX_RT] = NFEXPR("rt", rt_attrs),
	[NFX_SOCKET] = NFEXPR("socket", socket_attrs),
	[NFX_SYNPROXY] = NFEXPR("synproxy", synproxy_attrs),
	[NFX_TPROXY] = NFEXPR("tproxy", tproxy_attrs),
	[NFX_TUNNEL] = NFEXPR("tunnel", tunnel_attrs),
	[NFX_XFRM] = NFEXPR("xfrm", xfrm_attrs),
};

static const struct nfexpr nfobjs[] = {
	[NFT_OBJECT_COUNTER] = NFEXPR("counter", counter_attrs),
	[NFT_OBJECT_QUOTA] = NFEXPR("quota", quota_attrs),
	[NFT_OBJECT_CT_HELPER] = NFEXPR("ct helper", helper_attrs),
	[NFT_OBJECT_LIMIT] = NFEXPR("limit", limit_attrs),
	[NFT_OBJECT_TUNNEL] = NFEXPR("tunnel", tunnel_key_attrs),
	[NFT_OBJECT_CT_TIMEOUT] = NFEXPR("ct timeout", timeout_attrs),
	[NFT_OBJECT_SECMARK] = NFEXPR("secmark", secmark_attrs),
	[NFT_OBJECT_CT_EXPECT] = NFEXPR("ct expectation", expect_attrs),
	[NFT_OBJECT_SYNPROXY] = NFEXPR("synproxy", synproxy_attrs),
};
/* clang-format on */

_Static_assert(ARRAY_SIZE(nfexprs) == NFX_COUNT, "one row an expression");

const struct nfexpr *nfexpr_by_kind(enum nfexpr_kind kind)
{
	return (unsigned int)kind < NFX_COUNT ? &nfexprs[kind] : NULL;
}

const struct nfexpr *nfexpr_by_name(const char *name)
{
	for (size_t i = 0; i < NFX_COUNT; i++)
		if (strcmp(nfexprs[i].name, name) == 0)
			return &nfexprs[i];
	return NULL;
}

const struct nfexpr_attr *nfexpr_attr_search(const struct nfexpr *x,
					     unsigned int number)
{
	for (size_t i = 0; i < x->nattrs; i++)
		if (x->attrs[i].number == number)
			return &x->attrs[i];
	return NULL;
}

const struct nfexpr *nfobj_by_type(unsigned int type)
{
	if (type >= ARRAY_SIZE(nfobjs) || !nfobjs[type].name)
		return NULL;
	return &nfobjs[type];
}
