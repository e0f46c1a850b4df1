#include "config.h"

#include "tables/dtype.h"
#include "tables/words.h"

#include <string.h>

/* clang-format off */

/* linux/netfilter.h, NFPROTO_* */
static const struct symbol nfproto_symbols[] = {
	{ "ipv4", 2 },
	{ "ipv6", 10 },
};

/* linux/if_ether.h, ETH_P_*; IEEE 802.1Q, 802.1ad */
static const struct symbol ethertype_symbols[] = {
	{ "ip", 0x0800 },
	{ "arp", 0x0806 },
	{ "ip6", 0x86dd },
	{ "8021q", 0x8100 },
	{ "8021ad", 0x88a8 },
	{ "vlan", 0x8100 },
};

/* linux/if_arp.h, ARPOP_*; RFC 826, 903, 2390 */
static const struct symbol arpop_symbols[] = {
	{ "request", 1 },
	{ "reply", 2 },
	{ "rrequest", 3 },
	{ "rreply", 4 },
	{ "inrequest", 8 },
	{ "inreply", 9 },
	{ "nak", 10 },
};

/* RFC 792, 950, 1256 */
static const struct symbol icmp_type_symbols[] = {
	{ "echo-reply", 0 },
	{ "destination-unreachable", 3 },
	{ "source-quench", 4 },
	{ "redirect", 5 },
	{ "echo-request", 8 },
	{ "router-advertisement", 9 },
	{ "router-solicitation", 10 },
	{ "time-exceeded", 11 },
	{ "parameter-problem", 12 },
	{ "timestamp-request", 13 },
	{ "timestamp-reply", 14 },
	{ "info-request", 15 },
	{ "info-reply", 16 },
	{ "address-mask-request", 17 },
	{ "address-mask-reply", 18 },
};

/* RFC 9293 3.1, 3168 */
static const struct symbol tcp_flag_symbols[] = {
	{ "fin", 0x01 },
	{ "syn", 0x02 },
	{ "rst", 0x04 },
	{ "psh", 0x08 },
	{ "ack", 0x10 },
	{ "urg", 0x20 },
	{ "ecn", 0x40 },
	{ "cwr", 0x80 },
};

/* RFC 4340 5.1 */
static const struct symbol dccp_pkttype_symbols[] = {
	{ "request", 0 },
	{ "response", 1 },
	{ "data", 2 },
	{ "ack", 3 },
	{ "dataack", 4 },
	{ "closereq", 5 },
	{ "close", 6 },
	{ "reset", 7 },
	{ "sync", 8 },
	{ "syncack", 9 },
};

/* RFC 6275 6.1, 5568 6.4, 5096, 5142 */
static const struct symbol mh_type_symbols[] = {
	{ "binding-refresh-request", 0 },
	{ "home-test-init", 1 },
	{ "careof-test-init", 2 },
	{ "home-test", 3 },
	{ "careof-test", 4 },
	{ "binding-update", 5 },
	{ "binding-acknowledgement", 6 },
	{ "binding-error", 7 },
	{ "fast-binding-update", 8 },
	{ "fast-binding-acknowledgement", 9 },
	{ "fast-binding-advertisement", 10 },
	{ "experimental-mobility-header", 11 },
	{ "home-agent-switch-message", 12 },
};

/* linux/if_arp.h, ARPHRD_* */
static const struct symbol arphrd_symbols[] = {
	{ "ether", 1 },
	{ "ppp", 512 },
	{ "ipip", 768 },
	{ "ipip6", 769 },
	{ "loopback", 772 },
	{ "sit", 776 },
	{ "ipgre", 778 },
};

/* linux/pkt_sched.h, TC_H_ROOT and TC_H_UNSPEC */
static const struct symbol classid_symbols[] = {
	{ "root", 0xffffffff },
	{ "none", 0 },
};

