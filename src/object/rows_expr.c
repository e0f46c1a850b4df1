#include "config.h"

#include "object/rows.h"

#include "tables/abi.h"
#include "tables/family.h"
#include "tables/keys.h"

#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* clang-format off */

/* Names of the numbers of expressions, in the order of the kernel's enums. */
static const struct word cmp_ops[] = {
	{ "eq", NFT_CMP_EQ }, { "neq", NFT_CMP_NEQ }, { "lt", NFT_CMP_LT },
	{ "lte", NFT_CMP_LTE }, { "gt", NFT_CMP_GT }, { "gte", NFT_CMP_GTE },
	{ NULL, 0 },
};
static const struct word bitwise_ops[] = {
	{ "mask_xor", NFT_BITWISE_BOOL }, { "lshift", NFT_BITWISE_LSHIFT },
	{ "rshift", NFT_BITWISE_RSHIFT }, { "and", ABI_BITWISE_AND },
	{ "or", ABI_BITWISE_OR }, { "xor", ABI_BITWISE_XOR }, { NULL, 0 },
};
static const struct word byteorder_ops[] = {
	{ "ntoh", NFT_BYTEORDER_NTOH }, { "hton", NFT_BYTEORDER_HTON },
	{ NULL, 0 },
};
static const struct word payload_bases[] = {
	{ "link", NFT_PAYLOAD_LL_HEADER }, { "network", NFT_PAYLOAD_NETWORK_HEADER },
	{ "transport", NFT_PAYLOAD_TRANSPORT_HEADER },
	{ "inner", NFT_PAYLOAD_INNER_HEADER },
	{ "tunnel", ABI_PAYLOAD_TUN_HEADER }, { NULL, 0 },
};
static const struct word csum_types[] = {
	{ "none", NFT_PAYLOAD_CSUM_NONE }, { "inet", NFT_PAYLOAD_CSUM_INET },
	{ "sctp", NFT_PAYLOAD_CSUM_SCTP }, { NULL, 0 },
};
static const struct word directions[] = {
	{ "original", 0 }, { "reply", 1 }, { NULL, 0 },
};
static const struct word exthdr_ops[] = {
	{ "ipv6", NFT_EXTHDR_OP_IPV6 }, { "tcpopt", NFT_EXTHDR_OP_TCPOPT },
	{ "ipv4", NFT_EXTHDR_OP_IPV4 }, { "sctp", NFT_EXTHDR_OP_SCTP },
	{ "dccp", NFT_EXTHDR_OP_DCCP }, { NULL, 0 },
};
static const struct word hash_types[] = {
	{ "jenkins", NFT_HASH_JENKINS }, { "sym", NFT_HASH_SYM }, { NULL, 0 },
};
static const struct word limit_types[] = {
	{ "packets", NFT_LIMIT_PKTS }, { "bytes", NFT_LIMIT_PKT_BYTES },
	{ NULL, 0 },
};
static const struct word nat_types[] = {
	{ "snat", NFT_NAT_SNAT }, { "dnat", NFT_NAT_DNAT }, { NULL, 0 },
};
static const struct word range_ops[] = {
	{ "eq", NFT_RANGE_EQ }, { "neq", NFT_RANGE_NEQ }, { NULL, 0 },
};
static const struct word reject_types[] = {
	{ "icmp", NFT_REJECT_ICMP_UNREACH }, { "tcp_reset", NFT_REJECT_TCP_RST },
	{ "icmpx", NFT_REJECT_ICMPX_UNREACH }, { NULL, 0 },
};
static const struct word rt_keys[] = {
	{ "classid", NFT_RT_CLASSID }, { "nexthop4", NFT_RT_NEXTHOP4 },
	{ "nexthop6", NFT_RT_NEXTHOP6 }, { "tcpmss", NFT_RT_TCPMSS },
	{ "xfrm", NFT_RT_XFRM }, { NULL, 0 },
};
static const struct word xfrm_keys[] = {
	{ "daddr4", NFT_XFRM_KEY_DADDR_IP4 }, { "daddr6", NFT_XFRM_KEY_DADDR_IP6 },
	{ "saddr4", NFT_XFRM_KEY_SADDR_IP4 }, { "saddr6", NFT_XFRM_KEY_SADDR_IP6 },
	{ "reqid", NFT_XFRM_KEY_REQID }, { "spi", NFT_XFRM_KEY_SPI },
	{ NULL, 0 },
};
static const struct word inner_types[] = {
	{ "vxlan", ABI_INNER_VXLAN }, { "geneve", ABI_INNER_GENEVE },
	{ "gre", ABI_INNER_GRE }, { "gretap", ABI_INNER_GRETAP }, { NULL, 0 },
};

