#include "config.h"

#include "items.h"

#include <linux/in.h>
#include <linux/netfilter.h>
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <string.h>

/* What was matched before: a selector and a number. */
struct fact {
	const char *selector;
	uint64_t number;
};

static void learn(struct items *t, const struct fact *fact)
{
	for (; fact->selector; fact++)
		pctx_learn(&t->r.pctx, items_load(t, fact->selector),
			   fact->number, NOWHERE);
}

static const char *name_of(const struct proto *p)
{
	return p ? p->name : "-";
}

/* doc/lowering.md, "Learning". */
static const struct {
	uint8_t family;
	struct fact fact[4];
	const char *network, *transport; /* "-": not known */
} learned[] = {
	/* what the family says */
	{ FAMILY_IP, { { NULL, 0 } }, "ip", "-" },
	{ FAMILY_IP6, { { NULL, 0 } }, "ip6", "-" },
	{ FAMILY_ARP, { { NULL, 0 } }, "arp", "-" },
	{ FAMILY_INET, { { NULL, 0 } }, "-", "-" },
	{ FAMILY_BRIDGE, { { NULL, 0 } }, "-", "-" },
	{ FAMILY_NETDEV, { { NULL, 0 } }, "-", "-" },
	/* the network layer: the last one counts */
	{ FAMILY_INET, { { "meta nfproto", NFPROTO_IPV4 } }, "ip", "-" },
	{ FAMILY_INET, { { "meta nfproto", NFPROTO_IPV6 } }, "ip6", "-" },
	{ FAMILY_INET, { { "meta nfproto", NFPROTO_IPV4 },
			 { "meta nfproto", NFPROTO_IPV6 } }, "ip6", "-" },
	{ FAMILY_NETDEV, { { "meta protocol", ETHERTYPE_ARP } }, "arp", "-" },
	{ FAMILY_BRIDGE, { { "meta protocol", ETHERTYPE_IPV6 } }, "ip6", "-" },
	{ FAMILY_INET, { { "meta protocol", ETHERTYPE_IP } }, "-", "-" },
	{ FAMILY_BRIDGE, { { "ether type", ETHERTYPE_IP } }, "ip", "-" },
	{ FAMILY_BRIDGE, { { "vlan type", ETHERTYPE_IPV6 } }, "ip6", "-" },
	{ FAMILY_INET, { { "ct l3proto", NFPROTO_IPV4 } }, "ip", "-" },
	{ FAMILY_BRIDGE, { { "ct l3proto", NFPROTO_IPV4 } }, "-", "-" },
	/* the transport layer: two that differ leave it open */
	{ FAMILY_IP, { { "ip protocol", IPPROTO_TCP } }, "ip", "tcp" },
	{ FAMILY_IP6, { { "ip6 nexthdr", IPPROTO_UDP } }, "ip6", "udp" },
	{ FAMILY_INET, { { "meta l4proto", IPPROTO_TCP } }, "-", "tcp" },
	{ FAMILY_INET, { { "meta l4proto", IPPROTO_TCP },
			 { "meta l4proto", IPPROTO_TCP } }, "-", "tcp" },
	{ FAMILY_INET, { { "meta l4proto", IPPROTO_TCP },
			 { "meta l4proto", IPPROTO_UDP } }, "-", "-" },
	{ FAMILY_INET, { { "meta l4proto", IPPROTO_TCP },
			 { "meta l4proto", IPPROTO_UDP },
			 { "meta l4proto", IPPROTO_UDP } }, "-", "-" },
	{ FAMILY_IP, { { "ah nexthdr", IPPROTO_TCP } }, "ip", "tcp" },
	{ FAMILY_IP, { { "ct protocol", IPPROTO_TCP } }, "ip", "tcp" },
	{ FAMILY_INET, { { "ct protocol", IPPROTO_TCP } }, "-", "-" },
	/* what teaches nothing */
	{ FAMILY_IP, { { "ip protocol", 253 } }, "ip", "-" },
	{ FAMILY_IP, { { "ip ttl", IPPROTO_TCP } }, "ip", "-" },
	{ FAMILY_INET, { { "meta mark", NFPROTO_IPV4 } }, "-", "-" },
	{ FAMILY_BRIDGE, { { "ether type", 0x1234 } }, "-", "-" },
	/* a number that nobody knows excludes all headers */
	{ FAMILY_INET, { { "meta nfproto", NFPROTO_DECNET } }, "unknown", "-" },
	{ FAMILY_INET, { { "meta l4proto", 253 } }, "-", "unknown" },
};

