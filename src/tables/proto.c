#include "config.h"

#include "tables/proto.h"
#include "tables/words.h"

#include <string.h>

/*
 * The fields of each header, as they lie on the wire: name, offset and length
 * in bits, type.  A row's place is its template index.  Field macros:
 * F plain, I an integer, N needs an ICMP type, P part of the pseudo header.
 */
/* clang-format off */
#define FIELD(n, o, l, t)     .name = n, .off_bits = o, .len_bits = l, .dtype = t
#define F(i, n, o, l, t)      { FIELD(n, o, l, &dtype_table[t]), .index = i },
#define I(i, n, o, l)         F(i, n, o, l, DT_INTEGER)
#define N(i, n, o, l, t, need) \
	{ FIELD(n, o, l, &dtype_table[t]), .index = i, .icmp_need = need },
#define P(i, n, o, l, t) \
	{ FIELD(n, o, l, &dtype_table[t]), .index = i, .l4_pseudo = true },

/* IEEE 802.3 */
static const struct proto_field ether_fields[] = {
	F(1, "daddr",  0, 48, DT_ETHERADDR)
	F(2, "saddr", 48, 48, DT_ETHERADDR)
	F(3, "type",  96, 16, DT_ETHERTYPE)
};

/* IEEE 802.1Q */
static const struct proto_field vlan_fields[] = {
	I(1, "pcp",   0,  3)
	I(2, "dei",   3,  1)
	I(3, "cfi",   3,  1)
	I(4, "id",    4, 12)
	F(5, "type", 16, 16, DT_ETHERTYPE)
};

/* RFC 826, Ethernet and IPv4 addresses */
static const struct proto_field arp_fields[] = {
	I(1, "htype",         0, 16)
	F(2, "ptype",        16, 16, DT_ETHERTYPE)
	I(3, "hlen",         32,  8)
	I(4, "plen",         40,  8)
	F(5, "operation",    48, 16, DT_ARPOP)
	F(6, "saddr ether",  64, 48, DT_ETHERADDR)
	F(7, "saddr ip",    112, 32, DT_IPADDR)
	F(8, "daddr ether", 144, 48, DT_ETHERADDR)
	F(9, "daddr ip",    192, 32, DT_IPADDR)
};

/* RFC 791 3.1, 2474, 3168 */
static const struct proto_field ip_fields[] = {
	I(1,  "version",     0,  4)
	I(2,  "hdrlength",   4,  4)
	F(3,  "dscp",        8,  6, DT_DSCP)
	F(4,  "ecn",        14,  2, DT_ECN)
	P(5,  "length",     16, 16, DT_INTEGER)
	I(6,  "id",         32, 16)
	{ FIELD("frag-off", 48, 16, &dtype_hex), .index = 7, .hex = true },
	I(8,  "ttl",        64,  8)
	P(9,  "protocol",   72,  8, DT_INET_PROTOCOL)
	I(10, "checksum",   80, 16)
	P(11, "saddr",      96, 32, DT_IPADDR)
	P(12, "daddr",     128, 32, DT_IPADDR)
};

/* RFC 8200 3, 2474, 3168 */
static const struct proto_field ip6_fields[] = {
	I(1, "version",     0,   4)
	F(2, "dscp",        4,   6, DT_DSCP)
	F(3, "ecn",        10,   2, DT_ECN)
	I(4, "flowlabel",  12,  20)
	P(5, "length",     32,  16, DT_INTEGER)
	P(6, "nexthdr",    48,   8, DT_INET_PROTOCOL)
	I(7, "hoplimit",   56,   8)
	P(8, "saddr",      64, 128, DT_IP6ADDR)
	P(9, "daddr",     192, 128, DT_IP6ADDR)
};

/* RFC 792, 1191 */
static const struct proto_field icmp_fields[] = {
	F(1, "type",      0,  8, DT_ICMP_TYPE)
	F(2, "code",      8,  8, DT_ICMP_CODE)
	I(3, "checksum", 16, 16)
	N(4, "id",       32, 16, DT_INTEGER, ICMP_NEED_ECHO)
	N(5, "sequence", 48, 16, DT_INTEGER, ICMP_NEED_ECHO)
	N(6, "gateway",  32, 32, DT_INTEGER, ICMP_NEED_REDIRECT)
	N(7, "mtu",      48, 16, DT_INTEGER, ICMP_NEED_UNREACH)
};

