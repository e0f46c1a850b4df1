#include "config.h"

#include "record.h"

#include <stdio.h>

/* One rule in a chain of a table; what its message says of the rule. */
static void rule_gives(const char *family, const char *rule,
		       const char *expected)
{
	char text[1024], want[4096];

	snprintf(text, sizeof(text), "add rule %s t c %s\n", family, rule);
	snprintf(want, sizeof(want), "new rule %s append \"t\" \"c\"\n%s",
		 family, expected);
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
	rule_gives("ip", "accept",
		   "  [ immediate dreg 0 data accept ]\n");
	rule_gives("ip", "drop",
		   "  [ immediate dreg 0 data drop ]\n");
	rule_gives("ip", "jump d",
		   "  [ immediate dreg 0 data jump \"d\" ]\n");
	rule_gives("ip", "goto d",
		   "  [ immediate dreg 0 data goto \"d\" ]\n");
	rule_gives("ip", "continue counter",
		   "  [ immediate dreg 0 data continue ]\n"
		   "  [ counter ]\n");
	rule_refused("ip", "accept counter log",
		     "1:24 no packet gets to this statement: the rule ends before it [context]\n");
}

static void test_chain_block(void **state)
{
	(void)state;
	assert_messages("add rule ip t c jump { drop; } counter\n",
			"new chain ip \"t\" id 1 flags 0x4\n"
			"new rule ip append \"t\" chain_id 1\n"
			"  [ immediate dreg 0 data drop ]\n"
			"new rule ip append \"t\" \"c\"\n"
			"  [ immediate dreg 0 data jump chain_id 1 ]\n"
			"  [ counter ]\n");
}

static void test_stateful(void **state)
{
	(void)state;
	rule_gives("ip", "counter packets 3",
		   "  [ counter packets 3 ]\n");
	rule_gives("ip", "limit rate 10/second",
		   "  [ limit rate 10 unit 1 burst 5 type packets flags 0 ]\n");
	rule_gives("ip", "limit rate over 10 kbytes/minute",
		   "  [ limit rate 10240 unit 60 type bytes flags 1 ]\n");
	rule_gives("ip", "quota over 3 bytes",
		   "  [ quota bytes 3 consumed 0 flags 1 ]\n");
	rule_gives("ip", "ct count over 9",
		   "  [ connlimit count 9 flags 1 ]\n");
	rule_refused("ip", "limit rate 10/second burst 0 packets",
		     "1:38 the burst of a limit of packets must be at least 1 [range]\n");
}

static void test_objref(void **state)
{
	(void)state;
	rule_gives("ip", "quota name \"q\"",
		   "  [ objref imm_type 2 imm_name \"q\" ]\n");
	rule_gives("ip", "ct helper set \"ftp\"",
		   "  [ objref imm_type 3 imm_name \"ftp\" ]\n");
}

/* Values that a field's highest one allows. */
static void test_maximum(void **state)
{
	(void)state;
	rule_gives("ip", "meta day 1-5",
		   "  [ meta key day dreg 1 ]\n"
		   "  [ range sreg 1 op eq from 0x01 to 0x05 ]\n");
	rule_refused("ip", "meta day 1-9",
		     "1:28 value 9 exceeds the valid range 0-6 of day of week [range]\n");
}

/* A family's own protocol needs no match; inet has none of its own. */
static void test_own_protocol(void **state)
{
	(void)state;
	rule_gives("ip", "meta protocol ip accept",
		   "  [ immediate dreg 0 data accept ]\n");
	rule_gives("ip6", "meta protocol ip6 accept",
		   "  [ immediate dreg 0 data accept ]\n");
	rule_gives("inet", "meta protocol 1 accept",
		   "  [ meta key protocol dreg 1 ]\n"
		   "  [ cmp sreg 1 op eq data 0x0001 ]\n"
		   "  [ immediate dreg 0 data accept ]\n");
}

/* The rule goes on behind it. */
static void test_reset(void **state)
{
	(void)state;
	rule_gives("inet", "reset tcp option sack-perm counter",
		   "  [ exthdr type 4 op tcpopt ]\n"
		   "  [ counter ]\n");
}

static void test_log(void **state)
{
	(void)state;
	rule_gives("ip", "log",
		   "  [ log ]\n");
	rule_gives("ip", "log prefix \"x: \" group 3 snaplen 4",
		   "  [ log prefix \"x: \" group 3 snaplen 4 ]\n");
	rule_gives("ip", "log snaplen 4",
		   "  [ log ]\n");
	rule_gives("ip", "log level debug flags ip options",
		   "  [ log level debug flags 4 ]\n");
	rule_refused("ip", "log group 1 level debug",
		     "1:35 'level' and 'group' exclude each other "
		     "[conflict]\n");
}