static void test_learn(void **state)
{
	struct items t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(learned); i++) {
		const char *network, *transport;

		items_init(&t, learned[i].family);
		learn(&t, learned[i].fact);
		network = name_of(pctx_network(&t.r.pctx));
		transport = name_of(pctx_transport(&t.r.pctx));
		if (strcmp(network, learned[i].network) != 0 ||
		    strcmp(transport, learned[i].transport) != 0)
			fail_msg("row %zu: %s, %s", i, network, transport);
		items_release(&t);
	}
}

/* doc/lowering.md, "Needing": the table, and what earlier matches spare. */
static const struct {
	uint8_t family;
	struct fact fact[3];
	const char *need;
	const char *added; /* NULL: a conflict */
} needed[] = {
	{ FAMILY_IP, { { NULL, 0 } }, "ip", "" },
	{ FAMILY_INET, { { NULL, 0 } }, "ip", "meta nfproto 2" },
	{ FAMILY_INET, { { NULL, 0 } }, "ip6", "meta nfproto 10" },
	{ FAMILY_NETDEV, { { NULL, 0 } }, "ip", "meta protocol 2048" },
	{ FAMILY_BRIDGE, { { NULL, 0 } }, "ip6", "meta protocol 34525" },
	{ FAMILY_IP, { { NULL, 0 } }, "ip6", NULL },
	{ FAMILY_ARP, { { NULL, 0 } }, "ip", NULL },
	{ FAMILY_IP, { { NULL, 0 } }, "arp", NULL },
	{ FAMILY_IP6, { { NULL, 0 } }, "arp", NULL },
	{ FAMILY_INET, { { NULL, 0 } }, "arp", NULL },
	{ FAMILY_ARP, { { NULL, 0 } }, "arp", "" },
	{ FAMILY_NETDEV, { { NULL, 0 } }, "arp", "meta protocol 2054" },
	{ FAMILY_BRIDGE, { { NULL, 0 } }, "arp", "ether type 2054" },
	{ FAMILY_IP, { { NULL, 0 } }, "ether", "meta iiftype 1" },
	{ FAMILY_INET, { { NULL, 0 } }, "ether", "meta iiftype 1" },
	{ FAMILY_NETDEV, { { NULL, 0 } }, "ether", "meta iiftype 1" },
	{ FAMILY_BRIDGE, { { NULL, 0 } }, "ether", "" },
	{ FAMILY_IP, { { NULL, 0 } }, "vlan",
	  "meta iiftype 1; ether type 33024" },
	{ FAMILY_NETDEV, { { NULL, 0 } }, "vlan",
	  "meta iiftype 1; ether type 33024" },
	{ FAMILY_BRIDGE, { { NULL, 0 } }, "vlan", "ether type 33024" },
	{ FAMILY_IP, { { NULL, 0 } }, "tcp", "meta l4proto 6" },
	{ FAMILY_INET, { { NULL, 0 } }, "udp", "meta l4proto 17" },
	{ FAMILY_BRIDGE, { { NULL, 0 } }, "sctp", "meta l4proto 132" },
	{ FAMILY_IP, { { NULL, 0 } }, "icmp", "meta l4proto 1" },
	{ FAMILY_INET, { { NULL, 0 } }, "icmp",
	  "meta nfproto 2; meta l4proto 1" },
	{ FAMILY_INET, { { NULL, 0 } }, "icmpv6",
	  "meta nfproto 10; meta l4proto 58" },
	{ FAMILY_NETDEV, { { NULL, 0 } }, "icmpv6",
	  "meta protocol 34525; meta l4proto 58" },
	{ FAMILY_BRIDGE, { { NULL, 0 } }, "icmp",
	  "ether type 2048; meta l4proto 1" },
	{ FAMILY_INET, { { NULL, 0 } }, "igmp",
	  "meta nfproto 2; meta l4proto 2" },
	/* what the rule has said is not asked again, or excludes */
	{ FAMILY_INET, { { "meta nfproto", NFPROTO_IPV4 } }, "ip", "" },
	{ FAMILY_INET, { { "meta nfproto", NFPROTO_IPV4 } }, "ip6", NULL },
	{ FAMILY_INET, { { "meta nfproto", NFPROTO_IPV4 } }, "icmp",
	  "meta l4proto 1" },
	{ FAMILY_INET, { { "meta nfproto", NFPROTO_IPV4 } }, "icmpv6",
	  "meta l4proto 58" },
	{ FAMILY_INET, { { "meta nfproto", NFPROTO_IPV6 } }, "igmp",
	  "meta l4proto 2" },
	{ FAMILY_INET, { { "meta l4proto", IPPROTO_TCP } }, "tcp", "" },
	{ FAMILY_INET, { { "meta l4proto", IPPROTO_TCP } }, "udp", NULL },
	{ FAMILY_INET, { { "meta l4proto", IPPROTO_TCP },
			 { "meta l4proto", IPPROTO_UDP } }, "tcp", NULL },
	{ FAMILY_INET, { { "meta l4proto", 253 } }, "tcp", NULL },
	{ FAMILY_INET, { { "meta iiftype", ARPHRD_ETHER } }, "ether", "" },
	{ FAMILY_INET, { { "meta iiftype", ARPHRD_PPP } }, "ether", NULL },
	/* behind a tag the network protocol is read from the tag */
	{ FAMILY_BRIDGE, { { "ether type", ETHERTYPE_VLAN } }, "vlan", "" },
	{ FAMILY_BRIDGE, { { "ether type", ETHERTYPE_VLAN } }, "ip",
	  "vlan type 2048" },
	{ FAMILY_BRIDGE, { { "ether type", ETHERTYPE_IP } }, "ip", "" },
};

