#include "config.h"

#include "items.h"

#include "compile/rule/merge.h"

#include <linux/netfilter/nf_tables.h>
#include <net/ethernet.h>
#include <string.h>

struct match {
	const char *selector; /* "...": code; NULL: no more */
	uint64_t number;
};

/* doc/lowering.md, "Rules": which equalities become one, and where it stands. */
static const struct {
	const char *what;
	struct match match[5];
	const char *joined;
} rows[] = {
	{ "32 bits together: one load",
	  { { "tcp sport", 0x1234 }, { "tcp dport", 80 } },
	  "@th,0,32 12340050" },
	{ "in any order of the text, at the lower one's place",
	  { { "tcp dport", 80 }, { "meta mark", 5 }, { "tcp sport", 0x1234 } },
	  "meta mark 5; @th,0,32 12340050" },
	{ "33 to 64 bits of the network layer cost more than they save",
	  { { "ip saddr", 0xc0000201 }, { "ip daddr", 0xc0000202 } },
	  "ip saddr 3221225985; ip daddr 3221225986" },
	{ "of the link layer they do not",
	  { { "ether daddr", 1 }, { "ether saddr", 2 } },
	  "@ll,0,96 000000000001000000000002" },
	{ "three in a row",
	  { { "ether daddr", 1 }, { "ether saddr", 2 },
	    { "ether type", 0x800 } },
	  "@ll,0,112 0000000000010000000000020800" },
	{ "what lies between is not matched",
	  { { "ip protocol", 6 }, { "ip saddr", 7 } },
	  "ip protocol 6; ip saddr 7" },
	{ "one field twice is not its own neighbour",
	  { { "tcp dport", 80 }, { "tcp dport", 80 } },
	  "tcp dport 80; tcp dport 80" },
	{ "the pair stands where the higher one was that names a protocol",
	  { { "ip ttl", 64 }, { "meta mark", 5 }, { "ip protocol", 6 } },
	  "meta mark 5; @nh,64,16 4006" },
	{ "which a mere number does not",
	  { { "tcp sport", 1 }, { "meta mark", 5 }, { "tcp dport", 2 } },
	  "@th,0,32 00010002; meta mark 5" },
	{ "icmp type names what follows, too",
	  { { "icmp code", 1 }, { "meta mark", 5 }, { "icmp type", 3 } },
	  "meta mark 5; @th,0,16 0301" },
	{ "two layers do not touch",
	  { { "ip daddr", 1 }, { "tcp sport", 2 } },
	  "ip daddr 1; tcp sport 2" },
	{ "code between them keeps them apart",
	  { { "tcp sport", 1 }, { "...", 0 }, { "tcp dport", 2 } },
	  "tcp sport 1; ...; tcp dport 2" },
	{ "and those behind it are joined by themselves",
	  { { "...", 0 }, { "tcp sport", 1 }, { "tcp dport", 2 } },
	  "...; @th,0,32 00010002" },
	{ "parts of bytes stay alone",
	  { { "ip version", 4 }, { "ip hdrlength", 5 } },
	  "ip version 4; ip hdrlength 5" },
	{ "up to 128 bits",
	  { { "ip6 saddr", 1 }, { "ip6 hoplimit", 64 } },
	  "ip6 saddr 1; ip6 hoplimit 64" },
};

static void fill(struct items *t, const struct match *match)
{
	for (; match->selector; match++) {
		if (*match->selector == '.')
			items_code(t);
		else
			items_match(t, match->selector, match->number);
	}
}

static void test_rows(void **state)
{
	struct items t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		items_init(&t, FAMILY_INET);
		fill(&t, rows[i].match);
		merge_matches(&t.r);
		if (strcmp(items_text(&t), rows[i].joined) != 0)
			fail_msg("%s: %s", rows[i].what, t.text);
		items_release(&t);
	}
}

/* Only equalities of single values are joined. */
static void test_other_operators(void **state)
{
	struct items t;

	(void)state;
	items_init(&t, FAMILY_INET);
	items_match(&t, "tcp sport", 1);
	items_match(&t, "tcp dport", 2)->op = REL_NEQ;
	merge_matches(&t.r);
	assert_string_equal(items_text(&t), "tcp sport 1; tcp dport 2");
	items_release(&t);
}

/* A table's family says its own protocol: the match is left out, but for one
 * that ends the rule, which would be empty. */
static void test_redundant(void **state)
{
	static const struct {
		uint8_t family;
		uint64_t number;
		bool last, left_out;
	} own[] = {
		{ FAMILY_IP, ETHERTYPE_IP, false, true },
		{ FAMILY_IP, ETHERTYPE_IP, true, false },
		{ FAMILY_IP, ETHERTYPE_IPV6, false, false },
		{ FAMILY_IP6, ETHERTYPE_IPV6, false, true },
		{ FAMILY_IP6, ETHERTYPE_IP, false, false },
		{ FAMILY_INET, ETHERTYPE_IP, false, false },
		{ FAMILY_BRIDGE, ETHERTYPE_IP, false, false },
	};
	struct rule_item *item;
	struct items t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(own); i++) {
		items_init(&t, own[i].family);
		item = items_match(&t, "meta protocol", own[i].number);
		if (!own[i].last)
			items_match(&t, "meta mark", 5);
		merge_matches(&t.r);
		assert_int_equal(item->dropped, own[i].left_out);
		items_release(&t);
	}
	items_init(&t, FAMILY_IP);
	item = items_match(&t, "meta protocol", ETHERTYPE_IP);
	item->op = REL_NEQ;
	items_match(&t, "meta mark", 5);
	merge_matches(&t.r);
	assert_false(item->dropped);
	items_release(&t);
}

/* More matches than are looked at together are sent as they stand. */
static void test_many(void **state)
{
	struct items t;
	unsigned int joined = 0, alone = 0;

	(void)state;
	items_init(&t, FAMILY_INET);
	for (unsigned int i = 0; i < 70; i++)
		items_match(&t, "ip ttl", i);
	items_match(&t, "tcp sport", 1);
	items_match(&t, "tcp dport", 2);
	merge_matches(&t.r);
	for (const struct rule_item *i = t.r.first; i; i = i->next) {
		joined += !i->dropped && !i->left->payload.field;
		alone += !i->dropped && i->left->payload.field;
	}
	assert_int_equal(joined, 0);
	assert_int_equal(alone, 72);
	items_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_other_operators),
		cmocka_unit_test(test_redundant),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
