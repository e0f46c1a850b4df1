#include "config.h"

#include "tables/since.h"

#include "tables/abi.h"

#include <linux/netfilter/nf_tables.h>

#define IN "type filter hook input priority 0"
#define PRE "type filter hook prerouting priority -300"
#define INGRESS "chain netdev t c { type filter hook ingress priority 0; "

/* clang-format off */
const struct since since_rows[SINCE_COUNT] = {
	[SINCE_LAST] = { 5, 14, "expressions", "last", FAMILY_IP, IN, "last", NULL, "last", 0, 0, 0 },
	[SINCE_SCTP_CHUNK] = { 5, 14, "expressions", "sctp chunk", FAMILY_IP, IN, "sctp chunk init exists",
		NULL, "exthdr", NFTA_EXTHDR_OP, NFT_EXTHDR_OP_SCTP, NFT_EXTHDR_OP_SCTP },
	[SINCE_INNER_HEADER] = { 5, 16, "expressions", "@ih", FAMILY_IP, IN, "@ih,0,8 5",
		NULL, "payload", NFTA_PAYLOAD_BASE, NFT_PAYLOAD_INNER_HEADER, NFT_PAYLOAD_INNER_HEADER },
	[SINCE_TUNNELS] = { 6, 2, "expressions", "inner", FAMILY_IP, IN, "udp dport 4789 vxlan ip saddr 192.0.2.1",
		NULL, "inner", 0, 0, 0 },
	[SINCE_TUNNEL_HEADER] = { 6, 2, "expressions", "inner tunnel header", FAMILY_IP, IN, "udp dport 4789 vxlan vni 1",
		NULL, "payload", NFTA_PAYLOAD_BASE, ABI_PAYLOAD_TUN_HEADER, ABI_PAYLOAD_TUN_HEADER },
	[SINCE_DESTROY] = { 6, 3, "commands", "destroy", FAMILY_IP, NULL, "table ip t\ndestroy table ip t", NULL, NULL, 0, 0, 0 },
	[SINCE_NO_DEVICE] = { 6, 4, "chains", "without a device", FAMILY_NETDEV, NULL, INGRESS "}",
		"chains without a device", NULL, 0, 0, 0 },
	[SINCE_OTHER_DEVICES] = { 6, 4, "chains", "other devices", FAMILY_NETDEV, NULL, NULL,
		"other devices for a chain that is there", NULL, 0, 0, 0 },
	[SINCE_BROUTE] = { 6, 4, "expressions", "meta broute", FAMILY_BRIDGE, PRE, "meta broute set 1",
		NULL, "meta", NFTA_META_KEY, ABI_META_BRI_BROUTE, ABI_META_BRI_BROUTE },
	[SINCE_SET_SIZE] = { 6, 5, "sets", "another size", FAMILY_IP, NULL, NULL, NULL, NULL, 0, 0, 0 },
	[SINCE_MAP_AS_SET] = { 6, 5, "expressions", "lookup of a map as a set", FAMILY_IP, NULL,
		"map ip t m { type ipv4_addr : mark; }\nadd chain ip t c\nadd rule ip t c ip saddr @m",
		"a map used as a set", "lookup", NFTA_LOOKUP_DREG, 1, 0 },
	[SINCE_PERSIST] = { 6, 9, "tables", "flags persist", FAMILY_IP, NULL, "table ip p { flags persist; }", NULL, NULL, 0, 0, 0 },
	[SINCE_ELEM_TIMEOUT] = { 6, 12, "sets", "another timeout of an element", FAMILY_IP, NULL, NULL, NULL, NULL, 0, 0, 0 },
	[SINCE_TWO_VALUES] = { 6, 13, "expressions", "and, or, xor of two values", FAMILY_IP, IN, "meta mark set ct mark & meta mark",
		NULL, "bitwise", NFTA_BITWISE_OP, ABI_BITWISE_AND, ABI_BITWISE_XOR },
	[SINCE_DEVICE_PREFIX] = { 6, 16, "chains", "devices by a prefix", FAMILY_NETDEV, NULL,
		INGRESS "devices = { \"nftload*\" }; }",
		"devices by a prefix", NULL, 0, 0, 0 },
	[SINCE_MISSING_DEVICE] = { 6, 16, "chains", "devices that do not exist", FAMILY_NETDEV, NULL,
		INGRESS "devices = { \"nftload1\" }; }",
		"chains whose devices do not exist", NULL, 0, 0, 0 },
	[SINCE_IBRHWADDR] = { 6, 18, "expressions", "meta ibrhwaddr", FAMILY_BRIDGE, PRE, "meta ibrhwaddr 00:00:5e:00:53:01",
		NULL, "meta", NFTA_META_KEY, ABI_META_BRI_IIFHWADDR, ABI_META_BRI_IIFHWADDR },
};
/* clang-format on */