static void test_need(void **state)
{
	struct items t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
		const char *added = needed[i].added;
		int ret;

		items_init(&t, needed[i].family);
		learn(&t, needed[i].fact);
		ret = pctx_need(&t.r, &t.r.pctx, proto_by_name(needed[i].need),
				NOWHERE, PCTX_BEFORE);
		if (ret != (added ? 0 : -1) ||
		    t.diags.nerrors != (added ? 0 : 1) ||
		    (added && strcmp(items_text(&t), added) != 0))
			fail_msg("row %zu, %s: %d, %s", i, needed[i].need, ret,
				 items_text(&t));
		/* The second time it is known. */
		if (added) {
			assert_int_equal(pctx_need(&t.r, &t.r.pctx,
				proto_by_name(needed[i].need), NOWHERE,
				PCTX_BEFORE), 0);
			assert_string_equal(items_text(&t), added);
		}
		items_release(&t);
	}
}

/* A match that the rule has of the very field that must have a value. */
static void test_said_otherwise(void **state)
{
	static const struct {
		uint64_t number;
		uint8_t op;
		int ret;
	} said[] = {
		{ ETHERTYPE_IP, REL_EQ, -1 },
		{ ETHERTYPE_VLAN, REL_EQ, 0 },
		{ ETHERTYPE_VLAN, REL_NEQ, -1 },
	};
	struct items t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(said); i++) {
		items_init(&t, FAMILY_BRIDGE);
		items_match(&t, "ether saddr", 1);
		items_match(&t, "ether type", said[i].number)->op = said[i].op;
		assert_int_equal(pctx_need(&t.r, &t.r.pctx,
				 proto_by_id(PROTO_VLAN), NOWHERE,
				 PCTX_BEFORE), said[i].ret);
		items_release(&t);
	}
}

/* Where it stands: before the statement, or at the beginning of the rule. */
static void test_where(void **state)
{
	static const struct {
		enum pctx_how how;
		const char *items;
	} where[] = {
		{ PCTX_BEFORE, "meta mark 5; meta protocol 2048" },
		{ PCTX_FIRST, "meta protocol 2048; meta mark 5" },
		{ PCTX_FIRST_FRAME, "ether type 2048; meta mark 5" },
	};
	struct items t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(where); i++) {
		items_init(&t, FAMILY_BRIDGE);
		items_match(&t, "meta mark", 5);
		assert_int_equal(pctx_need(&t.r, &t.r.pctx,
				 proto_by_id(PROTO_IP), NOWHERE,
				 where[i].how), 0);
		assert_string_equal(items_text(&t), where[i].items);
		items_release(&t);
	}
}

