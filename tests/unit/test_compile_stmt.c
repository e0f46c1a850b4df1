#include "config.h"

#include "record.h"

#include <stdio.h>

/* One rule in a chain of a table; what its message says of the rule. */
static void rule_gives(const char *family, const char *rule,
		       const char *expected)
{
	char text[1024], want[4096];

	snprintf(text, sizeof(text), "add rule %s t c %s\n", family, rule);
	snprintf(want, sizeof(want), "new+c00 rule %s t c: %s\n", family,
		 expected);
	assert_messages(text, want);
}

static void rule_refused(const char *family, const char *rule,
			 const char *expected)
{
	char text[1024];

	snprintf(text, sizeof(text), "add rule %s t c %s\n", family, rule);
	assert_refused(text, expected);
}

static void test_verdicts(void **state)
{
	(void)state;
	rule_gives("ip", "accept", "immediate dreg=0 data=1");
	rule_gives("ip", "drop", "immediate dreg=0 data=0");
	rule_gives("ip", "jump d", "immediate dreg=0 data=-3:d");
	rule_gives("ip", "goto d", "immediate dreg=0 data=-4:d");
	rule_gives("ip", "continue counter",
		   "immediate dreg=0 data=-1; counter");
	rule_refused("ip", "accept counter log",
		     "1:24 no packet gets to this statement: the rule ends before it [context]\n");
}

static void test_chain_block(void **state)
{
	(void)state;
	assert_messages("add rule ip t c jump { drop; } counter\n",
			"new+400 chain ip t #1 flags 4\n"
			"new+c00 rule ip t #1: immediate dreg=0 data=0\n"
			"new+c00 rule ip t c: immediate dreg=0 data=-3:#1; "
			"counter\n");
}

static void test_stateful(void **state)
{
	(void)state;
	rule_gives("ip", "counter packets 3", "counter packets=3");
	rule_gives("ip", "limit rate 10/second",
		   "limit rate=10 unit=1 burst=5 type=0 flags=0");
	rule_gives("ip", "limit rate over 10 kbytes/minute",
		   "limit rate=10240 unit=60 type=1 flags=1");
	rule_gives("ip", "quota over 3 bytes",
		   "quota bytes=3 consumed=0 flags=1");
	rule_gives("ip", "ct count over 9", "connlimit count=9 flags=1");
	rule_refused("ip", "limit rate 10/second burst 0 packets",
		     "1:38 the burst of a limit of packets must be at least 1 [range]\n");
}

static void test_objref(void **state)
{
	(void)state;
	rule_gives("ip", "quota name \"q\"",
		   "objref imm_type=2 imm_name=q");
	rule_gives("ip", "ct helper set \"ftp\"",
		   "objref imm_type=3 imm_name=ftp");
}

static void test_log(void **state)
{
	(void)state;
	rule_gives("ip", "log", "log");
	rule_gives("ip", "log prefix \"x: \" group 3 snaplen 4",
		   "log prefix=x:  group=3 snaplen=4");
	rule_gives("ip", "log snaplen 4", "log");
	rule_gives("ip", "log level debug flags ip options",
		   "log level=7 flags=4");
	rule_refused("ip", "log group 1 level debug",
		     "1:35 'level' and 'group' exclude each other "
		     "[conflict]\n");
}

static void test_reject(void **state)
{
	(void)state;
	rule_gives("ip", "reject", "reject type=0 code=3");
	rule_gives("ip6", "reject", "reject type=0 code=4");
	rule_gives("inet", "reject", "reject type=2 code=1");
	rule_gives("ip", "counter reject with tcp reset",
		   "meta key=16 dreg=1; cmp sreg=1 op=0 data=06; counter; "
		   "reject type=1 code=0");
	rule_gives("inet", "counter reject with icmp 13",
		   "meta key=15 dreg=1; cmp sreg=1 op=0 data=02; counter; "
		   "reject type=0 code=13");
	rule_refused("arp", "reject",
		     "1:18 'reject' cannot answer ARP packets [context]\n");
}

static void test_nat(void **state)
{
	(void)state;
	rule_gives("ip", "snat to 1.2.3.4-1.2.3.9 random,persistent",
		   "immediate dreg=1 data=01020304; "
		   "immediate dreg=2 data=01020309; nat type=0 family=2 "
		   "reg_addr_min=1 reg_addr_max=2 flags=12");
	rule_gives("ip", "snat to 10.0.0.0/24",
		   "immediate dreg=1 data=0a000000; "
		   "immediate dreg=2 data=0a0000ff; nat type=0 family=2 "
		   "reg_addr_min=1 reg_addr_max=2");
	rule_gives("ip", "masquerade", "masq");
	rule_gives("inet", "redirect", "redir");
	rule_gives("inet", "dnat ip6 to ::1",
		   "immediate dreg=1 data=00000000000000000000000000000001; "
		   "nat type=1 family=10 reg_addr_min=1");
	rule_refused("inet", "dnat to 1.1.1.1",
		     "1:27 an inet table has addresses of both families: "
		     "specify 'dnat ip to' or 'dnat ip6 to' [missing]\n");
	rule_refused("ip", "dnat to 1.1.1.1:80",
		     "1:33 a port needs a match of the transport protocol before it, like 'meta l4proto tcp' "
		     "[missing]\n");
	rule_refused("arp", "masquerade",
		     "1:18 'masquerade' works in tables of the families ip, "
		     "ip6 and inet, not in 'arp' [context]\n");
}

static void test_queue(void **state)
{
	(void)state;
	rule_gives("ip", "queue", "queue num=0 total=1");
	rule_gives("ip", "queue num 1-3 bypass,fanout",
		   "queue num=1 total=3 flags=3");
	rule_gives("ip", "queue flags bypass to numgen inc mod 3",
		   "numgen dreg=1 modulus=3 type=0 offset=0; "
		   "queue flags=1 sreg_qnum=1");
	rule_refused("ip", "queue num 1 fanout",
		     "1:27 'fanout' needs a range of queues, like 0-3 "
		     "[missing]\n");
}

static void test_forward(void **state)
{
	(void)state;
	rule_gives("ip", "dup to 1.1.1.1 device \"lo\"",
		   "immediate dreg=1 data=01010101; "
		   "immediate dreg=2 data=01000000; dup sreg_addr=1 "
		   "sreg_dev=2");
	rule_gives("netdev", "dup to \"lo\"",
		   "immediate dreg=1 data=01000000; dup sreg_dev=1");
	rule_gives("netdev", "fwd ip to 1.1.1.1 device \"lo\"",
		   "immediate dreg=1 data=01000000; "
		   "immediate dreg=2 data=01010101; fwd sreg_dev=1 "
		   "sreg_addr=2 nfproto=2");
	rule_refused("ip", "tproxy to :80",
		     "1:17 'tproxy' needs a match of the transport protocol before it, like 'meta l4proto tcp' [missing]\n");
}

static void test_others(void **state)
{
	(void)state;
	rule_gives("ip", "notrack", "notrack");
	rule_gives("ip", "synproxy mss 1460 wscale 7 timestamp",
		   "synproxy mss=1460 wscale=7 flags=11");
	rule_gives("ip", "reset tcp option sack-perm",
		   "exthdr type=4 op=1");
	rule_gives("ip", "flow add @ft", "flow_offload table=ft");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_chain_block),
		cmocka_unit_test(test_stateful),
		cmocka_unit_test(test_objref),
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_reject),
		cmocka_unit_test(test_nat),
		cmocka_unit_test(test_queue),
		cmocka_unit_test(test_forward),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
