#include "config.h"

#include "support.h"

#include "tables/proto.h"

#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/igmp.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <netinet/in.h>
#include <string.h>

static const struct proto_field *field(const char *proto, const char *name)
{
	const struct proto *p = proto_by_name(proto);
	const struct proto_field *f;

	assert_non_null(p);
	f = proto_field_by_name(p, name);
	assert_non_null(f);
	return f;
}

#define MEMBER(proto, name, type, member)                                    \
	{ proto, name, 8 * offsetof(struct type, member),                    \
	  8 * sizeof(((struct type *)NULL)->member) }

static void test_against_headers(void **state)
{
	static const struct {
		const char *proto, *field;
		size_t off_bits, len_bits;
	} rows[] = {
		MEMBER("ether", "daddr", ethhdr, h_dest),
		MEMBER("ether", "saddr", ethhdr, h_source),
		MEMBER("ether", "type", ethhdr, h_proto),
		MEMBER("arp", "htype", arphdr, ar_hrd),
		MEMBER("arp", "ptype", arphdr, ar_pro),
		MEMBER("arp", "hlen", arphdr, ar_hln),
		MEMBER("arp", "plen", arphdr, ar_pln),
		MEMBER("arp", "operation", arphdr, ar_op),
		MEMBER("ip", "length", iphdr, tot_len),
		MEMBER("ip", "id", iphdr, id),
		MEMBER("ip", "frag-off", iphdr, frag_off),
		MEMBER("ip", "ttl", iphdr, ttl),
		MEMBER("ip", "protocol", iphdr, protocol),
		MEMBER("ip", "checksum", iphdr, check),
		MEMBER("ip", "saddr", iphdr, saddr),
		MEMBER("ip", "daddr", iphdr, daddr),
		MEMBER("ip6", "length", ipv6hdr, payload_len),
		MEMBER("ip6", "nexthdr", ipv6hdr, nexthdr),
		MEMBER("ip6", "hoplimit", ipv6hdr, hop_limit),
		MEMBER("ip6", "saddr", ipv6hdr, saddr),
		MEMBER("ip6", "daddr", ipv6hdr, daddr),
		MEMBER("icmp", "type", icmphdr, type),
		MEMBER("icmp", "code", icmphdr, code),
		MEMBER("icmp", "checksum", icmphdr, checksum),
		MEMBER("icmp", "id", icmphdr, un.echo.id),
		MEMBER("icmp", "sequence", icmphdr, un.echo.sequence),
		MEMBER("icmp", "gateway", icmphdr, un.gateway),
		MEMBER("icmp", "mtu", icmphdr, un.frag.mtu),
		MEMBER("icmpv6", "type", icmp6hdr, icmp6_type),
		MEMBER("icmpv6", "code", icmp6hdr, icmp6_code),
		MEMBER("icmpv6", "checksum", icmp6hdr, icmp6_cksum),
		MEMBER("icmpv6", "mtu", icmp6hdr, icmp6_mtu),
		MEMBER("icmpv6", "param-problem", icmp6hdr, icmp6_pointer),
		MEMBER("icmpv6", "id", icmp6hdr, icmp6_identifier),
		MEMBER("icmpv6", "sequence", icmp6hdr, icmp6_sequence),
		MEMBER("icmpv6", "max-delay", icmp6hdr, icmp6_maxdelay),
		MEMBER("igmp", "type", igmphdr, type),
		MEMBER("igmp", "mrt", igmphdr, code),
		MEMBER("igmp", "checksum", igmphdr, csum),
		MEMBER("igmp", "group", igmphdr, group),
		MEMBER("udp", "sport", udphdr, source),
		MEMBER("udp", "dport", udphdr, dest),
		MEMBER("udp", "length", udphdr, len),
		MEMBER("udp", "checksum", udphdr, check),
		MEMBER("tcp", "sport", tcphdr, source),
		MEMBER("tcp", "dport", tcphdr, dest),
		MEMBER("tcp", "sequence", tcphdr, seq),
		MEMBER("tcp", "ackseq", tcphdr, ack_seq),
		MEMBER("tcp", "window", tcphdr, window),
		MEMBER("tcp", "checksum", tcphdr, check),
		MEMBER("tcp", "urgptr", tcphdr, urg_ptr),
		MEMBER("ah", "nexthdr", ip_auth_hdr, nexthdr),
		MEMBER("ah", "hdrlength", ip_auth_hdr, hdrlen),
		MEMBER("ah", "spi", ip_auth_hdr, spi),
		MEMBER("ah", "sequence", ip_auth_hdr, seq_no),
		MEMBER("esp", "spi", ip_esp_hdr, spi),
		MEMBER("esp", "sequence", ip_esp_hdr, seq_no),
		MEMBER("comp", "nexthdr", ip_comp_hdr, nexthdr),
		MEMBER("comp", "flags", ip_comp_hdr, flags),
		MEMBER("comp", "cpi", ip_comp_hdr, cpi),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct proto_field *f = field(rows[i].proto, rows[i].field);

		assert_int_equal(f->off_bits, rows[i].off_bits);
		assert_int_equal(f->len_bits, rows[i].len_bits);
	}
	assert_int_equal(proto_by_name("ether")->len_bits, 8 * ETH_HLEN);
	assert_int_equal(proto_by_name("ip")->len_bits,
			 8 * sizeof(struct iphdr));
	assert_int_equal(proto_by_name("ip6")->len_bits,
			 8 * sizeof(struct ipv6hdr));
	assert_int_equal(proto_by_name("tcp")->len_bits,
			 8 * sizeof(struct tcphdr));
}