/* RFC 4443, 2710, 4861 */
static const struct proto_field icmpv6_fields[] = {
	F(1, "type",      0,  8, DT_ICMP6_TYPE)
	F(2, "code",      8,  8, DT_ICMPV6_CODE)
	I(3, "checksum", 16, 16)
	{ FIELD("param-problem", 32, 32, &dtype_table[DT_INTEGER]), .index = 4,
	  .icmp_need = ICMP6_NEED_PARAM, .json_name = "parameter-problem" },
	{ FIELD("mtu", 32, 32, &dtype_table[DT_INTEGER]), .index = 5,
	  .icmp_need = ICMP6_NEED_TOOBIG, .json_alias = "packet-too-big" },
	N(6,  "id",         32,  16, DT_INTEGER, ICMP6_NEED_ECHO)
	N(7,  "sequence",   48,  16, DT_INTEGER, ICMP6_NEED_ECHO)
	N(8,  "max-delay",  32,  16, DT_INTEGER, ICMP6_NEED_QUERY)
	N(9,  "taddr",      64, 128, DT_IP6ADDR, ICMP6_NEED_TADDR)
	N(10, "daddr",     192, 128, DT_IP6ADDR, ICMP6_NEED_REDIRECT)
};

/* RFC 3376 4.1, 2236 2 */
static const struct proto_field igmp_fields[] = {
	F(1, "type",      0,  8, DT_IGMP_TYPE)
	I(2, "checksum", 16, 16)
	I(3, "mrt",       8,  8)
	I(4, "group",    32, 32)
};

/* RFC 768 */
static const struct proto_field udp_fields[] = {
	P(1, "sport",     0, 16, DT_INET_SERVICE)
	P(2, "dport",    16, 16, DT_INET_SERVICE)
	P(3, "length",   32, 16, DT_INTEGER)
	P(4, "checksum", 48, 16, DT_INTEGER)
};

/* RFC 3828 3.1 */
static const struct proto_field udplite_fields[] = {
	F(1, "sport",     0, 16, DT_INET_SERVICE)
	F(2, "dport",    16, 16, DT_INET_SERVICE)
	I(3, "csumcov",  32, 16)
	I(4, "checksum", 48, 16)
};

/* RFC 9293 3.1 */
static const struct proto_field tcp_fields[] = {
	F(1,  "sport",      0, 16, DT_INET_SERVICE)
	F(2,  "dport",     16, 16, DT_INET_SERVICE)
	I(3,  "sequence",  32, 32)
	I(4,  "ackseq",    64, 32)
	I(5,  "doff",      96,  4)
	I(6,  "reserved", 100,  4)
	F(7,  "flags",    104,  8, DT_TCP_FLAG)
	I(8,  "window",   112, 16)
	I(9,  "checksum", 128, 16)
	I(10, "urgptr",   144, 16)
};

/* RFC 4340 5.1 */
static const struct proto_field dccp_fields[] = {
	F(1, "sport",  0, 16, DT_INET_SERVICE)
	F(2, "dport", 16, 16, DT_INET_SERVICE)
	F(3, "type",  67,  4, DT_DCCP_PKTTYPE)
};

/* RFC 9260 3.1 */
static const struct proto_field sctp_fields[] = {
	F(1, "sport",     0, 16, DT_INET_SERVICE)
	F(2, "dport",    16, 16, DT_INET_SERVICE)
	I(3, "vtag",     32, 32)
	I(4, "checksum", 64, 32)
};

/* Every transport header that begins with two ports. */
static const struct proto_field th_fields[] = {
	F(1, "sport",  0, 16, DT_INET_SERVICE)
	F(2, "dport", 16, 16, DT_INET_SERVICE)
};

/* RFC 4302 2 */
static const struct proto_field ah_fields[] = {
	F(1, "nexthdr",    0,  8, DT_INET_PROTOCOL)
	I(2, "hdrlength",  8,  8)
	I(3, "reserved",  16, 16)
	I(4, "spi",       32, 32)
	I(5, "sequence",  64, 32)
};