/* linux/netfilter/nf_conntrack_common.h, NF_CT_STATE_*_BIT */
static const struct symbol ct_state_symbols[] = {
	{ "invalid", 0x01 },
	{ "established", 0x02 },
	{ "related", 0x04 },
	{ "new", 0x08 },
	{ "untracked", 0x40 },
};

/* linux/netfilter/nf_conntrack_tuple_common.h, enum ip_conntrack_dir */
static const struct symbol ct_dir_symbols[] = {
	{ "original", 0 },
	{ "reply", 1 },
};

/*
 * linux/netfilter/nf_conntrack_common.h, enum ip_conntrack_status.  The last
 * three are bit numbers, not bits: rulesets in use depend on what they load.
 */
static const struct symbol ct_status_symbols[] = {
	{ "expected", 0x001 },
	{ "seen-reply", 0x002 },
	{ "assured", 0x004 },
	{ "confirmed", 0x008 },
	{ "snat", 0x010 },
	{ "dnat", 0x020 },
	{ "seq-adjust", 0x040 },
	{ "snat-done", 0x080 },
	{ "dnat-done", 0x100 },
	{ "dying", 0x200 },
	{ "fixed-timeout", 0x400 },
	{ "helper", 13 },
	{ "offload", 14 },
	{ "hw-offload", 15 },
};

/* RFC 4443, 2710, 3810, 4861, 2894, 3122 */
static const struct symbol icmp6_type_symbols[] = {
	{ "destination-unreachable", 1 },
	{ "packet-too-big", 2 },
	{ "time-exceeded", 3 },
	{ "parameter-problem", 4 },
	{ "echo-request", 128 },
	{ "echo-reply", 129 },
	{ "mld-listener-query", 130 },
	{ "mld-listener-report", 131 },
	{ "mld-listener-done", 132 },
	{ "mld-listener-reduction", 132 },
	{ "nd-router-solicit", 133 },
	{ "nd-router-advert", 134 },
	{ "nd-neighbor-solicit", 135 },
	{ "nd-neighbor-advert", 136 },
	{ "nd-redirect", 137 },
	{ "router-renumbering", 138 },
	{ "ind-neighbor-solicit", 141 },
	{ "ind-neighbor-advert", 142 },
	{ "mld2-listener-report", 143 },
};

/* linux/if_packet.h, PACKET_* */
static const struct symbol pkttype_symbols[] = {
	{ "host", 0 },
	{ "unicast", 0 },
	{ "broadcast", 1 },
	{ "multicast", 2 },
	{ "other", 3 },
};

/* RFC 792, 1122 3.2.2.1, 1812 5.2.7.1 */
static const struct symbol icmp_code_symbols[] = {
	{ "net-unreachable", 0 },
	{ "host-unreachable", 1 },
	{ "prot-unreachable", 2 },
	{ "port-unreachable", 3 },
	{ "frag-needed", 4 },
	{ "net-prohibited", 9 },
	{ "host-prohibited", 10 },
	{ "admin-prohibited", 13 },
};

/* RFC 4443 3.1 */
static const struct symbol icmp6_code_symbols[] = {
	{ "no-route", 0 },
	{ "admin-prohibited", 1 },
	{ "addr-unreachable", 3 },
	{ "port-unreachable", 4 },
	{ "policy-fail", 5 },
	{ "reject-route", 6 },
};

/* linux/netfilter/nf_tables.h, enum nft_reject_inet_code */
static const struct symbol icmpx_code_symbols[] = {
	{ "no-route", 0 },
	{ "port-unreachable", 1 },
	{ "host-unreachable", 2 },
	{ "admin-prohibited", 3 },
};

/* RFC 2474, 2597, 3246, 5865, 8622 */
static const struct symbol dscp_symbols[] = {
	{ "cs0", 0 },
	{ "cs1", 8 },
	{ "cs2", 16 },
	{ "cs3", 24 },
	{ "cs4", 32 },
	{ "cs5", 40 },
	{ "cs6", 48 },
	{ "cs7", 56 },
	{ "df", 0 },
	{ "be", 0 },
	{ "lephb", 1 },
	{ "af11", 10 },
	{ "af12", 12 },
	{ "af13", 14 },
	{ "af21", 18 },
	{ "af22", 20 },
	{ "af23", 22 },
	{ "af31", 26 },
	{ "af32", 28 },
	{ "af33", 30 },
	{ "af41", 34 },
	{ "af42", 36 },
	{ "af43", 38 },
	{ "va", 44 },
	{ "ef", 46 },
};

