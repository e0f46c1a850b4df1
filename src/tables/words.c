#include "config.h"

#include "tables/abi.h"
#include "tables/family.h"
#include "tables/proto.h"
#include "tables/words.h"
#include "text/suggest.h"

#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_synproxy.h>
#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */

const struct word words_verbs[] = {
	{ "add", VERB_ADD },
	{ "create", VERB_CREATE },
	{ "insert", VERB_INSERT },
	{ "replace", VERB_REPLACE },
	{ "delete", VERB_DELETE },
	{ "destroy", VERB_DESTROY },
	{ "flush", VERB_FLUSH },
	{ "rename", VERB_RENAME },
	{ NULL, 0 },
};

const struct word words_listings[] = {
	{ "list", VERB_LIST },
	{ "get", VERB_GET },
	{ NULL, 0 },
};

const struct word words_objects[] = {
	{ "counter", OBJ_COUNTER },
	{ "quota", OBJ_QUOTA },
	{ "limit", OBJ_LIMIT },
	{ "ct helper", OBJ_CT_HELPER },
	{ "ct timeout", OBJ_CT_TIMEOUT },
	{ "ct expectation", OBJ_CT_EXPECT },
	{ "secmark", OBJ_SECMARK },
	{ "synproxy", OBJ_SYNPROXY },
	{ "tunnel", OBJ_TUNNEL },
	{ "table", OBJ_TABLE },
	{ "chain", OBJ_CHAIN },
	{ "rule", OBJ_RULE },
	{ "set", OBJ_SET },
	{ "map", OBJ_MAP },
	{ "meter", OBJ_METER },
	{ "element", OBJ_ELEMENT },
	{ "flowtable", OBJ_FLOWTABLE },
	{ "ruleset", OBJ_RULESET },
	{ NULL, 0 },
};

/* As in the manual of nft: one by its name, or all. */
const struct word words_listed[] = {
	{ "ruleset", OBJ_RULESET | WORDS_ALL },
	{ "tables", OBJ_TABLE | WORDS_ALL },
	{ "table", OBJ_TABLE },
	{ "chains", OBJ_CHAIN | WORDS_ALL },
	{ "chain", OBJ_CHAIN },
	{ "sets", OBJ_SET | WORDS_ALL },
	{ "set", OBJ_SET },
	{ "maps", OBJ_MAP | WORDS_ALL },
	{ "map", OBJ_MAP },
	{ "meters", OBJ_METER | WORDS_ALL },
	{ "meter", OBJ_METER },
	{ "flowtables", OBJ_FLOWTABLE | WORDS_ALL },
	{ "flowtable", OBJ_FLOWTABLE },
	{ "counters", OBJ_COUNTER | WORDS_ALL },
	{ "counter", OBJ_COUNTER },
	{ "quotas", OBJ_QUOTA | WORDS_ALL },
	{ "quota", OBJ_QUOTA },
	{ "limits", OBJ_LIMIT | WORDS_ALL },
	{ "limit", OBJ_LIMIT },
	{ "secmarks", OBJ_SECMARK | WORDS_ALL },
	{ "secmark", OBJ_SECMARK },
	{ "synproxys", OBJ_SYNPROXY | WORDS_ALL },
	{ "synproxy", OBJ_SYNPROXY },
	{ "tunnels", OBJ_TUNNEL | WORDS_ALL },
	{ "tunnel", OBJ_TUNNEL },
	{ "ct helpers", OBJ_CT_HELPER | WORDS_ALL },
	{ "ct helper", OBJ_CT_HELPER },
	{ "ct timeouts", OBJ_CT_TIMEOUT | WORDS_ALL },
	{ "ct timeout", OBJ_CT_TIMEOUT },
	{ "ct expectations", OBJ_CT_EXPECT | WORDS_ALL },
	{ "ct expectation", OBJ_CT_EXPECT },
	{ NULL, 0 },
};

/* enum nft_table_flags */
const struct word words_table_flags[] = {
	{ "dormant", NFT_TABLE_F_DORMANT },
	{ "owner", NFT_TABLE_F_OWNER },
	{ "persist", ABI_TABLE_F_PERSIST },
	{ NULL, 0 },
};