/* RFC 4303 2 */
static const struct proto_field esp_fields[] = {
	I(1, "spi",       0, 32)
	I(2, "sequence", 32, 32)
};

/* RFC 3173 3.3 */
static const struct proto_field comp_fields[] = {
	F(1, "nexthdr",  0,  8, DT_INET_PROTOCOL)
	F(2, "flags",    8,  8, DT_BITMASK)
	I(3, "cpi",     16, 16)
};

/* RFC 7348 5 */
static const struct proto_field vxlan_fields[] = {
	I(1, "vni",   32, 24)
	F(2, "flags",  0,  8, DT_BITMASK)
};

/* RFC 8926 3.4 */
static const struct proto_field geneve_fields[] = {
	I(1, "vni",  32, 24)
	F(2, "type", 16, 16, DT_ETHERTYPE)
};

/* RFC 2784 2, 2890 */
static const struct proto_field gre_fields[] = {
	I(1, "version",  13,  3)
	I(2, "flags",     0,  5)
	F(3, "protocol", 16, 16, DT_ETHERTYPE)
};

/* linux/if_ether.h, ETH_P_*.  The first row of a protocol is the number that
 * announces it where a dependency has to be made. */
static const struct proto_link ether_links[] = {
	{ 0x0800, PROTO_IP },
	{ 0x0806, PROTO_ARP },
	{ 0x86dd, PROTO_IP6 },
	{ 0x8100, PROTO_VLAN },
	{ 0x88a8, PROTO_VLAN },
};

/* linux/in.h, IPPROTO_*.  icmp over ip6 and icmpv6 over ip are there because
 * the kernel's hooks see both by the number alone. */
static const struct proto_link ip_links[] = {
	{ 1, PROTO_ICMP },
	{ 2, PROTO_IGMP },
	{ 6, PROTO_TCP },
	{ 17, PROTO_UDP },
	{ 33, PROTO_DCCP },
	{ 47, PROTO_GRE },
	{ 47, PROTO_GRETAP },
	{ 50, PROTO_ESP },
	{ 51, PROTO_AH },
	{ 58, PROTO_ICMPV6 },
	{ 108, PROTO_COMP },
	{ 132, PROTO_SCTP },
	{ 136, PROTO_UDPLITE },
};

/* The same behind a header of IPsec, less what only IP has next to it. */
static const struct proto_link ipsec_links[] = {
	{ 6, PROTO_TCP },
	{ 17, PROTO_UDP },
	{ 33, PROTO_DCCP },
	{ 50, PROTO_ESP },
	{ 51, PROTO_AH },
	{ 108, PROTO_COMP },
	{ 132, PROTO_SCTP },
	{ 136, PROTO_UDPLITE },
};

/* linux/netfilter.h, NFPROTO_* */
static const struct proto_link inet_links[] = {
	{ 2, PROTO_IP },
	{ 10, PROTO_IP6 },
};

#define HEADER(i, n, b, bits) .id = i, .name = n, .base = b, .len_bits = bits
#define FIELDS(f)   .fields = f, .nfields = ARRAY_SIZE(f)
#define LINKS(k, l) .key_field = k, .links = l, .nlinks = ARRAY_SIZE(l)
#define CSUM(t, o)  .has_csum = true, .csum_type = t, .csum_off_bits = o
#define NOT_L4      .l4proto = -1
#define INNER(t, size, flags) \
	.inner_type = t, .inner_hdrsize = size, .inner_flags = flags