/* RFC 3168 5 */
static const struct symbol ecn_symbols[] = {
	{ "not-ect", 0 },
	{ "ect1", 1 },
	{ "ect0", 2 },
	{ "ce", 3 },
};

/* linux/rtnetlink.h, RTN_* */
static const struct symbol fib_addr_symbols[] = {
	{ "unspec", 0 },
	{ "unicast", 1 },
	{ "local", 2 },
	{ "broadcast", 3 },
	{ "anycast", 4 },
	{ "multicast", 5 },
	{ "blackhole", 6 },
	{ "unreachable", 7 },
	{ "prohibit", 8 },
};

static const struct symbol boolean_symbols[] = {
	{ "exists", 1 },
	{ "missing", 0 },
};

/* linux/netfilter/nf_conntrack_common.h, enum ip_conntrack_events as bits */
static const struct symbol ct_event_symbols[] = {
	{ "new", 0x001 },
	{ "related", 0x002 },
	{ "destroy", 0x004 },
	{ "reply", 0x008 },
	{ "assured", 0x010 },
	{ "protoinfo", 0x020 },
	{ "helper", 0x040 },
	{ "mark", 0x080 },
	{ "seqadj", 0x100 },
	{ "secmark", 0x200 },
	{ "label", 0x400 },
};

/* RFC 1112, 2236, 3376 4 */
static const struct symbol igmp_type_symbols[] = {
	{ "membership-query", 0x11 },
	{ "membership-report-v1", 0x12 },
	{ "membership-report-v2", 0x16 },
	{ "membership-report-v3", 0x22 },
	{ "leave-group", 0x17 },
};

static const struct symbol day_symbols[] = {
	{ "Sunday", 0 },
	{ "Monday", 1 },
	{ "Tuesday", 2 },
	{ "Wednesday", 3 },
	{ "Thursday", 4 },
	{ "Friday", 5 },
	{ "Saturday", 6 },
};

/* RFC 8684 3 */
static const struct symbol mptcp_subtype_symbols[] = {
	{ "mp-capable", 0 },
	{ "mp-join", 1 },
	{ "dss", 2 },
	{ "add-addr", 3 },
	{ "remove-addr", 4 },
	{ "mp-prio", 5 },
	{ "mp-fail", 6 },
	{ "mp-fastclose", 7 },
	{ "mp-tcprst", 8 },
};

#define BASE(t)    .base = &dtype_table[t]
#define SYMBOLS(s) .symbols = s, .nsymbols = ARRAY_SIZE(s)
#define TYPE(i, n, bits, byteorder, d) \
	.id = i, .name = n, .len_bits = bits, .order = byteorder, .desc = d

