#include "config.h"

#include "text/synonyms.h"

#include <string.h>
#include <strings.h>

/* Words with blanks between them, and what they stand for: where it depends on
 * the place, the likeliest first. */
/* clang-format off */
static const struct {
	const char *words, *meant;
} synonyms[] = {
	/* verdicts: iptables, pf, ufw, firewalld, routers */
	{ "allow permit pass ok trust", "accept" },
	{ "deny block discard blackhole", "drop" },
	{ "refuse prohibit", "reject" },
	{ "call", "jump" },
	{ "ret", "return" },
	/* statements */
	{ "masq snat-auto", "masquerade" },
	{ "rdr-to destination-nat dst-nat dstnat", "dnat" },
	{ "nat-to source-nat src-nat srcnat", "snat" },
	{ "rdr redir redirect-to", "redirect" },
	{ "nflog syslog", "log" },
	{ "nfqueue", "queue" },
	{ "offload", "flow" },
	{ "tee clone mirror", "dup" },
	{ "count counters", "counter" },
	{ "connmark", "mark" },
	/* headers and their fields */
	{ "eth ethernet mac", "ether" },
	{ "ipv4 ip4", "ip" },
	{ "ipv6 inet6", "ip6" },
	{ "icmp6 icmp-v6 ipv6-icmp", "icmpv6" },
	{ "src source srcip src_ip src-address source-address address-source", "saddr" },
	{ "dst dest destination dstip dst_ip dst-address destination-address", "daddr" },
	{ "srcport src-port src_port source-port sourceport sports", "sport" },
	{ "dstport dst-port dst_port dest-port dest_port destination-port destinationport to-port dports", "dport" },
	{ "proto prot", "l4proto" },
	{ "proto prot nextheader next-header", "protocol" },
	{ "proto protocol nextheader next-header", "nexthdr" },
	{ "tos", "dscp" },
	{ "tcpflags tcp-flags flag", "flags" },
	{ "hops hop-limit ttl hl", "hoplimit" },
	{ "len", "length" },
	{ "code", "type" },
	/* keys */
	{ "indev in-interface input-interface iface interface dev", "iifname" },
	{ "outdev out-interface output-interface", "oifname" },
	{ "uid owner uid-owner", "skuid" },
	{ "gid gid-owner", "skgid" },
	{ "fwmark nfmark pktmark", "mark" },
	{ "weekday weekdays", "day" },
	{ "ctstate state conntrack", "ct" },
	{ "ctstatus", "status" },
	{ "direct dir", "direction" },
	{ "packet-type pkt-type", "pkttype" },
	/* types */
	{ "ip_addr ipaddr ip ipv4 ip4 addr address ip4_addr ip_address inet_addr net subnet cidr network host", "ipv4_addr" },
	{ "ip6_addr ipv6 ip6 ip6addr", "ipv6_addr" },
	{ "port service tcp_port udp_port ports inet_port", "inet_service" },
	{ "proto protocol l4proto inet_protocol", "inet_proto" },
	{ "mac mac_addr ether eth_addr hwaddr", "ether_addr" },
	{ "iface interface iif iifname oifname device dev if_name", "ifname" },
	{ "state", "ct_state" },
	{ "fwmark", "mark" },
	{ "icmp", "icmp_type" },
	{ "icmpv6 icmp6_type", "icmpv6_type" },
	{ "uint32 u32 int number", "mark" },
	/* hooks, policies, families */
	{ "in incoming local-in localin", "input" },
	{ "out outgoing local-out localout", "output" },
	{ "fwd forwarding", "forward" },
	{ "dnat dst-nat", "dstnat" },
	{ "snat src-nat masq", "srcnat" },
	{ "all everything rules", "ruleset" },
	/* units */
	{ "k kb kib kbyte kilobyte kilobytes", "kbytes" },
	{ "m mb mib mbyte megabyte megabytes", "mbytes" },
	{ "b byte", "bytes" },
	{ "s sec secs seconds", "second" },
	{ "m min mins minutes", "minute" },
	{ "h hr hrs hours", "hour" },
	{ "d days", "day" },
	{ "w weeks", "week" },
	/* levels of logs, ways to reject */
	{ "warning", "warn" },
	{ "error", "err" },
	{ "critical", "crit" },
	{ "emergency panic", "emerg" },
	{ "information informational", "info" },
	{ "icmp-port-unreachable icmp6-port-unreachable port-unreach", "port-unreachable" },
	{ "icmp-host-unreachable host-unreach", "host-unreachable" },
	{ "icmp-net-unreachable net-unreach", "net-unreachable" },
	{ "icmp-admin-prohibited adm-prohibited", "admin-prohibited" },
	/* services */
	{ "dns", "domain" },
	{ "dhcp dhcpd", "bootps" },
	{ "mail", "smtp" },
	{ "ntpd", "ntp" },
	{ "sshd", "ssh" },
	{ "web www", "http" },
	{ "rdp", "ms-wbt-server" },
	{ "ping echo", "echo-request" },
	{ "pong", "echo-reply" },
	/* types of ICMPv6 by the names of ip6tables */
	{ "neighbor-solicitation neighbour-solicitation", "nd-neighbor-solicit" },
	{ "neighbor-advertisement neighbour-advertisement", "nd-neighbor-advert" },
	{ "router-solicitation", "nd-router-solicit" },
	{ "router-advertisement", "nd-router-advert" },
	/* commands, members, properties */
	{ "append new", "add" },
	{ "remove del rm erase", "delete" },
	{ "clear empty zero", "flush" },
	{ "ipset addrgroup group alias list", "set" },
	{ "dict dictionary", "map" },
	{ "zone ruleset", "table" },
	{ "var variable let const macro", "define" },
	{ "source load import", "include" },
	{ "values members entries items element", "elements" },
	{ "ttl expire expires expiry", "timeout" },
	{ "maxelem max capacity", "size" },
	{ "merge automerge", "auto-merge" },
	{ "description desc note remark", "comment" },
	{ "default default-policy", "policy" },
	{ "prio", "priority" },
	{ "range ranges", "interval" },
	{ "update dynamical", "dynamic" },
};
/* clang-format on */

bool words_have(const char *words, const char *word, size_t len)
{
	const char *end = strchrnul(words, ' ');

	while ((size_t)(end - words) != len ||
	       strncasecmp(words, word, len) != 0) {
		if (!*end)
			return false;
		words = end + 1;
		end = strchrnul(words, ' ');
	}
	return true;
}

size_t synonyms_of(const char *word, size_t len,
		   const char *ret_meant[static SYNONYMS_MAX])
{
	size_t found = 0;

	for (size_t i = 0; i < ARRAY_SIZE(synonyms); i++)
		if (found < SYNONYMS_MAX &&
		    words_have(synonyms[i].words, word, len))
			ret_meant[found++] = synonyms[i].meant;
	return found;
}
