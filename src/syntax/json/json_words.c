#include "config.h"

#include "syntax/json/json_words.h"

#include "syntax/ast_stmt.h"

#include <linux/netfilter/nf_log.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>

const struct word json_relations[] = {
	{ "==", REL_EQ },  { "!=", REL_NEQ }, { "<", REL_LT },
	{ ">", REL_GT },   { "<=", REL_LTE }, { ">=", REL_GTE },
	{ "!", REL_NOT },  { "in", REL_IMPLICIT }, { NULL, 0 },
};

const struct word json_nat_flags[] = {
	{ "random", NF_NAT_RANGE_PROTO_RANDOM },
	{ "fully-random", NF_NAT_RANGE_PROTO_RANDOM_FULLY },
	{ "persistent", NF_NAT_RANGE_PERSISTENT },
	{ "netmap", JSON_NETMAP },
	{ NULL, 0 },
};

const struct word json_nat_types[] = {
	{ "interval", JSON_NAT_INTERVAL },
	{ "prefix", JSON_NAT_PREFIX },
	{ "concat", JSON_NAT_CONCAT },
	{ NULL, 0 },
};

const struct word json_log_flags[] = {
	{ "tcp sequence", NF_LOG_TCPSEQ },
	{ "tcp options", NF_LOG_TCPOPT },
	{ "ip options", NF_LOG_IPOPT },
	{ "skuid", NF_LOG_UID },
	{ "ether", NF_LOG_MACDECODE },
	{ "all", NF_LOG_TCPSEQ | NF_LOG_TCPOPT | NF_LOG_IPOPT | NF_LOG_UID |
			 NF_LOG_MACDECODE },
	{ NULL, 0 },
};

const struct word json_reject_types[] = {
	{ "icmp", REJECT_ICMP },
	{ "icmpv6", REJECT_ICMPV6 },
	{ "icmpx", REJECT_ICMPX },
	{ "tcp reset", REJECT_TCP_RESET },
	{ NULL, 0 },
};

/* The counter is a flag in the kernel, and a line of its own in text. */
const struct word json_flowtable_flags[] = {
	{ "offload", NFT_FLOWTABLE_HW_OFFLOAD },
	{ "counter", NFT_FLOWTABLE_COUNTER },
	{ NULL, 0 },
};

const struct word json_rate_units[] = {
	{ "packets", 0 },
	{ "bytes", 1 },
	{ "kbytes", 1024 },
	{ "mbytes", 1024 * 1024 },
	{ NULL, 0 },
};