static void check_fields(const struct proto *p)
{
	for (size_t i = 0; i < p->nfields; i++) {
		const struct proto_field *f = &p->fields[i];

		assert_int_equal(f->index, i + 1);
		assert_ptr_equal(proto_field_by_index(p, f->index), f);
		assert_ptr_equal(proto_field_by_name(p, f->name), f);
		assert_ptr_equal(proto_field_by_json(p, f->json_name ?
						     f->json_name : f->name),
				 f);
		assert_non_null(f->dtype);
		assert_true(f->len_bits > 0);
		if (f->dtype->len_bits)
			assert_int_equal(f->dtype->len_bits, f->len_bits);
		assert_true(f->icmp_need < ICMP_NEED_COUNT);
	}
	assert_null(proto_field_by_index(p, 0));
	assert_null(proto_field_by_index(p, p->nfields + 1u));
	assert_null(proto_field_by_name(p, "nonsense"));
}

static void test_protocols(void **state)
{
	struct names_seen seen = { 0 };

	(void)state;
	for (unsigned int id = 0; id <= PROTO_UNKNOWN; id++) {
		const struct proto *p = proto_by_id((enum proto_id)id);

		assert_int_equal(p->id, id);
		assert_non_null(p->name);
		check_fields(p);
		if (p->key_field)
			assert_non_null(proto_field_by_index(p, p->key_field));
	}
	proto_each_name(see_name, &seen);
	assert_all_different(&seen);
	assert_int_equal(seen.count, PROTO_COUNT - 1);
	for (size_t i = 0; i < seen.count; i++)
		assert_string_equal(proto_by_name(seen.name[i])->name,
				    seen.name[i]);
	assert_null(proto_by_name("raw"));
	assert_null(proto_by_name("inet"));
	assert_null(proto_by_name("unknown"));
	assert_int_equal(proto_l4_by_name("udp"), IPPROTO_UDP);
	assert_int_equal(proto_l4_by_name("ipv6-icmp"), IPPROTO_ICMPV6);
	assert_int_equal(proto_l4_by_name("ether"), -1);
	assert_int_equal(proto_l4_by_name("ospf"), -1);
	assert_null(proto_by_id((enum proto_id)(PROTO_UNKNOWN + 1)));
}

/* The ids of typeof descriptors, as sets in the kernel have them. */
static void test_ids(void **state)
{
	static const char *const names[] = {
		"raw", "ah", "esp", "comp", "icmp", "igmp", "udp", "udplite",
		"tcp", "dccp", "sctp", "th", "ip", "ip6", "icmpv6", "arp",
		"vlan", "ether", "vxlan", "geneve", "gre", "gretap",
	};

	(void)state;
	assert_int_equal(ARRAY_SIZE(names), PROTO_COUNT);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		assert_string_equal(proto_by_id((enum proto_id)i)->name,
				    names[i]);
	assert_int_equal(field("ip", "saddr")->index, 11);
	assert_int_equal(field("vlan", "id")->index, 4);
	assert_int_equal(field("tcp", "flags")->index, 7);
	assert_int_equal(field("icmpv6", "daddr")->index, 10);
}

