#include "config.h"

#include "object/schema.h"

#include "spec/abi.h"
#include "spec/family.h"
#include "spec/keys.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

/* clang-format off */

static const struct schema_attr device_attrs[] = {
	{ NFTA_DEVICE_NAME,    SCHEMA_STR, "name", NULL, NULL },
	{ ABI_DEVICE_PREFIX,   SCHEMA_STR, "prefix", NULL, NULL },
};

#define SCHEMA(rows) { rows, ARRAY_SIZE(rows) }
static const struct schema devices = SCHEMA(device_attrs);

static const struct schema_attr hook_attrs[] = {
	{ NFTA_HOOK_HOOKNUM,   SCHEMA_NUM, "hooknum", NULL, NULL },
	{ NFTA_HOOK_PRIORITY,  SCHEMA_SIGNED, "priority", NULL, NULL },
	{ NFTA_HOOK_DEV,       SCHEMA_STR, "dev", NULL, NULL },
	{ NFTA_HOOK_DEVS,      SCHEMA_NEST, "devs", &devices, NULL },
};
static const struct schema hook = SCHEMA(hook_attrs);

static const struct schema_attr flow_hook_attrs[] = {
	{ NFTA_FLOWTABLE_HOOK_NUM, SCHEMA_NUM, "hooknum", NULL, NULL },
	{ NFTA_FLOWTABLE_HOOK_PRIORITY, SCHEMA_SIGNED, "priority", NULL, NULL },
	{ NFTA_FLOWTABLE_HOOK_DEVS, SCHEMA_NEST, "devs", &devices, NULL },
};
static const struct schema flow_hook = SCHEMA(flow_hook_attrs);

static const struct schema_attr table_attrs[] = {
	{ NFTA_TABLE_NAME,     SCHEMA_STR, "name", NULL, NULL },
	{ NFTA_TABLE_FLAGS,    SCHEMA_HEX, "flags", NULL, NULL },
	{ NFTA_TABLE_USE,      SCHEMA_NUM, "use", NULL, NULL },
	{ NFTA_TABLE_HANDLE,   SCHEMA_NUM, "handle", NULL, NULL },
	{ NFTA_TABLE_USERDATA, SCHEMA_UDATA, "userdata", NULL, NULL },
	{ NFTA_TABLE_OWNER,    SCHEMA_NUM, "owner", NULL, NULL },
};
static const struct schema table = SCHEMA(table_attrs);

static const struct schema_attr chain_attrs[] = {
	{ NFTA_CHAIN_TABLE,    SCHEMA_STR, "table", NULL, NULL },
	{ NFTA_CHAIN_HANDLE,   SCHEMA_NUM, "handle", NULL, NULL },
	{ NFTA_CHAIN_NAME,     SCHEMA_STR, "name", NULL, NULL },
	{ NFTA_CHAIN_HOOK,     SCHEMA_NEST, "hook", &hook, NULL },
	{ NFTA_CHAIN_POLICY,   SCHEMA_NUM, "policy", NULL, words_chain_policy },
	{ NFTA_CHAIN_USE,      SCHEMA_NUM, "use", NULL, NULL },
	{ NFTA_CHAIN_TYPE,     SCHEMA_STR, "type", NULL, NULL },
	{ NFTA_CHAIN_COUNTERS, SCHEMA_BYTES, "counters", NULL, NULL },
	{ NFTA_CHAIN_FLAGS,    SCHEMA_HEX, "flags", NULL, NULL },
	{ NFTA_CHAIN_ID,       SCHEMA_NUM, "id", NULL, NULL },
	{ NFTA_CHAIN_USERDATA, SCHEMA_UDATA, "userdata", NULL, NULL },
};
static const struct schema chain = SCHEMA(chain_attrs);

