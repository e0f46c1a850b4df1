#include "config.h"

#include "support.h"

#include "plan/carry.h"

#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#define UNKNOWN 200 /* no attribute of any kernel yet */

/* The rule `counter` of a dump, with one unknown attribute in its message, in
 * its expression, or nowhere. */
static bool knows(bool in_rule, bool in_expr)
{
	char buf[512];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nfgenmsg *nfg = mnl_nlmsg_put_extra_header(nlh, sizeof(*nfg));
	struct nlattr *list, *elem, *data;
	struct state_rule rule = { .item.nlh = nlh };
	struct arena a;
	bool ret;

	nlh->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWRULE;
	nfg->nfgen_family = NFPROTO_IPV4;
	mnl_attr_put_strz(nlh, NFTA_RULE_TABLE, "t");
	mnl_attr_put_strz(nlh, NFTA_RULE_CHAIN, "c");
	list = mnl_attr_nest_start(nlh, NFTA_RULE_EXPRESSIONS);
	elem = mnl_attr_nest_start(nlh, NFTA_LIST_ELEM);
	mnl_attr_put_strz(nlh, NFTA_EXPR_NAME, "counter");
	data = mnl_attr_nest_start(nlh, NFTA_EXPR_DATA);
	mnl_attr_put_u64(nlh, NFTA_COUNTER_BYTES, 0);
	mnl_attr_put_u64(nlh, NFTA_COUNTER_PACKETS, 0);
	if (in_expr)
		mnl_attr_put_u32(nlh, UNKNOWN, 1);
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, elem);
	mnl_attr_nest_end(nlh, list);
	if (in_rule)
		mnl_attr_put_u32(nlh, UNKNOWN, 1);
	arena_init(&a);
	ret = carry_knows_rule(&a, &rule);
	arena_release(&a);
	return ret;
}

/* A rule that is sent without an attribute of its own could mean something
 * else. */
static void test_unknown_attributes(void **state)
{
	(void)state;
	assert_true(knows(false, false));
	assert_false(knows(true, false));
	assert_false(knows(false, true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unknown_attributes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