static void test_links(void **state)
{
	static const struct {
		const char *name;
		int number;
	} rows[] = {
		{ "icmp", IPPROTO_ICMP },	{ "igmp", IPPROTO_IGMP },
		{ "tcp", IPPROTO_TCP },		{ "udp", IPPROTO_UDP },
		{ "dccp", IPPROTO_DCCP },	{ "gre", IPPROTO_GRE },
		{ "gretap", IPPROTO_GRE },	{ "esp", IPPROTO_ESP },
		{ "ah", IPPROTO_AH },		{ "icmpv6", IPPROTO_ICMPV6 },
		{ "comp", IPPROTO_COMP },	{ "sctp", IPPROTO_SCTP },
		{ "udplite", IPPROTO_UDPLITE },
	};
	const struct proto *ip = proto_by_name("ip");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct proto *p = proto_by_name(rows[i].name);

		assert_int_equal(proto_number(ip, p), rows[i].number);
		assert_int_equal(p->l4proto, rows[i].number);
		assert_int_equal(proto_by_l4number((unsigned int)p->l4proto)
					 ->l4proto, p->l4proto);
	}
	assert_string_equal(proto_next(ip, IPPROTO_GRE)->name, "gre");
	assert_string_equal(proto_by_l4number(IPPROTO_GRE)->name, "gre");
	assert_null(proto_next(ip, 200));
	assert_null(proto_by_l4number(200));
	assert_int_equal(proto_number(ip, proto_by_name("arp")), -1);
}

static void test_link_layer(void **state)
{
	const struct proto *ether = proto_by_name("ether");
	const struct proto *vlan = proto_by_name("vlan");
	const struct proto *inet = proto_by_id(PROTO_INET);

	(void)state;
	assert_int_equal(proto_number(ether, vlan), ETH_P_8021Q);
	assert_ptr_equal(proto_next(ether, ETH_P_8021AD), vlan);
	assert_ptr_equal(proto_next(vlan, ETH_P_8021Q), vlan);
	assert_string_equal(proto_next(ether, ETH_P_IPV6)->name, "ip6");
	assert_string_equal(proto_next(proto_by_id(PROTO_NETDEV), ETH_P_ARP)
				    ->name, "arp");
	assert_string_equal(proto_next(inet, 2)->name, "ip");
	assert_int_equal(proto_number(inet, proto_by_name("ip6")), 10);
	assert_int_equal(proto_number(inet, proto_by_name("arp")), -1);
}

static void test_checksums(void **state)
{
	static const struct {
		const char *name;
		unsigned int type, off_bytes;
	} rows[] = {
		{ "ip", NFT_PAYLOAD_CSUM_INET, offsetof(struct iphdr, check) },
		{ "tcp", NFT_PAYLOAD_CSUM_INET,
		  offsetof(struct tcphdr, check) },
		{ "icmp", NFT_PAYLOAD_CSUM_INET, 2 },
		{ "icmpv6", NFT_PAYLOAD_CSUM_INET, 2 },
		{ "igmp", NFT_PAYLOAD_CSUM_INET, 2 },
		{ "sctp", NFT_PAYLOAD_CSUM_SCTP, 8 },
	};
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct proto *p = proto_by_name(rows[i].name);

		assert_true(p->has_csum);
		assert_int_equal(p->csum_type, rows[i].type);
		assert_int_equal(p->csum_off_bits, 8 * rows[i].off_bytes);
	}
	for (unsigned int id = 0; id < PROTO_COUNT; id++)
		count += proto_by_id((enum proto_id)id)->has_csum;
	assert_int_equal(count, ARRAY_SIZE(rows));
}

static void test_pseudo_header(void **state)
{
	static const char *const want[] = {
		"udp sport", "udp dport", "udp length", "udp checksum",
		"ip length", "ip protocol", "ip saddr", "ip daddr",
		"ip6 length", "ip6 nexthdr", "ip6 saddr", "ip6 daddr",
	};
	size_t n = 0;

	(void)state;
	for (unsigned int id = 0; id < PROTO_COUNT; id++) {
		const struct proto *p = proto_by_id((enum proto_id)id);
		size_t len = strlen(p->name);

		for (size_t i = 0; i < p->nfields; i++) {
			if (!p->fields[i].l4_pseudo)
				continue;
			assert_true(n < ARRAY_SIZE(want));
			assert_memory_equal(want[n], p->name, len);
			assert_string_equal(want[n++] + len + 1,
					    p->fields[i].name);
		}
	}
	assert_int_equal(n, ARRAY_SIZE(want));
}