static const struct schema_attr rule_attrs[] = {
	{ NFTA_RULE_TABLE,     SCHEMA_STR, "table", NULL, NULL },
	{ NFTA_RULE_CHAIN,     SCHEMA_STR, "chain", NULL, NULL },
	{ NFTA_RULE_HANDLE,    SCHEMA_NUM, "handle", NULL, NULL },
	{ NFTA_RULE_EXPRESSIONS, SCHEMA_EXPRS, "expressions", NULL, NULL },
	{ NFTA_RULE_COMPAT,    SCHEMA_BYTES, "compat", NULL, NULL },
	{ NFTA_RULE_POSITION,  SCHEMA_NUM, "position", NULL, NULL },
	{ NFTA_RULE_USERDATA,  SCHEMA_UDATA, "userdata", NULL, NULL },
	{ NFTA_RULE_ID,        SCHEMA_NUM, "id", NULL, NULL },
	{ NFTA_RULE_POSITION_ID, SCHEMA_NUM, "position_id", NULL, NULL },
	{ NFTA_RULE_CHAIN_ID,  SCHEMA_NUM, "chain_id", NULL, NULL },
};
static const struct schema rule = SCHEMA(rule_attrs);

static const struct schema_attr field_attrs[] = {
	{ NFTA_SET_FIELD_LEN,  SCHEMA_NUM, "len", NULL, NULL },
};
static const struct schema field = SCHEMA(field_attrs);

static const struct schema_attr desc_attrs[] = {
	{ NFTA_SET_DESC_SIZE,  SCHEMA_NUM, "size", NULL, NULL },
	{ NFTA_SET_DESC_CONCAT, SCHEMA_LIST, "concat", &field, NULL },
};
static const struct schema desc = SCHEMA(desc_attrs);

static const struct schema_attr set_attrs[] = {
	{ NFTA_SET_TABLE,      SCHEMA_STR, "table", NULL, NULL },
	{ NFTA_SET_NAME,       SCHEMA_STR, "name", NULL, NULL },
	{ NFTA_SET_FLAGS,      SCHEMA_HEX, "flags", NULL, NULL },
	{ NFTA_SET_KEY_TYPE,   SCHEMA_NUM, "key_type", NULL, NULL },
	{ NFTA_SET_KEY_LEN,    SCHEMA_NUM, "key_len", NULL, NULL },
	{ NFTA_SET_DATA_TYPE,  SCHEMA_NUM, "data_type", NULL, NULL },
	{ NFTA_SET_DATA_LEN,   SCHEMA_NUM, "data_len", NULL, NULL },
	{ NFTA_SET_POLICY,     SCHEMA_NUM, "policy", NULL, words_set_policy },
	{ NFTA_SET_DESC,       SCHEMA_NEST, "desc", &desc, NULL },
	{ NFTA_SET_ID,         SCHEMA_NUM, "id", NULL, NULL },
	{ NFTA_SET_TIMEOUT,    SCHEMA_NUM, "timeout", NULL, NULL },
	{ NFTA_SET_GC_INTERVAL, SCHEMA_NUM, "gc_interval", NULL, NULL },
	{ NFTA_SET_USERDATA,   SCHEMA_UDATA, "userdata", NULL, NULL },
	{ NFTA_SET_OBJ_TYPE,   SCHEMA_NUM, "obj_type", NULL, NULL },
	{ NFTA_SET_HANDLE,     SCHEMA_NUM, "handle", NULL, NULL },
	{ NFTA_SET_EXPR,       SCHEMA_EXPR, "expr", NULL, NULL },
	{ NFTA_SET_EXPRESSIONS, SCHEMA_EXPRS, "expressions", NULL, NULL },
};
static const struct schema set = SCHEMA(set_attrs);

static const struct schema_attr elem_attrs[] = {
	{ NFTA_SET_ELEM_KEY,   SCHEMA_DATA, "key", NULL, NULL },
	{ NFTA_SET_ELEM_DATA,  SCHEMA_DATA, "data", NULL, NULL },
	{ NFTA_SET_ELEM_FLAGS, SCHEMA_HEX, "flags", NULL, NULL },
	{ NFTA_SET_ELEM_TIMEOUT, SCHEMA_NUM, "timeout", NULL, NULL },
	{ NFTA_SET_ELEM_EXPIRATION, SCHEMA_NUM, "expiration", NULL, NULL },
	{ NFTA_SET_ELEM_USERDATA, SCHEMA_UDATA, "userdata", NULL, NULL },
	{ NFTA_SET_ELEM_EXPR,  SCHEMA_EXPR, "expr", NULL, NULL },
	{ NFTA_SET_ELEM_OBJREF, SCHEMA_STR, "objref", NULL, NULL },
	{ NFTA_SET_ELEM_KEY_END, SCHEMA_DATA, "key_end", NULL, NULL },
	{ NFTA_SET_ELEM_EXPRESSIONS, SCHEMA_EXPRS, "expressions", NULL, NULL },
};
static const struct schema elem = SCHEMA(elem_attrs);