static void test_reject(void **state)
{
	(void)state;
	rule_gives("ip", "reject",
		   "  [ reject type icmp code 3 ]\n");
	rule_gives("ip6", "reject",
		   "  [ reject type icmp code 4 ]\n");
	rule_gives("inet", "reject",
		   "  [ reject type icmpx code 1 ]\n");
	rule_gives("ip", "counter reject with tcp reset",
		   "  [ meta key l4proto dreg 1 ]\n"
		   "  [ cmp sreg 1 op eq data 0x06 ]\n"
		   "  [ counter ]\n"
		   "  [ reject type tcp_reset code 0 ]\n");
	rule_gives("inet", "counter reject with icmp 13",
		   "  [ meta key nfproto dreg 1 ]\n"
		   "  [ cmp sreg 1 op eq data 0x02 ]\n"
		   "  [ counter ]\n"
		   "  [ reject type icmp code 13 ]\n");
	rule_refused("arp", "reject",
		     "1:18 'reject' cannot answer ARP packets [context]\n");
}

static void test_nat(void **state)
{
	(void)state;
	rule_gives("ip", "snat to 1.2.3.4-1.2.3.9 random,persistent",
		   "  [ immediate dreg 1 data 0x01020304 ]\n"
		   "  [ immediate dreg 2 data 0x01020309 ]\n"
		   "  [ nat type snat family ip reg_addr_min 1 reg_addr_max 2 flags 12 ]\n");
	rule_gives("ip", "snat to 10.0.0.0/24",
		   "  [ immediate dreg 1 data 0x0a000000 ]\n"
		   "  [ immediate dreg 2 data 0x0a0000ff ]\n"
		   "  [ nat type snat family ip reg_addr_min 1 reg_addr_max 2 ]\n");
	rule_gives("ip", "masquerade",
		   "  [ masq ]\n");
	rule_gives("inet", "redirect",
		   "  [ redir ]\n");
	rule_gives("inet", "dnat ip6 to ::1",
		   "  [ immediate dreg 1 data 0x00000000000000000000000000000001 ]\n"
		   "  [ nat type dnat family ip6 reg_addr_min 1 ]\n");
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
	rule_gives("ip", "queue",
		   "  [ queue num 0 total 1 ]\n");
	rule_gives("ip", "queue num 1-3 bypass,fanout",
		   "  [ queue num 1 total 3 flags 3 ]\n");
	rule_gives("ip", "queue flags bypass to numgen inc mod 3",
		   "  [ numgen dreg 1 modulus 3 type inc offset 0 ]\n"
		   "  [ queue flags 1 sreg_qnum 1 ]\n");
	rule_refused("ip", "queue num 1 fanout",
		     "1:27 'fanout' needs a range of queues, like 0-3 "
		     "[missing]\n");
}

static void test_forward(void **state)
{
	(void)state;
	rule_gives("ip", "dup to 1.1.1.1 device \"lo\"",
		   "  [ immediate dreg 1 data 0x01010101 ]\n"
		   "  [ immediate dreg 2 data 0x01000000 ]\n"
		   "  [ dup sreg_addr 1 sreg_dev 2 ]\n");
	rule_gives("netdev", "dup to \"lo\"",
		   "  [ immediate dreg 1 data 0x01000000 ]\n"
		   "  [ dup sreg_dev 1 ]\n");
	rule_gives("netdev", "fwd ip to 1.1.1.1 device \"lo\"",
		   "  [ immediate dreg 1 data 0x01000000 ]\n"
		   "  [ immediate dreg 2 data 0x01010101 ]\n"
		   "  [ fwd sreg_dev 1 sreg_addr 2 nfproto ip ]\n");
	rule_refused("ip", "tproxy to :80",
		     "1:17 'tproxy' needs a match of the transport protocol before it, like 'meta l4proto tcp' [missing]\n");
}

static void test_others(void **state)
{
	(void)state;
	rule_gives("ip", "meta skuid \"games\" meta skgid \"games\"",
		   "  [ meta key skuid dreg 1 ]\n"
		   "  [ cmp sreg 1 op eq data 0x05000000 ]\n"
		   "  [ meta key skgid dreg 1 ]\n"
		   "  [ cmp sreg 1 op eq data 0x3c000000 ]\n");
	rule_gives("ip", "notrack",
		   "  [ notrack ]\n");
	rule_gives("ip", "synproxy mss 1460 wscale 7 timestamp",
		   "  [ synproxy mss 1460 wscale 7 flags 11 ]\n");
	rule_gives("ip", "reset tcp option sack-perm",
		   "  [ exthdr type 4 op tcpopt ]\n");
	rule_gives("ip", "flow add @ft",
		   "  [ flow_offload table \"ft\" ]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_chain_block),
		cmocka_unit_test(test_stateful),
		cmocka_unit_test(test_objref),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_maximum),
		cmocka_unit_test(test_own_protocol),
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_reject),
		cmocka_unit_test(test_nat),
		cmocka_unit_test(test_queue),
		cmocka_unit_test(test_forward),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
