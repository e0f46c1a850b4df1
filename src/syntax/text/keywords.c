#include "config.h"

#include "syntax/text/grammar.h"

/*
 * Words that a statement or a selector begins with, and those that can be
 * neither a value nor the beginning of anything.  Sorted by length, then by
 * text.  KW_VALUE: names of ether types, protocols, ICMP types, conntrack
 * states ... that are keywords as well.
 */
#define ORDER(len, first) ((uint16_t)((len) << 8 | (uint8_t)(first)))
#define K(word, statement, selector, header, bits)                            \
	{ .name = word, .stmt = statement, .sel = selector,                   \
	  .order = ORDER(sizeof(word) - 1, (word)[0]),                        \
	  .len = sizeof(word) - 1, .proto = header, .flags = bits },

/* clang-format off */
const struct keyword keyword_table[] = {
	K("ah",         NULL,            sel_payload,       PROTO_AH,      KW_VALUE)
	K("ct",         stmt_ct,         sel_ct,            0,             0)
	K("eq",         NULL,            NULL,              0,             0)
	K("ge",         NULL,            NULL,              0,             0)
	K("gt",         NULL,            NULL,              0,             0)
	K("ip",         NULL,            sel_ip,            PROTO_IP,      KW_VALUE)
	K("le",         NULL,            NULL,              0,             0)
	K("lt",         NULL,            NULL,              0,             0)
	K("mh",         NULL,            sel_exthdr,        0,             0)
	K("ne",         NULL,            NULL,              0,             0)
	K("or",         NULL,            NULL,              0,             0)
	K("rt",         NULL,            sel_rt,            0,             0)
	K("th",         NULL,            sel_payload,       PROTO_TH,      0)
	K("xt",         stmt_xt,         NULL,              0,             0)
	K("add",        stmt_dynset,     NULL,              0,             KW_COMMAND)
	K("and",        NULL,            NULL,              0,             0)
	K("arp",        NULL,            sel_payload,       PROTO_ARP,     KW_VALUE)
	K("cpu",        NULL,            sel_meta_bare,     0,             0)
	K("day",        NULL,            sel_meta_bare,     0,             0)
	K("dst",        NULL,            sel_exthdr,        0,             0)
	K("dup",        stmt_dup,        NULL,              0,             0)
	K("esp",        NULL,            sel_payload,       PROTO_ESP,     KW_VALUE)
	K("fib",        NULL,            sel_fib,           0,             0)
	K("fwd",        stmt_fwd,        NULL,              0,             0)
	K("gre",        NULL,            sel_tunnelled,     PROTO_GRE,     KW_VALUE)
	K("hbh",        NULL,            sel_exthdr,        0,             0)
	K("iif",        NULL,            sel_meta_bare,     0,             0)
	K("ip6",        NULL,            sel_payload,       PROTO_IP6,     KW_VALUE)
	K("log",        stmt_log,        NULL,              0,             0)
	K("map",        NULL,            NULL,              0,             KW_MEMBER)
	K("not",        NULL,            NULL,              0,             0)
	K("oif",        NULL,            sel_meta_bare,     0,             0)
	K("osf",        NULL,            sel_osf,           0,             0)
	K("rt0",        NULL,            sel_exthdr,        0,             0)
	K("rt2",        NULL,            sel_exthdr,        0,             0)
	K("set",        stmt_set,        NULL,              0,             0)
	K("srh",        NULL,            sel_exthdr,        0,             0)
	K("tcp",        NULL,            sel_tcp,           PROTO_TCP,     KW_VALUE)
	K("udp",        NULL,            sel_payload,       PROTO_UDP,     KW_VALUE)
	K("xor",        NULL,            NULL,              0,             0)
	K("comp",       NULL,            sel_payload,       PROTO_COMP,    KW_VALUE)
	K("dccp",       NULL,            sel_dccp,          PROTO_DCCP,    KW_VALUE)
	K("dnat",       stmt_dnat,       NULL,              0,             KW_VALUE)
	K("drop",       stmt_verdict,    NULL,              0,             0)
	K("flow",       stmt_flow,       NULL,              0,             0)
	K("frag",       NULL,            sel_exthdr,        0,             0)
	K("goto",       stmt_verdict,    NULL,              0,             0)
	K("hour",       NULL,            sel_meta_bare,     0,             0)
	K("icmp",       NULL,            sel_payload,       PROTO_ICMP,    KW_VALUE)
	K("igmp",       NULL,            sel_payload,       PROTO_IGMP,    KW_VALUE)
	K("jump",       stmt_verdict,    NULL,              0,             0)
	K("last",       stmt_last,       NULL,              0,             KW_VALUE)
	K("list",       NULL,            NULL,              0,             KW_COMMAND)
	K("mark",       NULL,            sel_meta_bare,     0,             0)
	K("meta",       NULL,            sel_meta,          0,             0)
	K("rule",       NULL,            NULL,              0,             0)
	K("sctp",       NULL,            sel_sctp,          PROTO_SCTP,    KW_VALUE)
	K("snat",       stmt_snat,       NULL,              0,             KW_VALUE)
	K("time",       NULL,            sel_meta_bare,     0,             0)
	K("type",       NULL,            NULL,              0,             0)
	K("vlan",       NULL,            sel_payload,       PROTO_VLAN,    KW_VALUE)
	K("vmap",       NULL,            NULL,              0,             0)
	K("chain",      NULL,            NULL,              0,             KW_MEMBER)
	K("ether",      NULL,            sel_payload,       PROTO_ETHER,   KW_VALUE)
	K("flags",      NULL,            NULL,              0,             0)
	K("flush",      NULL,            NULL,              0,             KW_COMMAND)
	K("ipsec",      NULL,            sel_ipsec,         0,             0)
	K("jhash",      NULL,            sel_jhash,         0,             0)
	K("limit",      stmt_limit,      NULL,              0,             0)
	K("meter",      stmt_meter,      NULL,              0,             0)
	K("queue",      stmt_queue,      NULL,              0,             0)
	K("quota",      stmt_quota,      NULL,              0,             0)
	K("reset",      stmt_reset,      NULL,              0,             KW_VALUE)
	K("skgid",      NULL,            sel_meta_bare,     0,             0)
	K("skuid",      NULL,            sel_meta_bare,     0,             0)
	K("table",      NULL,            NULL,              0,             KW_COMMAND)
	K("vxlan",      NULL,            sel_tunnelled,     PROTO_VXLAN,   0)
	K("accept",     stmt_verdict,    NULL,              0,             0)
	K("cgroup",     NULL,            sel_meta_bare,     0,             0)
	K("create",     NULL,            NULL,              0,             KW_COMMAND)
	K("delete",     stmt_dynset,     NULL,              0,             KW_COMMAND)
	K("exthdr",     NULL,            sel_exthdr_exists, 0,             0)
	K("geneve",     NULL,            sel_tunnelled,     PROTO_GENEVE,  0)
	K("gretap",     NULL,            sel_tunnelled,     PROTO_GRETAP,  0)
	K("icmpv6",     NULL,            sel_payload,       PROTO_ICMPV6,  KW_VALUE)
	K("insert",     NULL,            NULL,              0,             KW_COMMAND)
	K("lshift",     NULL,            NULL,              0,             0)
	K("numgen",     NULL,            sel_numgen,        0,             0)
	K("policy",     NULL,            NULL,              0,             0)
	K("reject",     stmt_reject,     NULL,              0,             0)
	K("rename",     NULL,            NULL,              0,             KW_COMMAND)
	K("return",     stmt_verdict,    NULL,              0,             0)
	K("rshift",     NULL,            NULL,              0,             0)
	K("socket",     NULL,            sel_socket,        0,             0)
	K("tproxy",     stmt_tproxy,     NULL,              0,             0)
	K("tunnel",     stmt_tunnel,     sel_tunnel,        0,             0)
	K("typeof",     NULL,            NULL,              0,             0)
	K("update",     stmt_dynset,     NULL,              0,             0)
	K("comment",    NULL,            NULL,              0,             0)
	K("counter",    stmt_counter,    NULL,              0,             0)
	K("destroy",    NULL,            NULL,              0,             KW_VALUE | KW_COMMAND)
	K("element",    NULL,            NULL,              0,             0)
	K("ibrname",    NULL,            sel_meta_bare,     0,             0)
	K("iifname",    NULL,            sel_meta_bare,     0,             0)
	K("iiftype",    NULL,            sel_meta_bare,     0,             0)
	K("nftrace",    NULL,            sel_meta_bare,     0,             0)
	K("notrack",    stmt_notrack,    NULL,              0,             0)
	K("obrname",    NULL,            sel_meta_bare,     0,             0)
	K("oifname",    NULL,            sel_meta_bare,     0,             0)
	K("oiftype",    NULL,            sel_meta_bare,     0,             0)
	K("pkttype",    NULL,            sel_meta_bare,     0,             0)
	K("replace",    NULL,            NULL,              0,             KW_COMMAND)
	K("symhash",    NULL,            sel_symhash,       0,             0)
	K("udplite",    NULL,            sel_payload,       PROTO_UDPLITE, KW_VALUE)
	K("continue",   stmt_verdict,    NULL,              0,             0)
	K("ibriport",   NULL,            sel_meta_bare,     0,             0)
	K("iifgroup",   NULL,            sel_meta_bare,     0,             0)
	K("obriport",   NULL,            sel_meta_bare,     0,             0)
	K("oifgroup",   NULL,            sel_meta_bare,     0,             0)
	K("redirect",   stmt_redirect,   NULL,              0,             KW_VALUE)
	K("synproxy",   stmt_synproxy,   NULL,              0,             0)
	K("flowtable",  NULL,            NULL,              0,             KW_MEMBER)
	K("rtclassid",  NULL,            sel_meta_bare,     0,             0)
	K("masquerade", stmt_masquerade, NULL,              0,             0)
};
/* clang-format on */
const size_t keyword_count = ARRAY_SIZE(keyword_table);

#define LENGTH_MAX 12 /* of a keyword */

static inline int compare(uint16_t order, const char *text,
			  const struct keyword *kw)
{
	if (order != kw->order)
		return order < kw->order ? -1 : 1;
	return memcmp(text, kw->name, kw->len);
}

const struct keyword *keyword_find(const struct token *t)
{
	size_t low = 0, high = ARRAY_SIZE(keyword_table);
	uint16_t key = ORDER(t->len, *t->text);

	if (t->len < 2 || t->len > LENGTH_MAX || *t->text < 'a')
		return NULL;
	while (low < high) {
		size_t mid = (low + high) / 2;
		const struct keyword *kw = &keyword_table[mid];
		int order = compare(key, t->text, kw);

		if (order == 0)
			return kw;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

void keyword_each(void (*fn)(void *, const char *), void *ctx)
{
	for (size_t i = 0; i < ARRAY_SIZE(keyword_table); i++)
		if (keyword_table[i].stmt || keyword_table[i].sel)
			fn(ctx, keyword_table[i].name);
}