/* enum nft_set_flags */
const struct word words_set_flags[] = {
	{ "constant", NFT_SET_CONSTANT },
	{ "interval", NFT_SET_INTERVAL },
	{ "timeout", NFT_SET_TIMEOUT },
	{ "dynamic", NFT_SET_EVAL },
	{ NULL, 0 },
};

/* enum nft_set_policies */
const struct word words_set_policy[] = {
	{ "performance", NFT_SET_POL_PERFORMANCE },
	{ "memory", NFT_SET_POL_MEMORY },
	{ NULL, 0 },
};

/* linux/netfilter.h, NF_ACCEPT and NF_DROP */
const struct word words_chain_policy[] = {
	{ "accept", 1 },
	{ "drop", 0 },
	{ NULL, 0 },
};

/* enum nft_flowtable_flags; counter is a line of its own */
const struct word words_flowtable_flags[] = {
	{ "offload", NFT_FLOWTABLE_HW_OFFLOAD },
	{ NULL, 0 },
};

/* enum nft_log_level */
const struct word words_log_levels[] = {
	{ "emerg", NFT_LOGLEVEL_EMERG },
	{ "alert", NFT_LOGLEVEL_ALERT },
	{ "crit", NFT_LOGLEVEL_CRIT },
	{ "err", NFT_LOGLEVEL_ERR },
	{ "warn", NFT_LOGLEVEL_WARNING },
	{ "notice", NFT_LOGLEVEL_NOTICE },
	{ "info", NFT_LOGLEVEL_INFO },
	{ "debug", NFT_LOGLEVEL_DEBUG },
	{ "audit", NFT_LOGLEVEL_AUDIT },
	{ NULL, 0 },
};

/* linux/netfilter/nf_nat.h, NF_NAT_RANGE_* */
const struct word words_nat_flags[] = {
	{ "random", NF_NAT_RANGE_PROTO_RANDOM },
	{ "fully-random", NF_NAT_RANGE_PROTO_RANDOM_FULLY },
	{ "persistent", NF_NAT_RANGE_PERSISTENT },
	{ NULL, 0 },
};

/* NFT_QUEUE_FLAG_* */
const struct word words_queue_flags[] = {
	{ "bypass", NFT_QUEUE_FLAG_BYPASS },
	{ "fanout", NFT_QUEUE_FLAG_CPU_FANOUT },
	{ NULL, 0 },
};

const struct word words_time_units[] = {
	{ "second", 1 },
	{ "minute", 60 },
	{ "hour", 60 * 60 },
	{ "day", 24 * 60 * 60 },
	{ "week", 7 * 24 * 60 * 60 },
	{ NULL, 0 },
};

const struct word words_byte_units[] = {
	{ "bytes", 1 },
	{ "kbytes", 1024 },
	{ "mbytes", 1024 * 1024 },
	{ NULL, 0 },
};

/* linux/netfilter/nf_synproxy.h, NF_SYNPROXY_OPT_* */
const struct word words_synproxy_flags[] = {
	{ "timestamp", NF_SYNPROXY_OPT_TIMESTAMP },
	{ "sack-perm", NF_SYNPROXY_OPT_SACK_PERM },
	{ "sack-permitted", NF_SYNPROXY_OPT_SACK_PERM },
	{ NULL, 0 },
};

/* linux/netfilter/nfnetlink_cttimeout.h, enum ctattr_timeout_tcp, and the
 * seconds that stand where the input gives none; the same rows in both. */
#define TCP_TIMEOUTS(T) \
	T("syn_sent", 1, 120) \
	T("syn_recv", 2, 60) \
	T("established", 3, 432000) \
	T("fin_wait", 4, 120) \
	T("close_wait", 5, 60) \
	T("last_ack", 6, 30) \
	T("time_wait", 7, 120) \
	T("close", 8, 10) \
	T("syn_sent2", 9, 120) \
	T("retrans", 10, 300) \
	T("unack", 11, 300)