const struct dtype dtype_table[DT_COUNT] = {
	[DT_INVALID] = { TYPE(DT_INVALID, "invalid", 0, ORDER_NONE,
		"invalid") },
	[DT_VERDICT] = { TYPE(DT_VERDICT, "verdict", 0, ORDER_NONE,
		"verdict") },
	[DT_NFPROTO] = { TYPE(DT_NFPROTO, "nf_proto", 8, ORDER_NONE,
		"netfilter protocol"),
		BASE(DT_INTEGER), SYMBOLS(nfproto_symbols) },
	[DT_BITMASK] = { TYPE(DT_BITMASK, "bitmask", 0, ORDER_NONE,
		"bitmask"), BASE(DT_INTEGER) },
	[DT_INTEGER] = { TYPE(DT_INTEGER, "integer", 0, ORDER_NONE,
		"integer") },
	[DT_STRING] = { TYPE(DT_STRING, "string", 0, ORDER_HOST,
		"string") },
	[DT_LLADDR] = { TYPE(DT_LLADDR, "ll_addr", 0, ORDER_BIG,
		"link layer address"), BASE(DT_INTEGER) },
	[DT_IPADDR] = { TYPE(DT_IPADDR, "ipv4_addr", 32, ORDER_BIG,
		"IPv4 address"), BASE(DT_INTEGER), .source = SYMBOLS_HOST4 },
	[DT_IP6ADDR] = { TYPE(DT_IP6ADDR, "ipv6_addr", 128, ORDER_BIG,
		"IPv6 address"), BASE(DT_INTEGER), .source = SYMBOLS_HOST6 },
	[DT_ETHERADDR] = { TYPE(DT_ETHERADDR, "ether_addr", 48, ORDER_BIG,
		"Ethernet address"), BASE(DT_LLADDR) },
	[DT_ETHERTYPE] = { TYPE(DT_ETHERTYPE, "ether_type", 16, ORDER_BIG,
		"Ethernet protocol"),
		BASE(DT_INTEGER), SYMBOLS(ethertype_symbols) },
	[DT_ARPOP] = { TYPE(DT_ARPOP, "arp_op", 16, ORDER_BIG,
		"ARP operation"), BASE(DT_INTEGER), SYMBOLS(arpop_symbols) },
	[DT_INET_PROTOCOL] = { TYPE(DT_INET_PROTOCOL, "inet_proto", 8,
		ORDER_NONE, "Internet protocol"),
		BASE(DT_INTEGER), .source = SYMBOLS_PROTOCOL },
	[DT_INET_SERVICE] = { TYPE(DT_INET_SERVICE, "inet_service", 16,
		ORDER_BIG, "network service"),
		BASE(DT_INTEGER), .source = SYMBOLS_SERVICE },
	[DT_ICMP_TYPE] = { TYPE(DT_ICMP_TYPE, "icmp_type", 8, ORDER_BIG,
		"ICMP type"), BASE(DT_INTEGER), SYMBOLS(icmp_type_symbols) },
	[DT_TCP_FLAG] = { TYPE(DT_TCP_FLAG, "tcp_flag", 8, ORDER_BIG,
		"TCP flag"), BASE(DT_BITMASK), SYMBOLS(tcp_flag_symbols) },
	[DT_DCCP_PKTTYPE] = { TYPE(DT_DCCP_PKTTYPE, "dccp_pkttype", 4,
		ORDER_NONE, "DCCP packet type"),
		BASE(DT_INTEGER), SYMBOLS(dccp_pkttype_symbols) },
	[DT_MH_TYPE] = { TYPE(DT_MH_TYPE, "mh_type", 8, ORDER_BIG,
		"mobility header type"),
		BASE(DT_INTEGER), SYMBOLS(mh_type_symbols) },
	[DT_TIME] = { TYPE(DT_TIME, "time", 32, ORDER_HOST,
		"relative time"), BASE(DT_INTEGER) },
	[DT_MARK] = { TYPE(DT_MARK, "mark", 32, ORDER_HOST,
		"packet mark"), BASE(DT_INTEGER),
		.source = SYMBOLS_FILE, .file = "rt_marks" },
	[DT_IFINDEX] = { TYPE(DT_IFINDEX, "iface_index", 32, ORDER_HOST,
		"network interface index"),
		BASE(DT_INTEGER), .source = SYMBOLS_IFINDEX },
	[DT_ARPHRD] = { TYPE(DT_ARPHRD, "iface_type", 16, ORDER_HOST,
		"network interface type"),
		BASE(DT_INTEGER), SYMBOLS(arphrd_symbols) },
	[DT_REALM] = { TYPE(DT_REALM, "realm", 32, ORDER_HOST,
		"routing realm"), BASE(DT_INTEGER),
		.source = SYMBOLS_FILE, .file = "rt_realms" },
	[DT_CLASSID] = { TYPE(DT_CLASSID, "classid", 32, ORDER_HOST,
		"TC class id"), BASE(DT_INTEGER), SYMBOLS(classid_symbols) },
	[DT_UID] = { TYPE(DT_UID, "uid", 32, ORDER_HOST,
		"user id"), BASE(DT_INTEGER), .source = SYMBOLS_USER },
	[DT_GID] = { TYPE(DT_GID, "gid", 32, ORDER_HOST,
		"group id"), BASE(DT_INTEGER), .source = SYMBOLS_GROUP },
	[DT_CT_STATE] = { TYPE(DT_CT_STATE, "ct_state", 32, ORDER_HOST,
		"conntrack state"),
		BASE(DT_BITMASK), SYMBOLS(ct_state_symbols) },
	[DT_CT_DIR] = { TYPE(DT_CT_DIR, "ct_dir", 8, ORDER_NONE,
		"conntrack direction"),
		BASE(DT_INTEGER), SYMBOLS(ct_dir_symbols) },
	[DT_CT_STATUS] = { TYPE(DT_CT_STATUS, "ct_status", 32, ORDER_HOST,
		"conntrack status"),
		BASE(DT_BITMASK), SYMBOLS(ct_status_symbols) },
	[DT_ICMP6_TYPE] = { TYPE(DT_ICMP6_TYPE, "icmpv6_type", 8, ORDER_BIG,
		"ICMPv6 type"),
		BASE(DT_INTEGER), SYMBOLS(icmp6_type_symbols) },
	[DT_CT_LABEL] = { TYPE(DT_CT_LABEL, "ct_label", 128, ORDER_HOST,
		"conntrack label"), BASE(DT_BITMASK),
		.source = SYMBOLS_FILE, .file = "connlabel.conf" },
	[DT_PKTTYPE] = { TYPE(DT_PKTTYPE, "pkt_type", 8, ORDER_HOST,
		"packet type"), BASE(DT_INTEGER), SYMBOLS(pkttype_symbols) },
	[DT_ICMP_CODE] = { TYPE(DT_ICMP_CODE, "icmp_code", 8, ORDER_BIG,
		"ICMP code"), BASE(DT_INTEGER), SYMBOLS(icmp_code_symbols) },
	[DT_ICMPV6_CODE] = { TYPE(DT_ICMPV6_CODE, "icmpv6_code", 8, ORDER_BIG,
		"ICMPv6 code"),
		BASE(DT_INTEGER), SYMBOLS(icmp6_code_symbols) },
	[DT_ICMPX_CODE] = { TYPE(DT_ICMPX_CODE, "icmpx_code", 8, ORDER_BIG,
		"ICMPx code"),
		BASE(DT_INTEGER), SYMBOLS(icmpx_code_symbols) },
	[DT_DEVGROUP] = { TYPE(DT_DEVGROUP, "devgroup", 32, ORDER_HOST,
		"device group"), BASE(DT_INTEGER),
		.source = SYMBOLS_FILE, .file = "group" },
	[DT_DSCP] = { TYPE(DT_DSCP, "dscp", 6, ORDER_BIG,
		"DSCP value"), BASE(DT_INTEGER), SYMBOLS(dscp_symbols) },
	[DT_ECN] = { TYPE(DT_ECN, "ecn", 2, ORDER_BIG,
		"ECN value"), BASE(DT_INTEGER), SYMBOLS(ecn_symbols) },
	[DT_FIB_ADDR] = { TYPE(DT_FIB_ADDR, "fib_addrtype", 32, ORDER_HOST,
		"FIB address type"),
		BASE(DT_INTEGER), SYMBOLS(fib_addr_symbols) },
	[DT_BOOLEAN] = { TYPE(DT_BOOLEAN, "boolean", 1, ORDER_HOST,
		"boolean"), BASE(DT_INTEGER), SYMBOLS(boolean_symbols) },
	[DT_CT_EVENTBIT] = { TYPE(DT_CT_EVENTBIT, "ct_event", 32, ORDER_HOST,
		"conntrack event"),
		BASE(DT_BITMASK), SYMBOLS(ct_event_symbols) },
	[DT_IFNAME] = { TYPE(DT_IFNAME, "ifname", 128, ORDER_HOST,
		"interface name"), BASE(DT_STRING) },
	[DT_IGMP_TYPE] = { TYPE(DT_IGMP_TYPE, "igmp_type", 8, ORDER_BIG,
		"IGMP type"), BASE(DT_INTEGER), SYMBOLS(igmp_type_symbols) },
	[DT_TIME_DATE] = { TYPE(DT_TIME_DATE, "time", 64, ORDER_HOST,
		"date and time"), BASE(DT_INTEGER) },
	[DT_TIME_HOUR] = { TYPE(DT_TIME_HOUR, "hour", 32, ORDER_HOST,
		"hour of day"), BASE(DT_INTEGER) },
	[DT_TIME_DAY] = { TYPE(DT_TIME_DAY, "day", 8, ORDER_HOST,
		"day of week"), BASE(DT_INTEGER), SYMBOLS(day_symbols) },
	[DT_CGROUPV2] = { TYPE(DT_CGROUPV2, "cgroupsv2", 64, ORDER_HOST,
		"cgroup v2 path"),
		BASE(DT_INTEGER), .source = SYMBOLS_CGROUP },
};