static const struct schema_attr elem_list_attrs[] = {
	{ NFTA_SET_ELEM_LIST_TABLE, SCHEMA_STR, "table", NULL, NULL },
	{ NFTA_SET_ELEM_LIST_SET, SCHEMA_STR, "set", NULL, NULL },
	{ NFTA_SET_ELEM_LIST_ELEMENTS, SCHEMA_LIST, "element", &elem, NULL },
	{ NFTA_SET_ELEM_LIST_SET_ID, SCHEMA_NUM, "set_id", NULL, NULL },
};
static const struct schema elem_list = SCHEMA(elem_list_attrs);

static const struct schema_attr obj_attrs[] = {
	{ NFTA_OBJ_TABLE,      SCHEMA_STR, "table", NULL, NULL },
	{ NFTA_OBJ_NAME,       SCHEMA_STR, "name", NULL, NULL },
	{ NFTA_OBJ_TYPE,       SCHEMA_NUM, "type", NULL, NULL },
	{ NFTA_OBJ_DATA,       SCHEMA_OBJECT, "data", NULL, NULL },
	{ NFTA_OBJ_USE,        SCHEMA_NUM, "use", NULL, NULL },
	{ NFTA_OBJ_HANDLE,     SCHEMA_NUM, "handle", NULL, NULL },
	{ NFTA_OBJ_USERDATA,   SCHEMA_UDATA, "userdata", NULL, NULL },
};
static const struct schema obj = SCHEMA(obj_attrs);

static const struct schema_attr flowtable_attrs[] = {
	{ NFTA_FLOWTABLE_TABLE, SCHEMA_STR, "table", NULL, NULL },
	{ NFTA_FLOWTABLE_NAME, SCHEMA_STR, "name", NULL, NULL },
	{ NFTA_FLOWTABLE_HOOK, SCHEMA_NEST, "hook", &flow_hook, NULL },
	{ NFTA_FLOWTABLE_USE,  SCHEMA_NUM, "use", NULL, NULL },
	{ NFTA_FLOWTABLE_HANDLE, SCHEMA_NUM, "handle", NULL, NULL },
	{ NFTA_FLOWTABLE_FLAGS, SCHEMA_HEX, "flags", NULL, NULL },
};
static const struct schema flowtable = SCHEMA(flowtable_attrs);

static const struct schema_attr gen_attrs[] = {
	{ NFTA_GEN_ID,         SCHEMA_NUM, "id", NULL, NULL },
	{ NFTA_GEN_PROC_PID,   SCHEMA_NUM, "proc_pid", NULL, NULL },
	{ NFTA_GEN_PROC_NAME,  SCHEMA_STR, "proc_name", NULL, NULL },
};
static const struct schema gen = SCHEMA(gen_attrs);

