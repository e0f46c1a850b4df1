#include "config.h"

#include "support.h"

#include "tables/dtype.h"

#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/rtnetlink.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <string.h>

/* The ids are ABI: they are stored in the kernel with every set. */
static void test_ids(void **state)
{
	static const struct {
		const char *name;
		unsigned int id, bits, order;
	} rows[] = {
		{ "nf_proto", 2, 8, ORDER_NONE },
		{ "ipv4_addr", 7, 32, ORDER_BIG },
		{ "ipv6_addr", 8, 128, ORDER_BIG },
		{ "ether_addr", 9, 48, ORDER_BIG },
		{ "ether_type", 10, 16, ORDER_BIG },
		{ "inet_proto", 12, 8, ORDER_NONE },
		{ "inet_service", 13, 16, ORDER_BIG },
		{ "time", 18, 32, ORDER_HOST },
		{ "mark", 19, 32, ORDER_HOST },
		{ "iface_index", 20, 32, ORDER_HOST },
		{ "ct_state", 26, 32, ORDER_HOST },
		{ "ct_label", 30, 128, ORDER_HOST },
		{ "dscp", 36, 6, ORDER_BIG },
		{ "boolean", 39, 1, ORDER_HOST },
		{ "ifname", 41, 128, ORDER_HOST },
		{ "igmp_type", 42, 8, ORDER_BIG },
		{ "hour", 44, 32, ORDER_HOST },
		{ "day", 45, 8, ORDER_HOST },
		{ "cgroupsv2", 46, 64, ORDER_HOST },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct dtype *dt = dtype_by_name(rows[i].name);

		assert_non_null(dt);
		assert_int_equal(dt->id, rows[i].id);
		assert_int_equal(dt->len_bits, rows[i].bits);
		assert_int_equal(dt->order, rows[i].order);
	}
	assert_null(dtype_by_name("ipv5_addr"));
}

static void test_rows(void **state)
{
	(void)state;
	for (unsigned int id = 0; id < DT_COUNT; id++) {
		const struct dtype *dt = dtype_by_id((enum dtype_id)id);

		assert_int_equal(dt->id, id);
		assert_non_null(dt->name);
		assert_non_null(dt->desc);
		assert_true(dt->len_bits <= 512);
		assert_int_equal(dt->source == SYMBOLS_FILE, dt->file != NULL);
		assert_int_equal(dt->nsymbols > 0, dt->symbols != NULL);
		/* the lowest id of a name is the one that is found */
		assert_true(dtype_by_name(dt->name)->id <= id);
	}
	assert_null(dtype_by_id(DT_COUNT));
	assert_int_equal(dtype_by_name("time")->id, DT_TIME);
}

static void test_names(void **state)
{
	struct names_seen seen = { 0 };

	(void)state;
	dtype_each_name(see_name, &seen);
	assert_int_equal(seen.count, DT_COUNT - 1);
	for (size_t i = 0; i < seen.count; i++)
		assert_non_null(dtype_by_name(seen.name[i]));
}

static void check_symbols(const struct dtype *dt)
{
	for (size_t i = 0; i < dt->nsymbols; i++) {
		const struct symbol *s = &dt->symbols[i];
		uint64_t value = UINT64_MAX;

		assert_true(dtype_symbol(dt, s->name, &value));
		assert_true(value == s->value);
		if (dt->len_bits < 64)
			assert_true(value >> dt->len_bits == 0);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(s->name, dt->symbols[j].name);
	}
}

static void test_symbols(void **state)
{
	uint64_t value;

	(void)state;
	for (unsigned int id = 0; id < DT_COUNT; id++)
		check_symbols(dtype_by_id((enum dtype_id)id));
	check_symbols(&dtype_mptcp_subtype);
	for (size_t i = 0; i < 3; i++)
		check_symbols(&dtype_reject_code[i]);
	assert_false(dtype_symbol(dtype_by_id(DT_CT_STATE), "New", &value));
	assert_false(dtype_symbol(dtype_by_id(DT_INTEGER), "new", &value));
}