/* enum ctattr_timeout_udp */
#define UDP_TIMEOUTS(T) \
	T("unreplied", 1, 30) \
	T("replied", 2, 120)

#define TIMEOUT_NUMBER(name, number, seconds) { name, number },
#define TIMEOUT_SECONDS(name, number, seconds) { name, seconds },

const struct word words_tcp_timeouts[] = {
	TCP_TIMEOUTS(TIMEOUT_NUMBER)
	{ NULL, 0 },
};

const struct word words_udp_timeouts[] = {
	UDP_TIMEOUTS(TIMEOUT_NUMBER)
	{ NULL, 0 },
};

const struct word words_tcp_timeout_defaults[] = {
	TCP_TIMEOUTS(TIMEOUT_SECONDS)
	{ NULL, 0 },
};

const struct word words_udp_timeout_defaults[] = {
	UDP_TIMEOUTS(TIMEOUT_SECONDS)
	{ NULL, 0 },
};

/* linux/netfilter.h, NFPROTO_* */
const struct word words_l3protos[] = {
	{ "ip", 2 },
	{ "ip6", 10 },
	{ "inet", 1 },
	{ "arp", 3 },
	{ "bridge", 7 },
	{ "netdev", 5 },
	{ NULL, 0 },
};

/* enum nft_fib_flags */
const struct word words_fib_flags[] = {
	{ "saddr", NFTA_FIB_F_SADDR },
	{ "daddr", NFTA_FIB_F_DADDR },
	{ "mark", NFTA_FIB_F_MARK },
	{ "iif", NFTA_FIB_F_IIF },
	{ "oif", NFTA_FIB_F_OIF },
	{ NULL, 0 },
};

const struct word words_ct_dirs[] = {
	{ "original", DIR_ORIGINAL },
	{ "reply", DIR_REPLY },
	{ NULL, 0 },
};

/* linux/xfrm.h, XFRM_POLICY_IN and XFRM_POLICY_OUT */
const struct word words_ipsec_dirs[] = {
	{ "in", 0 },
	{ "out", 1 },
	{ NULL, 0 },
};

/* linux/netfilter/nf_osf.h, NF_OSF_TTL_*; 0 is the default */
const struct word words_osf_ttls[] = {
	{ "loose", 1 },
	{ "skip", 2 },
	{ NULL, 0 },
};

const struct word words_osf_keys[] = {
	{ "name", 0 },
	{ "version", 1 },
	{ NULL, 0 },
};

const struct word words_numgen_modes[] = {
	{ "inc", NFT_NG_INCREMENTAL },
	{ "random", NFT_NG_RANDOM },
	{ NULL, 0 },
};

const struct word words_raw_bases[] = {
	{ "ll", BASE_LL },
	{ "nh", BASE_NH },
	{ "th", BASE_TH },
	{ "ih", BASE_INNER },
	{ NULL, 0 },
};

const struct word words_address_families[] = {
	{ "ip", FAMILY_IP },
	{ "ip6", FAMILY_IP6 },
	{ NULL, 0 },
};

/* enum nft_dynset_ops */
const struct word words_dynset_ops[] = {
	{ "add", NFT_DYNSET_OP_ADD },
	{ "update", NFT_DYNSET_OP_UPDATE },
	{ "delete", NFT_DYNSET_OP_DELETE },
	{ NULL, 0 },
};

const char *const words_services[] = {
	"bgp", "bootpc", "bootps", "domain", "ftp", "ftp-data", "git", "http",
	"https", "imap2", "imaps", "ipp", "isakmp", "kerberos",
	"ldap", "ldaps", "mdns", "microsoft-ds", "ms-wbt-server", "mysql",
	"netbios-dgm", "netbios-ns", "netbios-ssn", "nfs", "nntp", "ntp",
	"openvpn", "pop3", "pop3s", "postgresql", "radius", "redis", "rsync",
	"sip", "smtp", "snmp", "snmp-trap", "ssh", "submission", "submissions",
	"sunrpc", "syslog", "telnet", "tftp", "whois", NULL,
};

