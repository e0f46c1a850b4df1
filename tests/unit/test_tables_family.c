#include "config.h"

#include "support.h"

#include "tables/family.h"

#include <linux/netfilter.h>
#include <linux/netfilter_arp.h>
#include <linux/netfilter_bridge.h>
#include <linux/netfilter_ipv4.h>

static void test_numbers(void **state)
{
	(void)state;
	assert_int_equal(FAMILY_UNSPEC, NFPROTO_UNSPEC);
	assert_int_equal(FAMILY_INET, NFPROTO_INET);
	assert_int_equal(FAMILY_IP, NFPROTO_IPV4);
	assert_int_equal(FAMILY_ARP, NFPROTO_ARP);
	assert_int_equal(FAMILY_NETDEV, NFPROTO_NETDEV);
	assert_int_equal(FAMILY_BRIDGE, NFPROTO_BRIDGE);
	assert_int_equal(FAMILY_IP6, NFPROTO_IPV6);
}

static void test_names(void **state)
{
	struct names_seen seen = { 0 };

	(void)state;
	family_each_name(see_name, &seen);
	assert_int_equal(seen.count, 6);
	assert_all_different(&seen);
	for (size_t i = 0; i < seen.count; i++) {
		int f = family_by_name(seen.name[i]);

		assert_true(f > 0);
		assert_string_equal(family_name((enum family)f), seen.name[i]);
	}
	assert_int_equal(family_by_name("ipx"), -1);
	assert_int_equal(family_by_name(""), -1);
	assert_null(family_name((enum family)99));
}

static void test_hooks(void **state)
{
	static const struct {
		enum family family;
		const char *name;
		int number;
	} rows[] = {
		{ FAMILY_IP, "prerouting", NF_INET_PRE_ROUTING },
		{ FAMILY_IP6, "input", NF_INET_LOCAL_IN },
		{ FAMILY_INET, "forward", NF_INET_FORWARD },
		{ FAMILY_INET, "output", NF_INET_LOCAL_OUT },
		{ FAMILY_INET, "postrouting", NF_INET_POST_ROUTING },
		{ FAMILY_INET, "ingress", NF_INET_INGRESS },
		{ FAMILY_BRIDGE, "postrouting", NF_BR_POST_ROUTING },
		{ FAMILY_ARP, "input", NF_ARP_IN },
		{ FAMILY_ARP, "output", NF_ARP_OUT },
		{ FAMILY_ARP, "forward", NF_ARP_FORWARD },
		{ FAMILY_NETDEV, "ingress", NF_NETDEV_INGRESS },
		{ FAMILY_NETDEV, "egress", NF_NETDEV_EGRESS },
		{ FAMILY_IP, "ingress", -1 },
		{ FAMILY_INET, "egress", -1 },
		{ FAMILY_ARP, "prerouting", -1 },
		{ FAMILY_NETDEV, "input", -1 },
		{ FAMILY_INET, "Input", -2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(hook_by_name(rows[i].family, rows[i].name),
				 rows[i].number);
}

static void test_hook_names(void **state)
{
	static const struct {
		enum family family;
		size_t hooks;
	} rows[] = { { FAMILY_IP, 5 },	 { FAMILY_IP6, 5 },
		     { FAMILY_INET, 6 }, { FAMILY_BRIDGE, 5 },
		     { FAMILY_ARP, 3 },	 { FAMILY_NETDEV, 2 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		enum family f = rows[i].family;
		struct names_seen seen = { 0 };

		hook_each_name(f, see_name, &seen);
		assert_int_equal(seen.count, rows[i].hooks);
		for (size_t j = 0; j < seen.count; j++) {
			int hook = hook_by_name(f, seen.name[j]);

			assert_true(hook >= 0);
			assert_string_equal(hook_name(f, (unsigned int)hook),
					    seen.name[j]);
		}
		assert_null(hook_name(f, 31));
	}
}

static void assert_priority(enum family f, int hook, const char *name,
			    int32_t want)
{
	int32_t got = INT32_MIN;

	assert_true(priority_by_name(f, hook, name, &got));
	assert_int_equal(got, want);
}

static void test_priorities(void **state)
{
	int32_t got;

	(void)state;
	assert_priority(FAMILY_IP, 0, "raw", NF_IP_PRI_RAW);
	assert_priority(FAMILY_IP6, 4, "mangle", NF_IP_PRI_MANGLE);
	assert_priority(FAMILY_INET, 3, "dstnat", NF_IP_PRI_NAT_DST);
	assert_priority(FAMILY_INET, 5, "filter", NF_IP_PRI_FILTER);
	assert_priority(FAMILY_IP, 2, "security", NF_IP_PRI_SECURITY);
	assert_priority(FAMILY_IP, 4, "srcnat", NF_IP_PRI_NAT_SRC);
	assert_priority(FAMILY_BRIDGE, 0, "dstnat", NF_BR_PRI_NAT_DST_BRIDGED);
	assert_priority(FAMILY_BRIDGE, 2, "filter", NF_BR_PRI_FILTER_BRIDGED);
	assert_priority(FAMILY_BRIDGE, 3, "out", NF_BR_PRI_NAT_DST_OTHER);
	assert_priority(FAMILY_BRIDGE, 4, "srcnat", NF_BR_PRI_NAT_SRC);
	assert_priority(FAMILY_ARP, 1, "filter", 0);
	assert_priority(FAMILY_NETDEV, -1, "filter", 0);
	assert_false(priority_by_name(FAMILY_IP, 1, "dstnat", &got));
	assert_false(priority_by_name(FAMILY_IP, 0, "srcnat", &got));
	assert_false(priority_by_name(FAMILY_IP, 0, "out", &got));
	assert_false(priority_by_name(FAMILY_ARP, 0, "raw", &got));
	assert_false(priority_by_name(FAMILY_NETDEV, -1, "dstnat", &got));
	assert_false(priority_by_name(FAMILY_BRIDGE, 1, "raw", &got));
}

/* As nft 1.1.7 lists them. */
static void test_priority_names(void **state)
{
	int32_t offset;

	(void)state;
	assert_string_equal(priority_name(FAMILY_IP, 0, -310, &offset), "raw");
	assert_int_equal(offset, -10);
	assert_null(priority_name(FAMILY_IP, 0, -311, &offset));
	assert_string_equal(priority_name(FAMILY_INET, 5, -300, &offset),
			    "raw");
	assert_int_equal(offset, 0);
	assert_string_equal(priority_name(FAMILY_BRIDGE, 3, 95, &offset),
			    "out");
	assert_int_equal(offset, -5);
	assert_null(priority_name(FAMILY_NETDEV, 0, -300, &offset));
	assert_null(priority_name(FAMILY_IP, 0, 100, &offset));
	assert_null(priority_name(FAMILY_IP, 0, INT32_MAX, &offset));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_hooks),
		cmocka_unit_test(test_hook_names),
		cmocka_unit_test(test_priorities),
		cmocka_unit_test(test_priority_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