static void assert_symbol(enum dtype_id id, const char *name, uint64_t want)
{
	uint64_t value = UINT64_MAX;

	assert_true(dtype_symbol(dtype_by_id(id), name, &value));
	assert_true(value == want);
}

static void test_against_headers(void **state)
{
	(void)state;
	assert_symbol(DT_ETHERTYPE, "ip6", ETH_P_IPV6);
	assert_symbol(DT_ETHERTYPE, "8021ad", ETH_P_8021AD);
	assert_symbol(DT_ETHERTYPE, "vlan", ETH_P_8021Q);
	assert_symbol(DT_ARPOP, "request", ARPOP_REQUEST);
	assert_symbol(DT_ARPOP, "nak", ARPOP_NAK);
	assert_symbol(DT_ICMP_TYPE, "redirect", ICMP_REDIRECT);
	assert_symbol(DT_ICMP_TYPE, "time-exceeded", ICMP_TIME_EXCEEDED);
	assert_symbol(DT_ICMP6_TYPE, "nd-redirect", ND_REDIRECT);
	assert_symbol(DT_ICMP6_TYPE, "packet-too-big", ICMP6_PACKET_TOO_BIG);
	assert_symbol(DT_ARPHRD, "ipgre", ARPHRD_IPGRE);
	assert_symbol(DT_ARPHRD, "loopback", ARPHRD_LOOPBACK);
	assert_symbol(DT_CT_STATE, "new", NF_CT_STATE_BIT(IP_CT_NEW));
	assert_symbol(DT_CT_STATE, "related", NF_CT_STATE_BIT(IP_CT_RELATED));
	assert_symbol(DT_CT_STATE, "invalid", NF_CT_STATE_INVALID_BIT);
	assert_symbol(DT_CT_STATE, "untracked", NF_CT_STATE_UNTRACKED_BIT);
	assert_symbol(DT_CT_STATUS, "assured", IPS_ASSURED);
	assert_symbol(DT_CT_STATUS, "fixed-timeout", IPS_FIXED_TIMEOUT);
	/* bit numbers, as rulesets have always loaded them */
	assert_symbol(DT_CT_STATUS, "helper", IPS_HELPER_BIT);
	assert_symbol(DT_CT_STATUS, "offload", IPS_OFFLOAD_BIT);
	assert_symbol(DT_CT_STATUS, "hw-offload", IPS_HW_OFFLOAD_BIT);
	assert_symbol(DT_CT_EVENTBIT, "label", 1 << IPCT_LABEL);
	assert_symbol(DT_CT_EVENTBIT, "destroy", 1 << IPCT_DESTROY);
	assert_symbol(DT_PKTTYPE, "other", PACKET_OTHERHOST);
	assert_symbol(DT_FIB_ADDR, "local", RTN_LOCAL);
	assert_symbol(DT_FIB_ADDR, "prohibit", RTN_PROHIBIT);
	assert_symbol(DT_CLASSID, "root", UINT32_MAX);
}

static void test_bases(void **state)
{
	(void)state;
	assert_true(dtype_is_integer(dtype_by_id(DT_ETHERADDR)));
	assert_true(dtype_is_a(dtype_by_id(DT_ETHERADDR), DT_LLADDR));
	assert_true(dtype_is_a(dtype_by_id(DT_TCP_FLAG), DT_BITMASK));
	assert_true(dtype_is_integer(dtype_by_id(DT_TCP_FLAG)));
	assert_true(dtype_is_a(dtype_by_id(DT_IFNAME), DT_STRING));
	assert_false(dtype_is_integer(dtype_by_id(DT_IFNAME)));
	assert_false(dtype_is_a(dtype_by_id(DT_MARK), DT_BITMASK));
	assert_true(dtype_is_integer(&dtype_queue));
	assert_false(dtype_is_a(NULL, DT_INTEGER));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_symbols),
		cmocka_unit_test(test_against_headers),
		cmocka_unit_test(test_bases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