static const struct proto protos[PROTO_UNKNOWN + 1] = {
	[PROTO_RAW] = { HEADER(PROTO_RAW, "raw", -1, 0), NOT_L4 },
	[PROTO_AH] = { HEADER(PROTO_AH, "ah", BASE_TH, 96),
		FIELDS(ah_fields), LINKS(1, ipsec_links), .l4proto = 51 },
	[PROTO_ESP] = { HEADER(PROTO_ESP, "esp", BASE_TH, 64),
		FIELDS(esp_fields), .l4proto = 50 },
	[PROTO_COMP] = { HEADER(PROTO_COMP, "comp", BASE_TH, 32),
		FIELDS(comp_fields), LINKS(1, ipsec_links), .l4proto = 108 },
	[PROTO_ICMP] = { HEADER(PROTO_ICMP, "icmp", BASE_TH, 64),
		FIELDS(icmp_fields), CSUM(1, 16), .l4proto = 1 },
	[PROTO_IGMP] = { HEADER(PROTO_IGMP, "igmp", BASE_TH, 64),
		FIELDS(igmp_fields), CSUM(1, 16), .l4proto = 2 },
	[PROTO_UDP] = { HEADER(PROTO_UDP, "udp", BASE_TH, 64),
		FIELDS(udp_fields), .l4proto = 17 },
	[PROTO_UDPLITE] = { HEADER(PROTO_UDPLITE, "udplite", BASE_TH, 64),
		FIELDS(udplite_fields), .l4proto = 136 },
	[PROTO_TCP] = { HEADER(PROTO_TCP, "tcp", BASE_TH, 160),
		FIELDS(tcp_fields), CSUM(1, 128), .l4proto = 6 },
	[PROTO_DCCP] = { HEADER(PROTO_DCCP, "dccp", BASE_TH, 96),
		FIELDS(dccp_fields), .l4proto = 33 },
	[PROTO_SCTP] = { HEADER(PROTO_SCTP, "sctp", BASE_TH, 96),
		FIELDS(sctp_fields), CSUM(2, 64), .l4proto = 132 },
	[PROTO_TH] = { HEADER(PROTO_TH, "th", BASE_TH, 32),
		FIELDS(th_fields), NOT_L4 },
	[PROTO_IP] = { HEADER(PROTO_IP, "ip", BASE_NH, 160),
		FIELDS(ip_fields), LINKS(9, ip_links), CSUM(1, 80), NOT_L4 },
	[PROTO_IP6] = { HEADER(PROTO_IP6, "ip6", BASE_NH, 320),
		FIELDS(ip6_fields), LINKS(6, ip_links), NOT_L4 },
	[PROTO_ICMPV6] = { HEADER(PROTO_ICMPV6, "icmpv6", BASE_TH, 64),
		FIELDS(icmpv6_fields), CSUM(1, 16), .l4proto = 58 },
	[PROTO_ARP] = { HEADER(PROTO_ARP, "arp", BASE_NH, 224),
		FIELDS(arp_fields), NOT_L4 },
	[PROTO_VLAN] = { HEADER(PROTO_VLAN, "vlan", BASE_LL, 32),
		FIELDS(vlan_fields), LINKS(5, ether_links), NOT_L4 },
	[PROTO_ETHER] = { HEADER(PROTO_ETHER, "ether", BASE_LL, 112),
		FIELDS(ether_fields), LINKS(3, ether_links), NOT_L4 },
	[PROTO_VXLAN] = { HEADER(PROTO_VXLAN, "vxlan", BASE_TUN, 64),
		FIELDS(vxlan_fields), NOT_L4, INNER(1, 8, 0xf) },
	[PROTO_GENEVE] = { HEADER(PROTO_GENEVE, "geneve", BASE_TUN, 64),
		FIELDS(geneve_fields), NOT_L4, INNER(2, 8, 0xf) },
	[PROTO_GRE] = { HEADER(PROTO_GRE, "gre", BASE_TH, 32),
		FIELDS(gre_fields), .l4proto = 47, INNER(3, 4, 0xc) },
	[PROTO_GRETAP] = { HEADER(PROTO_GRETAP, "gretap", BASE_TH, 32),
		.l4proto = 47, INNER(4, 4, 0xe) },
	[PROTO_INET] = { HEADER(PROTO_INET, "inet", BASE_LL, 0),
		.links = inet_links, .nlinks = ARRAY_SIZE(inet_links),
		NOT_L4 },
	[PROTO_NETDEV] = { HEADER(PROTO_NETDEV, "netdev", BASE_LL, 0),
		.links = ether_links, .nlinks = ARRAY_SIZE(ether_links),
		NOT_L4 },
	[PROTO_UNKNOWN] = { HEADER(PROTO_UNKNOWN, "unknown", -1, 0), NOT_L4 },
};

_Static_assert(PROTO_GRETAP == 21, "ids of typeof descriptors are ABI");