const struct word words_tunnel_opts[] = {
	{ "vxlan", OPTS_VXLAN },
	{ "erspan", OPTS_ERSPAN },
	{ "geneve", OPTS_GENEVE },
	{ NULL, 0 },
};

/* linux/netfilter/nf_tables.h, NFTA_TUNNEL_KEY_ERSPAN_V2_DIR */
const struct word words_erspan_dirs[] = {
	{ "ingress", 0 },
	{ "egress", 1 },
	{ NULL, 0 },
};

/* of helpers, timeouts and expectations */
const struct word words_l4protos[] = {
	{ "tcp", IPPROTO_TCP },
	{ "udp", IPPROTO_UDP },
	{ NULL, 0 },
};

#define RESERVED_MAX 11 /* the longest of them */

/* Sorted.  Only words that are keywords in every context; last is one too,
 * but may be a name all the same. */
static const char *const reserved[] = {
	"accept", "add", "ah", "all", "and", "arp", "auto-merge", "bridge",
	"cgroup", "chain", "comment", "comp", "constant", "continue",
	"counter", "cpu", "create", "ct", "day", "dccp", "define", "delete",
	"describe", "destroy", "device", "devices", "dnat", "drop", "dst",
	"dup", "dynamic", "ecn", "element", "elements", "eq", "esp", "ether",
	"exists", "expires", "export", "exthdr", "fib", "flags", "flow",
	"flowtable", "flush", "frag", "fwd", "gc-interval", "ge", "geneve",
	"get", "goto", "gre", "gretap", "gt", "handle", "hbh", "hook", "hour",
	"ibriport", "ibrname", "icmp", "icmpv6", "igmp", "iif", "iifgroup",
	"iifname", "iiftype", "import", "include", "index", "inet", "insert",
	"interval", "ip", "ip6", "ipsec", "jhash", "jump", "le", "limit",
	"list", "log", "lshift", "lt", "map", "mark", "masquerade", "meta",
	"meter", "mh", "missing", "monitor", "ne", "netdev", "nftrace", "not",
	"notrack", "numgen", "obriport", "obrname", "offload", "oif",
	"oifgroup", "oifname", "oiftype", "or", "osf", "pkttype", "policy",
	"position", "priority", "queue", "quota", "random", "redefine",
	"redirect", "reject", "rename", "replace", "reset", "return",
	"rshift", "rt", "rt0", "rt2", "rtclassid", "rule", "ruleset", "sctp",
	"secmark", "set", "size", "skgid", "skuid", "snat", "socket", "srh",
	"symhash", "synproxy", "table", "tcp", "th", "time", "timeout",
	"tproxy", "tunnel", "type", "typeof", "udp", "udplite", "undefine",
	"update", "vlan", "vmap", "vni", "vxlan", "xor", "xt",
};
/* clang-format on */

static int compare(const void *key, const void *row)
{
	const char *name = key, *word = *(const char *const *)row;

	return *name != *word ? (uint8_t)*name - (uint8_t)*word :
				strcmp(name, word);
}

bool word_is_reserved(const char *name)
{
	/* Most names of large rulesets are longer than any word. */
	if (strnlen(name, RESERVED_MAX + 1) > RESERVED_MAX)
		return false;
	return bsearch(name, reserved, ARRAY_SIZE(reserved),
		       sizeof(reserved[0]), compare) != NULL;
}

const struct word *word_find(const struct word *table, const char *name)
{
	for (; table->name; table++)
		if (word_is(table->name, name))
			return table;
	return NULL;
}

const char *word_name(const struct word *table, uint64_t value)
{
	for (; table->name; table++)
		if (table->value == value)
			return table->name;
	return NULL;
}

void word_each(const struct word *table, void (*fn)(void *, const char *),
	       void *ctx)
{
	for (; table->name; table++)
		fn(ctx, table->name);
}

bool word_hint(struct diags *d, const struct word *table, const char *name,
	       size_t len)
{
	struct suggest s;

	suggest_init(&s, name, len);
	word_each(table, suggest_try, &s);
	return suggest_hint(&s, d);
}