static const char *family_word(uint64_t value)
{
	return family_name((enum family)value);
}

static const char *key_word(enum key_set set, uint64_t value)
{
	const struct key *k = key_by_number(set, (unsigned int)value);

	return k ? k->name : NULL;
}

static const char *meta_word(uint64_t value)
{
	return key_word(KEYS_META, value);
}

static const char *ct_word(uint64_t value)
{
	return key_word(KEYS_CT, value);
}

static const char *fib_word(uint64_t value)
{
	return key_word(KEYS_FIB, value);
}

static const char *socket_word(uint64_t value)
{
	return key_word(KEYS_SOCKET, value);
}

static const char *tunnel_word(uint64_t value)
{
	return key_word(KEYS_TUNNEL, value);
}

#define ATTR(n, t, s, ...)                                                   \
	{ .number = n, .type = WIRE_##t, .name = s, __VA_ARGS__ }

/*
 * linux/netfilter/nf_tables.h, enum nft_*_attributes of each expression, in the
 * order in which libnftnl (and so nft) sends them.
 */

static const struct row bitwise_attrs[] = {
	ATTR(NFTA_BITWISE_SREG, BE32, "sreg"),
	ATTR(ABI_BITWISE_SREG2, BE32, "sreg2"),
	ATTR(NFTA_BITWISE_DREG, BE32, "dreg"),
	ATTR(NFTA_BITWISE_OP, BE32, "op", .words = bitwise_ops),
	ATTR(NFTA_BITWISE_LEN, BE32, "len"),
	ATTR(NFTA_BITWISE_MASK, DATA, "mask"),
	ATTR(NFTA_BITWISE_XOR, DATA, "xor"),
	ATTR(NFTA_BITWISE_DATA, DATA, "data"),
};

static const struct row byteorder_attrs[] = {
	ATTR(NFTA_BYTEORDER_SREG, BE32, "sreg"),
	ATTR(NFTA_BYTEORDER_DREG, BE32, "dreg"),
	ATTR(NFTA_BYTEORDER_OP, BE32, "op", .words = byteorder_ops),
	ATTR(NFTA_BYTEORDER_LEN, BE32, "len"),
	ATTR(NFTA_BYTEORDER_SIZE, BE32, "size"),
};

static const struct row cmp_attrs[] = {
	ATTR(NFTA_CMP_SREG, BE32, "sreg"),
	ATTR(NFTA_CMP_OP, BE32, "op", .words = cmp_ops),
	ATTR(NFTA_CMP_DATA, DATA, "data"),
};

static const struct row connlimit_attrs[] = {
	ATTR(NFTA_CONNLIMIT_COUNT, BE32, "count"),
	ATTR(NFTA_CONNLIMIT_FLAGS, BE32, "flags"),
};

static const struct row counter_attrs[] = {
	ATTR(NFTA_COUNTER_BYTES, BE64, "bytes", .role = ROW_STATE),
	ATTR(NFTA_COUNTER_PACKETS, BE64, "packets", .role = ROW_STATE),
};

static const struct row ct_attrs[] = {
	ATTR(NFTA_CT_KEY, BE32, "key", .word = ct_word),
	ATTR(NFTA_CT_DREG, BE32, "dreg"),
	ATTR(NFTA_CT_DIRECTION, U8, "direction", .words = directions,
	     .telling = true, .idle_by = NFTA_CT_KEY,
	     .idle_when = 1 << NFT_CT_L3PROTOCOL | 1 << NFT_CT_PROTOCOL),
	ATTR(NFTA_CT_SREG, BE32, "sreg"),
};

static const struct row dup_attrs[] = {
	ATTR(NFTA_DUP_SREG_ADDR, BE32, "sreg_addr"),
	ATTR(NFTA_DUP_SREG_DEV, BE32, "sreg_dev"),
};

static const struct row dynset_attrs[] = {
	ATTR(NFTA_DYNSET_SREG_KEY, BE32, "sreg_key"),
	ATTR(NFTA_DYNSET_SREG_DATA, BE32, "sreg_data"),
	ATTR(NFTA_DYNSET_OP, BE32, "op", .words = words_dynset_ops),
	ATTR(NFTA_DYNSET_TIMEOUT, BE64, "timeout", .step = ROW_JIFFIES),
	ATTR(NFTA_DYNSET_SET_NAME, STRING, "set_name",
	     .id_by = NFTA_DYNSET_SET_ID, .names = NAMED_SET),
	ATTR(NFTA_DYNSET_SET_ID, BE32, "set_id", .role = ROW_SENT),
	ATTR(NFTA_DYNSET_EXPR, EXPR, "expr", .role = ROW_LIKE),
	ATTR(NFTA_DYNSET_EXPRESSIONS, EXPRS, "expressions",
	     .like = NFTA_DYNSET_EXPR, .of_set = NFTA_DYNSET_SET_NAME),
	ATTR(NFTA_DYNSET_FLAGS, BE32, "flags", .mask = NFT_DYNSET_F_INV),
};

static const struct row exthdr_attrs[] = {
	ATTR(NFTA_EXTHDR_DREG, BE32, "dreg"),
	ATTR(NFTA_EXTHDR_SREG, BE32, "sreg"),
	ATTR(NFTA_EXTHDR_TYPE, U8, "type"),
	ATTR(NFTA_EXTHDR_OFFSET, BE32, "offset"),
	ATTR(NFTA_EXTHDR_LEN, BE32, "len"),
	ATTR(NFTA_EXTHDR_OP, BE32, "op", .words = exthdr_ops),
	ATTR(NFTA_EXTHDR_FLAGS, BE32, "flags"),
};

static const struct row fib_attrs[] = {
	ATTR(NFTA_FIB_FLAGS, BE32, "flags"),
	ATTR(NFTA_FIB_RESULT, BE32, "result", .word = fib_word),
	ATTR(NFTA_FIB_DREG, BE32, "dreg"),
};

static const struct row flow_attrs[] = {
	ATTR(NFTA_FLOW_TABLE_NAME, STRING, "table", .names = NAMED_FLOWTABLE),
};

static const struct row fwd_attrs[] = {
	ATTR(NFTA_FWD_SREG_DEV, BE32, "sreg_dev"),
	ATTR(NFTA_FWD_SREG_ADDR, BE32, "sreg_addr"),
	ATTR(NFTA_FWD_NFPROTO, BE32, "nfproto", .word = family_word),
};

static const struct row hash_attrs[] = {
	ATTR(NFTA_HASH_SREG, BE32, "sreg"),
	ATTR(NFTA_HASH_DREG, BE32, "dreg"),
	ATTR(NFTA_HASH_LEN, BE32, "len"),
	ATTR(NFTA_HASH_MODULUS, BE32, "modulus"),
	ATTR(NFTA_HASH_SEED, BE32, "seed", .telling = true),
	ATTR(NFTA_HASH_OFFSET, BE32, "offset"),
	ATTR(NFTA_HASH_TYPE, BE32, "type", .words = hash_types),
};

static const struct row immediate_attrs[] = {
	ATTR(NFTA_IMMEDIATE_DREG, BE32, "dreg"),
	ATTR(NFTA_IMMEDIATE_DATA, DATA, "data"),
};

static const struct row inner_attrs[] = {
	ATTR(ABI_INNER_NUM, BE32, "num"),
	ATTR(ABI_INNER_TYPE, BE32, "type", .words = inner_types),
	ATTR(ABI_INNER_FLAGS, BE32, "flags"),
	ATTR(ABI_INNER_HDRSIZE, BE32, "hdrsize"),
	ATTR(ABI_INNER_EXPR, EXPR, "expr"),
};

static const struct row last_attrs[] = {
	ATTR(NFTA_LAST_MSECS, BE64, "msecs", .role = ROW_STATE),
	ATTR(NFTA_LAST_SET, BE32, "set", .role = ROW_STATE),
};

static const struct row limit_attrs[] = {
	ATTR(NFTA_LIMIT_RATE, BE64, "rate"),
	ATTR(NFTA_LIMIT_UNIT, BE64, "unit"),
	ATTR(NFTA_LIMIT_BURST, BE32, "burst",
	     .fills = { 5, NFTA_LIMIT_TYPE, 1 << NFT_LIMIT_PKTS }),
	ATTR(NFTA_LIMIT_TYPE, BE32, "type", .words = limit_types),
	ATTR(NFTA_LIMIT_FLAGS, BE32, "flags"),
};

static const struct row log_attrs[] = {
	ATTR(NFTA_LOG_PREFIX, STRING, "prefix"),
	ATTR(NFTA_LOG_GROUP, BE16, "group", .telling = true),
	ATTR(NFTA_LOG_SNAPLEN, BE32, "snaplen"),
	ATTR(NFTA_LOG_QTHRESHOLD, BE16, "qthreshold"),
	ATTR(NFTA_LOG_LEVEL, BE32, "level",
	     .words = words_log_levels, .absent = NFT_LOGLEVEL_WARNING),
	ATTR(NFTA_LOG_FLAGS, BE32, "flags"),
};

static const struct row lookup_attrs[] = {
	ATTR(NFTA_LOOKUP_SREG, BE32, "sreg"),
	/* That of verdicts is 0. */
	ATTR(NFTA_LOOKUP_DREG, BE32, "dreg", .telling = true),
	ATTR(NFTA_LOOKUP_SET, STRING, "set", .id_by = NFTA_LOOKUP_SET_ID,
	     .names = NAMED_SET),
	ATTR(NFTA_LOOKUP_SET_ID, BE32, "set_id", .role = ROW_SENT),
	ATTR(NFTA_LOOKUP_FLAGS, BE32, "flags"),
};

static const struct row masq_attrs[] = {
	ATTR(NFTA_MASQ_FLAGS, BE32, "flags",
	     .adds = { { NFTA_MASQ_REG_PROTO_MIN,
			 NF_NAT_RANGE_PROTO_SPECIFIED } }),
	ATTR(NFTA_MASQ_REG_PROTO_MIN, BE32, "reg_proto_min"),
	ATTR(NFTA_MASQ_REG_PROTO_MAX, BE32, "reg_proto_max",
	     .like = NFTA_MASQ_REG_PROTO_MIN),
};

static const struct row meta_attrs[] = {
	ATTR(NFTA_META_KEY, BE32, "key", .word = meta_word),
	ATTR(NFTA_META_DREG, BE32, "dreg"),
	ATTR(NFTA_META_SREG, BE32, "sreg"),
};

static const struct row nat_attrs[] = {
	ATTR(NFTA_NAT_TYPE, BE32, "type", .words = nat_types),
	ATTR(NFTA_NAT_FAMILY, BE32, "family", .word = family_word),
	ATTR(NFTA_NAT_REG_ADDR_MIN, BE32, "reg_addr_min"),
	ATTR(NFTA_NAT_REG_ADDR_MAX, BE32, "reg_addr_max",
	     .like = NFTA_NAT_REG_ADDR_MIN),
	ATTR(NFTA_NAT_REG_PROTO_MIN, BE32, "reg_proto_min"),
	ATTR(NFTA_NAT_REG_PROTO_MAX, BE32, "reg_proto_max",
	     .like = NFTA_NAT_REG_PROTO_MIN),
	ATTR(NFTA_NAT_FLAGS, BE32, "flags",
	     .adds = { { NFTA_NAT_REG_ADDR_MIN, NF_NAT_RANGE_MAP_IPS },
		       { NFTA_NAT_REG_PROTO_MIN,
			 NF_NAT_RANGE_PROTO_SPECIFIED } }),
};

static const struct row numgen_attrs[] = {
	ATTR(NFTA_NG_DREG, BE32, "dreg"),
	ATTR(NFTA_NG_MODULUS, BE32, "modulus"),
	ATTR(NFTA_NG_TYPE, BE32, "type", .words = words_numgen_modes),
	ATTR(NFTA_NG_OFFSET, BE32, "offset"),
};

static const struct row objref_attrs[] = {
	ATTR(NFTA_OBJREF_IMM_TYPE, BE32, "imm_type"),
	ATTR(NFTA_OBJREF_IMM_NAME, NAME, "imm_name", .names = NAMED_OBJ),
	ATTR(NFTA_OBJREF_SET_SREG, BE32, "set_sreg"),
	ATTR(NFTA_OBJREF_SET_NAME, NAME, "set_name",
	     .id_by = NFTA_OBJREF_SET_ID, .names = NAMED_SET),
	ATTR(NFTA_OBJREF_SET_ID, BE32, "set_id", .role = ROW_SENT),
};

static const struct row osf_attrs[] = {
	ATTR(NFTA_OSF_DREG, BE32, "dreg"),
	ATTR(NFTA_OSF_TTL, U8, "ttl"),
	ATTR(NFTA_OSF_FLAGS, BE32, "flags"),
};

static const struct row payload_attrs[] = {
	ATTR(NFTA_PAYLOAD_SREG, BE32, "sreg"),
	ATTR(NFTA_PAYLOAD_DREG, BE32, "dreg"),
	ATTR(NFTA_PAYLOAD_BASE, BE32, "base", .words = payload_bases),
	ATTR(NFTA_PAYLOAD_OFFSET, BE32, "offset"),
	ATTR(NFTA_PAYLOAD_LEN, BE32, "len"),
	ATTR(NFTA_PAYLOAD_CSUM_TYPE, BE32, "csum_type", .words = csum_types),
	ATTR(NFTA_PAYLOAD_CSUM_OFFSET, BE32, "csum_offset"),
	ATTR(NFTA_PAYLOAD_CSUM_FLAGS, BE32, "csum_flags"),
};

static const struct row queue_attrs[] = {
	ATTR(NFTA_QUEUE_NUM, BE16, "num"),
	ATTR(NFTA_QUEUE_TOTAL, BE16, "total"),
	ATTR(NFTA_QUEUE_FLAGS, BE16, "flags"),
	ATTR(NFTA_QUEUE_SREG_QNUM, BE32, "sreg_qnum"),
};

static const struct row quota_attrs[] = {
	ATTR(NFTA_QUOTA_BYTES, BE64, "bytes"),
	ATTR(NFTA_QUOTA_CONSUMED, BE64, "consumed", .role = ROW_STATE),
	ATTR(NFTA_QUOTA_FLAGS, BE32, "flags", .mask = NFT_QUOTA_F_INV),
};

static const struct row range_attrs[] = {
	ATTR(NFTA_RANGE_SREG, BE32, "sreg"),
	ATTR(NFTA_RANGE_OP, BE32, "op", .words = range_ops),
	ATTR(NFTA_RANGE_FROM_DATA, DATA, "from"),
	ATTR(NFTA_RANGE_TO_DATA, DATA, "to"),
};

static const struct row redir_attrs[] = {
	ATTR(NFTA_REDIR_REG_PROTO_MIN, BE32, "reg_proto_min"),
	ATTR(NFTA_REDIR_REG_PROTO_MAX, BE32, "reg_proto_max",
	     .like = NFTA_REDIR_REG_PROTO_MIN),
	ATTR(NFTA_REDIR_FLAGS, BE32, "flags",
	     .adds = { { NFTA_REDIR_REG_PROTO_MIN,
			 NF_NAT_RANGE_PROTO_SPECIFIED } }),
};

static const struct row reject_attrs[] = {
	ATTR(NFTA_REJECT_TYPE, BE32, "type", .words = reject_types),
	ATTR(NFTA_REJECT_ICMP_CODE, U8, "code", .idle_by = NFTA_REJECT_TYPE,
	     .idle_when = 1 << NFT_REJECT_TCP_RST),
};

static const struct row rt_attrs[] = {
	ATTR(NFTA_RT_KEY, BE32, "key", .words = rt_keys),
	ATTR(NFTA_RT_DREG, BE32, "dreg"),
};

static const struct row socket_attrs[] = {
	ATTR(NFTA_SOCKET_KEY, BE32, "key", .word = socket_word),
	ATTR(NFTA_SOCKET_DREG, BE32, "dreg"),
	ATTR(NFTA_SOCKET_LEVEL, BE32, "level"),
};

static const struct row synproxy_attrs[] = {
	ATTR(NFTA_SYNPROXY_MSS, BE16, "mss"),
	ATTR(NFTA_SYNPROXY_WSCALE, U8, "wscale"),
	ATTR(NFTA_SYNPROXY_FLAGS, BE32, "flags"),
};

static const struct row tproxy_attrs[] = {
	ATTR(NFTA_TPROXY_FAMILY, BE32, "family", .word = family_word),
	ATTR(NFTA_TPROXY_REG_ADDR, BE32, "reg_addr"),
	ATTR(NFTA_TPROXY_REG_PORT, BE32, "reg_port"),
};

static const struct row tunnel_attrs[] = {
	ATTR(NFTA_TUNNEL_KEY, BE32, "key", .word = tunnel_word),
	ATTR(NFTA_TUNNEL_DREG, BE32, "dreg"),
	ATTR(NFTA_TUNNEL_MODE, BE32, "mode"),
};

static const struct row xfrm_attrs[] = {
	ATTR(NFTA_XFRM_KEY, BE32, "key", .words = xfrm_keys),
	ATTR(NFTA_XFRM_DIR, U8, "dir", .words = words_ipsec_dirs),
	ATTR(NFTA_XFRM_SPNUM, BE32, "spnum"),
	ATTR(NFTA_XFRM_DREG, BE32, "dreg"),
};

/* Objects whose data is not that of the expression of the same name. */

static const struct row helper_attrs[] = {
	ATTR(NFTA_CT_HELPER_NAME, NAME, "name"),
	ATTR(NFTA_CT_HELPER_L3PROTO, BE16, "l3proto"),
	ATTR(NFTA_CT_HELPER_L4PROTO, U8, "l4proto"),
};

static const struct row tunnel_key_attrs[] = {
	ATTR(NFTA_TUNNEL_KEY_ID, BE32, "id"),
	ATTR(NFTA_TUNNEL_KEY_IP, BYTES, "ip"),
	ATTR(NFTA_TUNNEL_KEY_IP6, BYTES, "ip6"),
	ATTR(NFTA_TUNNEL_KEY_FLAGS, BE32, "flags"),
	ATTR(NFTA_TUNNEL_KEY_SPORT, BE16, "sport"),
	ATTR(NFTA_TUNNEL_KEY_DPORT, BE16, "dport"),
	ATTR(NFTA_TUNNEL_KEY_TOS, U8, "tos"),
	ATTR(NFTA_TUNNEL_KEY_TTL, U8, "ttl"),
	ATTR(NFTA_TUNNEL_KEY_OPTS, BYTES, "opts"),
};

static const struct row timeout_attrs[] = {
	ATTR(NFTA_CT_TIMEOUT_L3PROTO, BE16, "l3proto"),
	ATTR(NFTA_CT_TIMEOUT_L4PROTO, U8, "l4proto"),
	ATTR(NFTA_CT_TIMEOUT_DATA, BYTES, "data"),
};

static const struct row secmark_attrs[] = {
	ATTR(NFTA_SECMARK_CTX, NAME, "ctx"),
};

static const struct row expect_attrs[] = {
	ATTR(NFTA_CT_EXPECT_L3PROTO, BE16, "l3proto"),
	ATTR(NFTA_CT_EXPECT_L4PROTO, U8, "l4proto"),
	ATTR(NFTA_CT_EXPECT_DPORT, BE16, "dport"),
	ATTR(NFTA_CT_EXPECT_TIMEOUT, HOST32, "timeout"),
	ATTR(NFTA_CT_EXPECT_SIZE, U8, "size"),
};

#define NFEXPR(n, a) { .name = n, .name_size = sizeof(n), .attrs = a,        \
		       .nattrs = ARRAY_SIZE(a) }