_Static_assert(DT_COUNT == 47 && DT_COUNT <= 1 << DTYPE_ID_BITS,
	       "type ids are ABI");

const struct dtype dtype_queue = {
	TYPE(DT_INTEGER, "integer", 16, ORDER_HOST, "queue number"),
	BASE(DT_INTEGER),
};

const struct dtype dtype_hex = {
	TYPE(DT_INTEGER, "integer", 0, ORDER_NONE, "integer"),
	BASE(DT_INTEGER),
};

const struct dtype dtype_mptcp_subtype = {
	TYPE(DT_INTEGER, "integer", 4, ORDER_NONE, "MPTCP option subtype"),
	BASE(DT_INTEGER), SYMBOLS(mptcp_subtype_symbols),
};

const struct dtype dtype_reject_code[3] = {
	{ TYPE(DT_INTEGER, "icmp_code", 8, ORDER_BIG, "reject code"),
	  BASE(DT_INTEGER), SYMBOLS(icmp_code_symbols) },
	{ TYPE(DT_INTEGER, "icmpv6_code", 8, ORDER_BIG, "reject code"),
	  BASE(DT_INTEGER), SYMBOLS(icmp6_code_symbols) },
	{ TYPE(DT_INTEGER, "icmpx_code", 8, ORDER_BIG, "reject code"),
	  BASE(DT_INTEGER), SYMBOLS(icmpx_code_symbols) },
};

/* clang-format on */

const struct dtype *dtype_by_id(enum dtype_id id)
{
	return (unsigned int)id < DT_COUNT ? &dtype_table[id] : NULL;
}

const struct dtype *dtype_by_name(const char *name)
{
	for (size_t i = 0; i < DT_COUNT; i++)
		if (word_is(dtype_table[i].name, name))
			return &dtype_table[i];
	return NULL;
}

void dtype_each_name(void (*fn)(void *, const char *), void *ctx)
{
	for (size_t i = DT_VERDICT; i < DT_COUNT; i++)
		fn(ctx, dtype_table[i].name);
}

bool dtype_symbol(const struct dtype *dt, const char *name, uint64_t *ret_value)
{
	for (size_t i = 0; i < dt->nsymbols; i++) {
		if (word_is(dt->symbols[i].name, name)) {
			*ret_value = dt->symbols[i].value;
			return true;
		}
	}
	return false;
}

bool dtype_is_a(const struct dtype *dt, enum dtype_id t)
{
	for (; dt; dt = dt->base)
		if (dt->id == t)
			return true;
	return false;
}