/* Each tag lies behind those before it; an Ethernet header has 14 bytes, a tag
 * four. */
static void test_tags(void **state)
{
	const struct proto *vlan = proto_by_id(PROTO_VLAN);
	struct items t;

	(void)state;
	items_init(&t, FAMILY_BRIDGE);
	assert_int_equal(pctx_link_offset(&t.r.pctx, vlan), 0);
	for (uint32_t tags = 1; tags <= 4; tags++) {
		learn(&t, (struct fact[]){ { tags == 1 ? "ether type" :
			   "vlan type", ETHERTYPE_VLAN }, { NULL, 0 } });
		assert_int_equal(pctx_link_offset(&t.r.pctx, vlan),
				 8 * (14 + 4 * (tags - 1)));
		assert_int_equal(pctx_link_offset(&t.r.pctx,
				 proto_by_id(PROTO_ETHER)), 0);
	}
	items_release(&t);
}

/* What a field of some ICMP types asks for: RFC 792, 4443, 4861. */
static const struct {
	struct fact fact[2];
	const char *proto, *field;
	const char *added; /* NULL: a conflict */
} icmp[] = {
	{ { { NULL, 0 } }, "icmp", "code", "" },
	{ { { NULL, 0 } }, "icmp", "mtu", "icmp type 3" },
	{ { { NULL, 0 } }, "icmp", "gateway", "icmp type 5" },
	{ { { NULL, 0 } }, "icmpv6", "mtu", "icmpv6 type 2" },
	{ { { NULL, 0 } }, "icmpv6", "param-problem", "icmpv6 type 4" },
	{ { { NULL, 0 } }, "icmpv6", "max-delay", "icmpv6 type 130" },
	{ { { NULL, 0 } }, "icmpv6", "daddr", "icmpv6 type 137" },
	/* the rule has said the type: it fits, replies as requests, or not */
	{ { { "icmp type", 3 } }, "icmp", "mtu", "" },
	{ { { "icmp type", 5 } }, "icmp", "mtu", NULL },
	{ { { "icmp type", 8 } }, "icmp", "id", "" },
	{ { { "icmp type", 0 } }, "icmp", "id", "" },
	{ { { "icmp type", 3 } }, "icmp", "id", NULL },
	{ { { "icmpv6 type", 128 } }, "icmpv6", "sequence", "" },
	{ { { "icmpv6 type", 129 } }, "icmpv6", "sequence", "" },
	{ { { "icmpv6 type", 130 } }, "icmpv6", "sequence", NULL },
	{ { { "icmpv6 type", 135 } }, "icmpv6", "taddr", "" },
	{ { { "icmpv6 type", 134 } }, "icmpv6", "taddr", NULL },
};

static void test_icmp(void **state)
{
	struct items t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(icmp); i++) {
		const struct proto *p = proto_by_name(icmp[i].proto);
		const char *added = icmp[i].added;
		int ret;

		items_init(&t, FAMILY_INET);
		learn(&t, icmp[i].fact);
		ret = pctx_need_icmp(&t.r, &t.r.pctx, p,
				     proto_field_by_name(p, icmp[i].field),
				     NOWHERE);
		if (ret != (added ? 0 : -1) ||
		    (added && strcmp(items_text(&t), added) != 0))
			fail_msg("row %zu, %s %s: %d, %s", i, icmp[i].proto,
				 icmp[i].field, ret, items_text(&t));
		items_release(&t);
	}
}

/* `icmp type != 8` says nothing about what the type is. */
static void test_icmp_not(void **state)
{
	const struct proto *p = proto_by_id(PROTO_ICMP);
	struct items t;

	(void)state;
	items_init(&t, FAMILY_IP);
	pctx_learn_not(&t.r.pctx, items_load(&t, "icmp code"));
	assert_int_equal(t.r.pctx.icmp_type, ICMP_TYPE_ANY);
	pctx_learn_not(&t.r.pctx, items_load(&t, "icmp type"));
	assert_int_equal(pctx_need_icmp(&t.r, &t.r.pctx, p,
			 proto_field_by_name(p, "mtu"), NOWHERE), -1);
	items_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_learn),
		cmocka_unit_test(test_need),
		cmocka_unit_test(test_said_otherwise),
		cmocka_unit_test(test_where),
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_icmp),
		cmocka_unit_test(test_icmp_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
