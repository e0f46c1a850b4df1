#include "config.h"

#include "tables/kconfig.h"

#include <string.h>

/* The first row that fits; FAMILY_UNSPEC: any family. */
static const struct {
	const char *what;
	enum family family;
	const char *option;
} options[] = {
	{ "connlimit", FAMILY_UNSPEC, "CONFIG_NFT_CONNLIMIT" },
	{ "conntrack", FAMILY_BRIDGE, "CONFIG_NF_CONNTRACK_BRIDGE" },
	{ "conntrack", FAMILY_UNSPEC, "CONFIG_NF_CONNTRACK" },
	{ "ct", FAMILY_UNSPEC, "CONFIG_NFT_CT" },
	{ "ct expectation", FAMILY_UNSPEC, "CONFIG_NFT_CT" },
	{ "ct helper", FAMILY_UNSPEC, "CONFIG_NFT_CT" },
	{ "ct timeout", FAMILY_UNSPEC, "CONFIG_NF_CONNTRACK_TIMEOUT" },
	{ "dup", FAMILY_IP, "CONFIG_NFT_DUP_IPV4" },
	{ "dup", FAMILY_IP6, "CONFIG_NFT_DUP_IPV6" },
	{ "dup", FAMILY_NETDEV, "CONFIG_NFT_DUP_NETDEV" },
	/* The other headers come with nf_tables. */
	{ "exthdr", FAMILY_UNSPEC, "CONFIG_NFT_EXTHDR_DCCP" },
	{ "fib", FAMILY_IP, "CONFIG_NFT_FIB_IPV4" },
	{ "fib", FAMILY_IP6, "CONFIG_NFT_FIB_IPV6" },
	{ "fib", FAMILY_INET, "CONFIG_NFT_FIB_INET" },
	{ "fib", FAMILY_NETDEV, "CONFIG_NFT_FIB_NETDEV" },
	{ "flow_offload", FAMILY_UNSPEC, "CONFIG_NFT_FLOW_OFFLOAD" },
	{ "flowtable", FAMILY_UNSPEC, "CONFIG_NF_FLOW_TABLE" },
	{ "fwd", FAMILY_NETDEV, "CONFIG_NFT_FWD_NETDEV" },
	{ "hash", FAMILY_UNSPEC, "CONFIG_NFT_HASH" },
	{ "limit", FAMILY_UNSPEC, "CONFIG_NFT_LIMIT" },
	{ "log", FAMILY_UNSPEC, "CONFIG_NFT_LOG" },
	{ "masq", FAMILY_UNSPEC, "CONFIG_NFT_MASQ" },
	{ "meta", FAMILY_BRIDGE, "CONFIG_NFT_BRIDGE_META" },
	{ "nat", FAMILY_UNSPEC, "CONFIG_NFT_NAT" },
	{ "notrack", FAMILY_UNSPEC, "CONFIG_NFT_CT" },
	{ "numgen", FAMILY_UNSPEC, "CONFIG_NFT_NUMGEN" },
	{ "osf", FAMILY_UNSPEC, "CONFIG_NFT_OSF" },
	{ "queue", FAMILY_UNSPEC, "CONFIG_NFT_QUEUE" },
	{ "quota", FAMILY_UNSPEC, "CONFIG_NFT_QUOTA" },
	{ "redir", FAMILY_UNSPEC, "CONFIG_NFT_REDIR" },
	{ "reject", FAMILY_IP, "CONFIG_NFT_REJECT_IPV4" },
	{ "reject", FAMILY_IP6, "CONFIG_NFT_REJECT_IPV6" },
	{ "reject", FAMILY_INET, "CONFIG_NFT_REJECT_INET" },
	{ "reject", FAMILY_NETDEV, "CONFIG_NFT_REJECT_NETDEV" },
	{ "reject", FAMILY_BRIDGE, "CONFIG_NFT_BRIDGE_REJECT" },
	{ "secmark", FAMILY_UNSPEC, "CONFIG_NETWORK_SECMARK" },
	{ "socket", FAMILY_UNSPEC, "CONFIG_NFT_SOCKET" },
	{ "synproxy", FAMILY_UNSPEC, "CONFIG_NFT_SYNPROXY" },
	{ "tproxy", FAMILY_UNSPEC, "CONFIG_NFT_TPROXY" },
	{ "tunnel", FAMILY_NETDEV, "CONFIG_NFT_TUNNEL" },
	{ "xfrm", FAMILY_UNSPEC, "CONFIG_NFT_XFRM" },
	{ "table", FAMILY_IP, "CONFIG_NF_TABLES_IPV4" },
	{ "table", FAMILY_IP6, "CONFIG_NF_TABLES_IPV6" },
	{ "table", FAMILY_INET, "CONFIG_NF_TABLES_INET" },
	{ "table", FAMILY_ARP, "CONFIG_NF_TABLES_ARP" },
	{ "table", FAMILY_BRIDGE, "CONFIG_NF_TABLES_BRIDGE" },
	{ "table", FAMILY_NETDEV, "CONFIG_NF_TABLES_NETDEV" },
};

const char *kconfig_option(const char *what, enum family family)
{
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (strcmp(options[i].what, what) == 0 &&
		    (options[i].family == FAMILY_UNSPEC ||
		     options[i].family == family))
			return options[i].option;
	return NULL;
}