#define ROW3(W, w, k, s, t, n)                                               \
	[NFT_MSG_NEW##W] = { "NEW" #W, w, k, LOW_NEW, &s, t, n },           \
	[NFT_MSG_DEL##W] = { "DEL" #W, w, k, LOW_DEL, &s, t, n },           \
	[ABI_MSG_DESTROY##W] = { "DESTROY" #W, w, k, LOW_DESTROY, &s, t, n },

static const struct schema_msg msgs[] = {
	ROW3(TABLE, "table", LOW_TABLE, table, NFTA_TABLE_NAME, 0)
	ROW3(CHAIN, "chain", LOW_CHAIN, chain, NFTA_CHAIN_TABLE, NFTA_CHAIN_NAME)
	ROW3(RULE, "rule", LOW_RULE, rule, NFTA_RULE_TABLE, NFTA_RULE_CHAIN)
	ROW3(SET, "set", LOW_SET, set, NFTA_SET_TABLE, NFTA_SET_NAME)
	ROW3(SETELEM, "elements", LOW_ELEMS, elem_list, NFTA_SET_ELEM_LIST_TABLE,
	     NFTA_SET_ELEM_LIST_SET)
	ROW3(OBJ, "object", LOW_OBJ, obj, NFTA_OBJ_TABLE, NFTA_OBJ_NAME)
	ROW3(FLOWTABLE, "flowtable", LOW_FLOWTABLE, flowtable, NFTA_FLOWTABLE_TABLE,
	     NFTA_FLOWTABLE_NAME)
	[NFT_MSG_NEWGEN] = { "NEWGEN", "generation", LOW_TABLE, LOW_NEW, &gen,
			     0, 0 },
};

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
static const struct word dynset_ops[] = {
	{ "add", NFT_DYNSET_OP_ADD }, { "update", NFT_DYNSET_OP_UPDATE },
	{ "delete", NFT_DYNSET_OP_DELETE }, { NULL, 0 },
};
static const struct word exthdr_ops[] = {
	{ "ipv6", NFT_EXTHDR_OP_IPV6 }, { "tcpopt", NFT_EXTHDR_OP_TCPOPT },
	{ "ipv4", NFT_EXTHDR_OP_IPV4 }, { "sctp", NFT_EXTHDR_OP_SCTP },
	{ "dccp", NFT_EXTHDR_OP_DCCP }, { NULL, 0 },
};
static const struct word fib_results[] = {
	{ "oif", NFT_FIB_RESULT_OIF }, { "oifname", NFT_FIB_RESULT_OIFNAME },
	{ "type", NFT_FIB_RESULT_ADDRTYPE }, { NULL, 0 },
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
static const struct word numgen_types[] = {
	{ "inc", NFT_NG_INCREMENTAL }, { "random", NFT_NG_RANDOM }, { NULL, 0 },
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
static const struct word socket_keys[] = {
	{ "transparent", NFT_SOCKET_TRANSPARENT }, { "mark", NFT_SOCKET_MARK },
	{ "wildcard", NFT_SOCKET_WILDCARD }, { "cgroupv2", NFT_SOCKET_CGROUPV2 },
	{ NULL, 0 },
};
static const struct word tunnel_keys[] = {
	{ "path", NFT_TUNNEL_PATH }, { "id", NFT_TUNNEL_ID }, { NULL, 0 },
};
static const struct word xfrm_keys[] = {
	{ "daddr4", NFT_XFRM_KEY_DADDR_IP4 }, { "daddr6", NFT_XFRM_KEY_DADDR_IP6 },
	{ "saddr4", NFT_XFRM_KEY_SADDR_IP4 }, { "saddr6", NFT_XFRM_KEY_SADDR_IP6 },
	{ "reqid", NFT_XFRM_KEY_REQID }, { "spi", NFT_XFRM_KEY_SPI },
	{ NULL, 0 },
};
static const struct word xfrm_dirs[] = {
	{ "in", 0 }, { "out", 1 }, { NULL, 0 },
};
static const struct word inner_types[] = {
	{ "vxlan", ABI_INNER_VXLAN }, { "geneve", ABI_INNER_GENEVE },
	{ "gre", ABI_INNER_GRE }, { "gretap", ABI_INNER_GRETAP }, { NULL, 0 },
};

static const struct word verdicts[] = {
	{ "drop", NF_DROP }, { "accept", NF_ACCEPT }, { "queue", NF_QUEUE },
	{ "continue", (uint64_t)NFT_CONTINUE }, { "break", (uint64_t)NFT_BREAK },
	{ "jump", (uint64_t)NFT_JUMP }, { "goto", (uint64_t)NFT_GOTO },
	{ "return", (uint64_t)NFT_RETURN }, { NULL, 0 },
};

static const char *family_value(uint64_t value)
{
	return family_name((enum family)value);
}

static const char *meta_value(uint64_t value)
{
	const struct key *k = meta_key_by_number((unsigned int)value);

	return k ? k->name : NULL;
}

static const char *ct_value(uint64_t value)
{
	const struct key *k = ct_key_by_number((unsigned int)value);

	return k ? k->name : NULL;
}

static const struct {
	uint8_t kind, number;
	const struct word *words;
	const char *(*name)(uint64_t value); /* instead of words */
} values[] = {
	{ NFX_BITWISE,   NFTA_BITWISE_OP,       bitwise_ops,   NULL },
	{ NFX_BYTEORDER, NFTA_BYTEORDER_OP,     byteorder_ops, NULL },
	{ NFX_CMP,       NFTA_CMP_OP,           cmp_ops,       NULL },
	{ NFX_CT,        NFTA_CT_KEY,           NULL,          ct_value },
	{ NFX_CT,        NFTA_CT_DIRECTION,     directions,    NULL },
	{ NFX_DYNSET,    NFTA_DYNSET_OP,        dynset_ops,    NULL },
	{ NFX_EXTHDR,    NFTA_EXTHDR_OP,        exthdr_ops,    NULL },
	{ NFX_FIB,       NFTA_FIB_RESULT,       fib_results,   NULL },
	{ NFX_FWD,       NFTA_FWD_NFPROTO,      NULL,          family_value },
	{ NFX_HASH,      NFTA_HASH_TYPE,        hash_types,    NULL },
	{ NFX_INNER,     ABI_INNER_TYPE,        inner_types,   NULL },
	{ NFX_LIMIT,     NFTA_LIMIT_TYPE,       limit_types,   NULL },
	{ NFX_LOG,       NFTA_LOG_LEVEL,        words_log_levels, NULL },
	{ NFX_META,      NFTA_META_KEY,         NULL,          meta_value },
	{ NFX_NAT,       NFTA_NAT_TYPE,         nat_types,     NULL },
	{ NFX_NAT,       NFTA_NAT_FAMILY,       NULL,          family_value },
	{ NFX_NUMGEN,    NFTA_NG_TYPE,          numgen_types,  NULL },
	{ NFX_PAYLOAD,   NFTA_PAYLOAD_BASE,     payload_bases, NULL },
	{ NFX_PAYLOAD,   NFTA_PAYLOAD_CSUM_TYPE, csum_types,   NULL },
	{ NFX_RANGE,     NFTA_RANGE_OP,         range_ops,     NULL },
	{ NFX_REJECT,    NFTA_REJECT_TYPE,      reject_types,  NULL },
	{ NFX_RT,        NFTA_RT_KEY,           rt_keys,       NULL },
	{ NFX_SOCKET,    NFTA_SOCKET_KEY,       socket_keys,   NULL },
	{ NFX_TPROXY,    NFTA_TPROXY_FAMILY,    NULL,          family_value },
	{ NFX_TUNNEL,    NFTA_TUNNEL_KEY,       tunnel_keys,   NULL },
	{ NFX_XFRM,      NFTA_XFRM_KEY,         xfrm_keys,     NULL },
	{ NFX_XFRM,      NFTA_XFRM_DIR,         xfrm_dirs,     NULL },
};
/* clang-format on */

const struct schema_msg *schema_msg(unsigned int type)
{
	if (type >= ARRAY_SIZE(msgs) || !msgs[type].name)
		return NULL;
	return &msgs[type];
}

const struct schema_attr *schema_attr(const struct schema *s,
				      unsigned int number)
{
	for (size_t i = 0; i < s->nattrs; i++)
		if (s->attrs[i].number == number)
			return &s->attrs[i];
	return NULL;
}

static const char *word_of(const struct word *w, uint64_t value)
{
	for (; w->name; w++)
		if (w->value == value)
			return w->name;
	return NULL;
}

const char *schema_value_name(unsigned int kind, unsigned int number,
			      uint64_t value)
{
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		if (values[i].kind != kind || values[i].number != number)
			continue;
		return values[i].name ? values[i].name(value) :
					word_of(values[i].words, value);
	}
	return NULL;
}

const char *schema_verdict_name(int32_t code)
{
	return word_of(verdicts, (uint64_t)(int64_t)code);
}
