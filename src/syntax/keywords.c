#include "config.h"

#include "syntax/parser.h"

/*
 * Words that a statement or a selector begins with, and those that can be
 * neither a value nor the beginning of anything.  Sorted by length, then by
 * text.  KW_VALUE: names of ether types, protocols, ICMP types, conntrack
 * states ... that are keywords as well.
 */
/* clang-format off */
const struct keyword keywords[] = {
	{ "ah",         NULL,             sel_payload,        KW_VALUE },
	{ "ct",         stmt_ct,          sel_ct,             0 },
	{ "eq",         NULL,             NULL,               0 },
	{ "ge",         NULL,             NULL,               0 },
	{ "gt",         NULL,             NULL,               0 },
	{ "ip",         NULL,             sel_ip,             KW_VALUE },
	{ "le",         NULL,             NULL,               0 },
	{ "lt",         NULL,             NULL,               0 },
	{ "mh",         NULL,             sel_exthdr,         0 },
	{ "ne",         NULL,             NULL,               0 },
	{ "or",         NULL,             NULL,               0 },
	{ "rt",         NULL,             sel_rt,             0 },
	{ "th",         NULL,             sel_payload,        0 },
	{ "xt",         stmt_xt,          NULL,               0 },
	{ "add",        stmt_dynset,      NULL,               0 },
	{ "and",        NULL,             NULL,               0 },
	{ "arp",        NULL,             sel_payload,        KW_VALUE },
	{ "cpu",        NULL,             sel_meta_bare,      0 },
	{ "day",        NULL,             sel_meta_bare,      0 },
	{ "dst",        NULL,             sel_exthdr,         0 },
	{ "dup",        stmt_dup,         NULL,               0 },
	{ "esp",        NULL,             sel_payload,        KW_VALUE },
	{ "fib",        NULL,             sel_fib,            0 },
	{ "fwd",        stmt_fwd,         NULL,               0 },
	{ "gre",        NULL,             sel_tunnelled,      KW_VALUE },
	{ "hbh",        NULL,             sel_exthdr,         0 },
	{ "iif",        NULL,             sel_meta_bare,      0 },
	{ "ip6",        NULL,             sel_payload,        KW_VALUE },
	{ "log",        stmt_log,         NULL,               0 },
	{ "map",        NULL,             NULL,               0 },
	{ "not",        NULL,             NULL,               0 },
	{ "oif",        NULL,             sel_meta_bare,      0 },
	{ "osf",        NULL,             sel_osf,            0 },
	{ "rt0",        NULL,             sel_exthdr,         0 },
	{ "rt2",        NULL,             sel_exthdr,         0 },
	{ "set",        stmt_set,         NULL,               0 },
	{ "srh",        NULL,             sel_exthdr,         0 },
	{ "tcp",        NULL,             sel_tcp,            KW_VALUE },
	{ "udp",        NULL,             sel_payload,        KW_VALUE },
	{ "xor",        NULL,             NULL,               0 },
	{ "comp",       NULL,             sel_payload,        KW_VALUE },
	{ "dccp",       NULL,             sel_dccp,           KW_VALUE },
	{ "dnat",       stmt_dnat,        NULL,               KW_VALUE },
	{ "drop",       stmt_verdict,     NULL,               0 },
	{ "flow",       stmt_flow,        NULL,               0 },
	{ "frag",       NULL,             sel_exthdr,         0 },
	{ "goto",       stmt_verdict,     NULL,               0 },
	{ "hour",       NULL,             sel_meta_bare,      0 },
	{ "icmp",       NULL,             sel_payload,        KW_VALUE },
	{ "igmp",       NULL,             sel_payload,        KW_VALUE },
	{ "jump",       stmt_verdict,     NULL,               0 },
	{ "last",       stmt_last,        NULL,               KW_VALUE },
	{ "mark",       NULL,             sel_meta_bare,      0 },
	{ "meta",       NULL,             sel_meta,           0 },
	{ "rule",       NULL,             NULL,               0 },
	{ "sctp",       NULL,             sel_sctp,           KW_VALUE },
	{ "snat",       stmt_snat,        NULL,               KW_VALUE },
	{ "time",       NULL,             sel_meta_bare,      0 },
	{ "type",       NULL,             NULL,               0 },
	{ "vlan",       NULL,             sel_payload,        KW_VALUE },
	{ "vmap",       NULL,             NULL,               0 },
	{ "chain",      NULL,             NULL,               0 },
	{ "ether",      NULL,             sel_payload,        KW_VALUE },
	{ "flags",      NULL,             NULL,               0 },
	{ "ipsec",      NULL,             sel_ipsec,          0 },
	{ "jhash",      NULL,             sel_jhash,          0 },
	{ "limit",      stmt_limit,       NULL,               0 },
	{ "meter",      stmt_meter,       NULL,               0 },
	{ "queue",      stmt_queue,       NULL,               0 },
	{ "quota",      stmt_quota,       NULL,               0 },
	{ "reset",      stmt_reset,       NULL,               KW_VALUE },
	{ "skgid",      NULL,             sel_meta_bare,      0 },
	{ "skuid",      NULL,             sel_meta_bare,      0 },
	{ "table",      NULL,             NULL,               0 },
	{ "vxlan",      NULL,             sel_tunnelled,      0 },
	{ "accept",     stmt_verdict,     NULL,               0 },
	{ "cgroup",     NULL,             sel_meta_bare,      0 },
	{ "delete",     stmt_dynset,      NULL,               0 },
	{ "exthdr",     NULL,             sel_exthdr_exists,  0 },
	{ "geneve",     NULL,             sel_tunnelled,      0 },
	{ "gretap",     NULL,             sel_tunnelled,      0 },
	{ "icmpv6",     NULL,             sel_payload,        KW_VALUE },
	{ "lshift",     NULL,             NULL,               0 },
	{ "numgen",     NULL,             sel_numgen,         0 },
	{ "policy",     NULL,             NULL,               0 },
	{ "reject",     stmt_reject,      NULL,               0 },
	{ "return",     stmt_verdict,     NULL,               0 },
	{ "rshift",     NULL,             NULL,               0 },
	{ "socket",     NULL,             sel_socket,         0 },
	{ "tproxy",     stmt_tproxy,      NULL,               0 },
	{ "tunnel",     stmt_tunnel,      sel_tunnel,         0 },
	{ "typeof",     NULL,             NULL,               0 },
	{ "update",     stmt_dynset,      NULL,               0 },
	{ "comment",    NULL,             NULL,               0 },
	{ "counter",    stmt_counter,     NULL,               0 },
	{ "element",    NULL,             NULL,               0 },
	{ "ibrname",    NULL,             sel_meta_bare,      0 },
	{ "iifname",    NULL,             sel_meta_bare,      0 },
	{ "iiftype",    NULL,             sel_meta_bare,      0 },
	{ "nftrace",    NULL,             sel_meta_bare,      0 },
	{ "notrack",    stmt_notrack,     NULL,               0 },
	{ "obrname",    NULL,             sel_meta_bare,      0 },
	{ "oifname",    NULL,             sel_meta_bare,      0 },
	{ "oiftype",    NULL,             sel_meta_bare,      0 },
	{ "pkttype",    NULL,             sel_meta_bare,      0 },
	{ "symhash",    NULL,             sel_symhash,        0 },
	{ "udplite",    NULL,             sel_payload,        KW_VALUE },
	{ "continue",   stmt_verdict,     NULL,               0 },
	{ "ibriport",   NULL,             sel_meta_bare,      0 },
	{ "iifgroup",   NULL,             sel_meta_bare,      0 },
	{ "obriport",   NULL,             sel_meta_bare,      0 },
	{ "oifgroup",   NULL,             sel_meta_bare,      0 },
	{ "redirect",   stmt_redirect,    NULL,               KW_VALUE },
	{ "synproxy",   stmt_synproxy,    NULL,               0 },
	{ "flowtable",  NULL,             NULL,               0 },
	{ "rtclassid",  NULL,             sel_meta_bare,      0 },
	{ "masquerade", stmt_masquerade,  NULL,               0 },
};
/* clang-format on */
const size_t keywords_count = ARRAY_SIZE(keywords);

#define LENGTH_MAX 12 /* of a keyword */

static int compare(const struct token *t, const struct keyword *kw, size_t len)
{
	if (t->len != len)
		return t->len < len ? -1 : 1;
	return memcmp(t->text, kw->name, len);
}

const struct keyword *keyword_find(const struct token *t)
{
	size_t low = 0, high = ARRAY_SIZE(keywords);

	if (t->len < 2 || t->len > LENGTH_MAX)
		return NULL;
	while (low < high) {
		size_t mid = (low + high) / 2;
		const struct keyword *kw = &keywords[mid];
		int order = compare(t, kw, strlen(kw->name));

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
	for (size_t i = 0; i < ARRAY_SIZE(keywords); i++)
		if (keywords[i].stmt || keywords[i].sel)
			fn(ctx, keywords[i].name);
}