/* RFC 792, 4443, 2710, 4861; the order is that of the generated sets. */
static const struct icmp_types icmp_needs[] = {
	[ICMP_NEED_NONE] = { 0 },
	[ICMP_NEED_ECHO] = { 2, { 8, 0 } },
	[ICMP_NEED_REDIRECT] = { 1, { 5 } },
	[ICMP_NEED_UNREACH] = { 1, { 3 } },
	[ICMP6_NEED_ECHO] = { 2, { 128, 129 } },
	[ICMP6_NEED_TOOBIG] = { 1, { 2 } },
	[ICMP6_NEED_PARAM] = { 1, { 4 } },
	[ICMP6_NEED_QUERY] = { 1, { 130 } },
	[ICMP6_NEED_TADDR] = { 6, { 130, 131, 132, 135, 136, 137 } },
	[ICMP6_NEED_REDIRECT] = { 1, { 137 } },
};
/* clang-format on */

_Static_assert(ARRAY_SIZE(icmp_needs) == ICMP_NEED_COUNT, "one row a need");

const struct proto *proto_by_id(enum proto_id id)
{
	return (unsigned int)id <= PROTO_UNKNOWN ? &protos[id] : NULL;
}

const struct proto *proto_by_name(const char *name)
{
	for (size_t i = PROTO_AH; i < PROTO_COUNT; i++)
		if (word_is(protos[i].name, name))
			return &protos[i];
	return NULL;
}

int proto_l4_by_name(const char *name)
{
	const struct proto *p = proto_by_name(name);

	/* The word for it is icmpv6, but nft lists it by the name that IANA
	 * gave it, so that saved rulesets are full of it: a name service would
	 * take as long as all else of a small ruleset. */
	if (strcmp(name, "ipv6-icmp") == 0)
		return protos[PROTO_ICMPV6].l4proto;
	return p ? p->l4proto : -1;
}

void proto_each_name(void (*fn)(void *, const char *), void *ctx)
{
	for (size_t i = PROTO_AH; i < PROTO_COUNT; i++)
		fn(ctx, protos[i].name);
}

bool proto_inside_tunnel(const struct proto *tunnel, const struct proto *p)
{
	if (!tunnel->inner_type || p->inner_type || p->base < BASE_LL ||
	    p->id >= PROTO_COUNT)
		return false;
	return tunnel->id != PROTO_GRE ||
	       (p->base != BASE_LL && p->id != PROTO_ARP);
}

const struct proto_field *proto_field_by_name(const struct proto *p,
					      const char *name)
{
	for (size_t i = 0; i < p->nfields; i++)
		if (word_is(p->fields[i].name, name))
			return &p->fields[i];
	return NULL;
}

const struct proto_field *proto_field_by_json(const struct proto *p,
					      const char *name)
{
	for (size_t i = 0; i < p->nfields; i++) {
		const struct proto_field *f = &p->fields[i];

		if ((f->json_name && word_is(f->json_name, name)) ||
		    (f->json_alias && word_is(f->json_alias, name)))
			return f;
	}
	return proto_field_by_name(p, name);
}

const struct proto_field *proto_field_by_index(const struct proto *p,
					       unsigned int index)
{
	return index && index <= p->nfields ? &p->fields[index - 1] : NULL;
}

const struct proto *proto_next(const struct proto *lower, unsigned int number)
{
	for (size_t i = 0; i < lower->nlinks; i++)
		if (lower->links[i].number == number)
			return &protos[lower->links[i].proto];
	return NULL;
}

int proto_number(const struct proto *lower, const struct proto *upper)
{
	for (size_t i = 0; i < lower->nlinks; i++)
		if (lower->links[i].proto == upper->id)
			return lower->links[i].number;
	return -1;
}

const struct proto *proto_by_l4number(unsigned int number)
{
	for (size_t i = PROTO_AH; i < PROTO_COUNT; i++)
		if (protos[i].l4proto >= 0 &&
		    (unsigned int)protos[i].l4proto == number)
			return &protos[i];
	return NULL;
}

const struct icmp_types *icmp_types_needed(enum icmp_need need)
{
	return &icmp_needs[need];
}