const struct rows rows_of_expr[NFX_COUNT] = {
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

static const struct rows nfobjs[] = {
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

/* By the first letter: where the names begin that have it.  They are sorted,
 * and every expression that is decoded is looked up here. */
static const uint8_t first_of['z' + 1] = {
	['b'] = NFX_BITWISE, ['c'] = NFX_CMP, ['d'] = NFX_DUP,
	['e'] = NFX_EXTHDR, ['f'] = NFX_FIB, ['h'] = NFX_HASH,
	['i'] = NFX_IMMEDIATE, ['l'] = NFX_LAST, ['m'] = NFX_MASQ,
	['n'] = NFX_NAT, ['o'] = NFX_OBJREF, ['p'] = NFX_PAYLOAD,
	['q'] = NFX_QUEUE, ['r'] = NFX_RANGE, ['s'] = NFX_SOCKET,
	['t'] = NFX_TPROXY, ['x'] = NFX_XFRM,
};

const struct rows *nfexpr_by_name(const char *name)
{
	unsigned char letter = (unsigned char)*name;

	if (letter > 'z')
		return NULL;
	for (size_t i = first_of[letter];
	     i < NFX_COUNT && rows_of_expr[i].name[0] == *name; i++)
		if (strcmp(rows_of_expr[i].name, name) == 0)
			return &rows_of_expr[i];
	return NULL;
}

const struct row *rows_search(const struct rows *x, unsigned int number)
{
	for (size_t i = 0; i < x->nattrs; i++)
		if (x->attrs[i].number == number)
			return &x->attrs[i];
	return NULL;
}

const struct rows *nfobj_by_type(unsigned int type)
{
	if (type >= ARRAY_SIZE(nfobjs) || !nfobjs[type].name_size)
		return NULL;
	return &nfobjs[type];
}

const char *nfobj_word(unsigned int type)
{
	const struct rows *x = nfobj_by_type(type);

	return x ? x->name : NULL;
}