static void test_icmp_needs(void **state)
{
	const struct icmp_types *t;

	(void)state;
	assert_int_equal(icmp_types_needed(ICMP_NEED_NONE)->n, 0);
	t = icmp_types_needed(field("icmp", "id")->icmp_need);
	assert_int_equal(t->n, 2);
	assert_int_equal(t->type[0], ICMP_ECHO);
	assert_int_equal(t->type[1], ICMP_ECHOREPLY);
	t = icmp_types_needed(field("icmp", "mtu")->icmp_need);
	assert_int_equal(t->type[0], ICMP_DEST_UNREACH);
	t = icmp_types_needed(field("icmp", "gateway")->icmp_need);
	assert_int_equal(t->type[0], ICMP_REDIRECT);
	t = icmp_types_needed(field("icmpv6", "sequence")->icmp_need);
	assert_int_equal(t->type[0], ICMPV6_ECHO_REQUEST);
	assert_int_equal(t->type[1], ICMPV6_ECHO_REPLY);
	t = icmp_types_needed(field("icmpv6", "mtu")->icmp_need);
	assert_int_equal(t->type[0], ICMPV6_PKT_TOOBIG);
	t = icmp_types_needed(field("icmpv6", "param-problem")->icmp_need);
	assert_int_equal(t->type[0], ICMPV6_PARAMPROB);
	t = icmp_types_needed(field("icmpv6", "max-delay")->icmp_need);
	assert_int_equal(t->type[0], ICMPV6_MGM_QUERY);
	assert_int_equal(icmp_types_needed(field("icmpv6", "taddr")->icmp_need)
				 ->n, 6);
	t = icmp_types_needed(field("icmpv6", "daddr")->icmp_need);
	assert_int_equal(t->type[0], 137);
	assert_int_equal(field("icmp", "type")->icmp_need, ICMP_NEED_NONE);
}

static void test_tunnels(void **state)
{
	const struct proto *vxlan = proto_by_name("vxlan");
	const struct proto *gre = proto_by_name("gre");
	const struct proto *gretap = proto_by_name("gretap");
	const struct proto *ether = proto_by_name("ether");
	const struct proto *tcp = proto_by_name("tcp");

	(void)state;
	assert_true(proto_inside_tunnel(vxlan, ether));
	assert_true(proto_inside_tunnel(gretap, ether));
	assert_false(proto_inside_tunnel(gre, ether));
	assert_true(proto_inside_tunnel(gre, tcp));
	assert_true(proto_inside_tunnel(vxlan, proto_by_name("th")));
	assert_false(proto_inside_tunnel(vxlan, gre));
	assert_false(proto_inside_tunnel(vxlan, vxlan));
	assert_false(proto_inside_tunnel(tcp, tcp));
	assert_int_equal(vxlan->inner_type, 1);
	assert_int_equal(vxlan->inner_hdrsize, 8);
	assert_int_equal(vxlan->inner_flags, 0xf);
	assert_int_equal(gre->inner_flags, 0xc);
	assert_int_equal(gretap->inner_flags, 0xe);
	assert_int_equal(vxlan->base, BASE_TUN);
}

static void test_json_names(void **state)
{
	const struct proto *p = proto_by_name("icmpv6");

	(void)state;
	assert_string_equal(proto_field_by_json(p, "packet-too-big")->name,
			    "mtu");
	assert_string_equal(proto_field_by_json(p, "parameter-problem")->name,
			    "param-problem");
	assert_null(proto_field_by_name(p, "packet-too-big"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_headers),
		cmocka_unit_test(test_protocols),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_link_layer),
		cmocka_unit_test(test_checksums),
		cmocka_unit_test(test_pseudo_header),
		cmocka_unit_test(test_icmp_needs),
		cmocka_unit_test(test_tunnels),
		cmocka_unit_test(test_json_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
