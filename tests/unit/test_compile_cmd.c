#include "config.h"

#include "record.h"

#include <stdio.h>
#include <string.h>

static void test_block_order(void **state)
{
	(void)state;
	assert_messages("table ip t {\n"
			"	flags dormant\n"
			"	chain a { counter; }\n"
			"	counter k { }\n"
			"	flowtable f { hook ingress priority 0; "
			"devices = { x, y }; }\n"
			"	chain b { type filter hook input priority "
			"filter + 5; policy drop; accept; }\n"
			"}\n",
			"new table ip \"t\" flags 0x1\n"
			"new chain ip \"t\" \"a\"\n"
			"new chain ip \"t\" \"b\" policy drop type \"filter\" hook { hooknum 1 priority 5 }\n"
			"new object ip \"t\" \"k\" type 1 data { bytes 0 packets 0 }\n"
			"new flowtable ip \"t\" \"f\" flags 0x0 hook { hooknum 0 priority 0 devs { name \"y\" name \"x\" } }\n"
			"new rule ip append \"t\" \"a\"\n"
			"  [ counter ]\n"
			"new rule ip append \"t\" \"b\"\n"
			"  [ immediate dreg 0 data accept ]\n");
}

static void test_verbs(void **state)
{
	(void)state;
	assert_messages("create table ip t\n"
			"create chain ip t c\n"
			"flush table ip t\n"
			"flush chain ip t c\n"
			"delete rule ip t c handle 4\n"
			"replace rule ip t c handle 5 drop\n"
			"insert rule ip t c position 6 drop\n"
			"delete chain ip t handle 7\n"
			"destroy table ip t\n"
			"delete table ip handle 8\n"
			"flush ruleset\n",
			"new table ip excl \"t\" flags 0x0\n"
			"new chain ip excl \"t\" \"c\"\n"
			"del rule ip \"t\"\n"
			"del rule ip \"t\" \"c\"\n"
			"del rule ip \"t\" \"c\" handle 4\n"
			"new rule ip replace \"t\" \"c\" handle 5\n"
			"  [ immediate dreg 0 data drop ]\n"
			"new rule ip \"t\" \"c\" position 6\n"
			"  [ immediate dreg 0 data drop ]\n"
			"del chain ip \"t\" handle 7\n"
			"destroy table ip \"t\"\n"
			"del table ip handle 8\n"
			"del table\n");
}

static void test_objects(void **state)
{
	(void)state;
	assert_messages("add limit ip t l rate over 10 kbytes/minute\n"
			"add quota ip t q over 10 mbytes used 5 bytes\n"
			"add ct helper ip t h { type \"ftp\" protocol tcp; }\n"
			"delete counter ip t k\n",
			"new object ip \"t\" \"l\" type 4 data { rate 10240 unit 60 burst 0 type 1 flags 1 }\n"
			"new object ip \"t\" \"q\" type 2 data { bytes 10485760 consumed 5 flags 1 }\n"
			"new object ip \"t\" \"h\" type 3 data { name \"ftp\" l4proto 6 }\n"
			"del object ip \"t\" \"k\" type 1 data { }\n");
}

static void test_chain_errors(void **state)
{
	(void)state;
	assert_refused("add chain ip t c { type filer hook input priority 0; "
		       "}\n",
		       "1:25 unknown chain type 'filer': expected filter, nat or route [unknown-name]\n");
	assert_refused("add chain ip t c { type filter hook inputt priority "
		       "0; }\n",
		       "1:37 unknown hook 'inputt' [unknown-name]\n");
	assert_refused("add chain arp t c { type filter hook forwrd priority "
		       "0; }\n",
		       "1:38 unknown hook 'forwrd' [unknown-name]\n");
	assert_refused("add chain ip t c { type nat hook prerouting priority "
		       "-300; }\n",
		       "1:54 a chain of type 'nat' needs a priority above -200 [range]\n");
	assert_refused("add chain ip t c { type filter hook input device x "
		       "priority 0; }\n",
		       "1:50 this chain cannot have devices: only chains of family netdev, and of family inet at hook ingress, can "
		       "[context]\n");
}

/* Devices: at ingress of family inet, and without a hook of its own, where the
 * kernel has the chain; nowhere else in that family. */
static void test_inet_devices(void **state)
{
	(void)state;
	assert_messages("add chain inet t c { type filter hook ingress device lo "
			"priority 0; }\n",
			"new chain inet \"t\" \"c\" type \"filter\" hook { "
			"hooknum 5 priority 0 dev \"lo\" }\n");
	assert_refused("add chain inet t c { type filter hook input device lo "
		       "priority 0; }\n",
		       "1:52 this chain cannot have devices: only chains of family netdev, and of family inet at hook ingress, can "
		       "[context]\n");
}

static void test_unknown_table(void **state)
{
	struct record r = { .has_tables = false };

	(void)state;
	record_compile(&r, "add table ip filter\n"
			   "add chain ip filtre a\n"
			   "add chain ip filtre b\n"
			   "add chain ip6 filter c\n");
	assert_string_equal(r.diags,
			    "2:14 table 'filtre' does not exist in family "
			    "'ip' [unknown-name]\n"
			    "4:15 table 'filter' does not exist in family "
			    "'ip6' [unknown-name]\n");
	assert_int_equal(r.asked, 2);
}

static void test_flushed_table(void **state)
{
	struct record r = { .has_tables = true };

	(void)state;
	record_compile(&r, "flush ruleset\nadd chain ip t c\n");
	assert_string_equal(r.diags, "2:14 table 't' does not exist in family "
				     "'ip' [unknown-name]\n");
	assert_int_equal(r.asked, 0);
}

/* `flush ruleset` takes the tables of every family, one of its own alone. */
static void test_flushed_families(void **state)
{
	static const char *const families[] = {
		"inet", "ip", "arp", "netdev", "bridge", "ip6",
	};
	char text[128], want[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		struct record all = { .has_tables = true };
		struct record others = { .has_tables = true };

		snprintf(text, sizeof(text), "add table %s t\nflush ruleset\n"
			 "add chain %s t c\n", families[i], families[i]);
		snprintf(want, sizeof(want), "3:%zu table 't' does not exist in "
			 "family '%s' [unknown-name]\n",
			 12 + strlen(families[i]), families[i]);
		record_compile(&all, text);
		assert_string_equal(all.diags, want);
		snprintf(text, sizeof(text), "add table %s t\nflush ruleset %s\n"
			 "add chain %s t c\n", families[i],
			 families[(i + 1) % ARRAY_SIZE(families)], families[i]);
		record_compile(&others, text);
		assert_string_equal(others.diags, "");
	}
}

/* What `index` counts after rules were deleted and replaced by handle. */
static void test_index_behind(void **state)
{
	static const uint64_t handles[] = { 10, 11, 12 };
	static const struct {
		const char *command, *place;
	} rows[] = {
		{ "delete rule ip t c handle 10", "position 12 id 1" },
		{ "delete rule ip t c handle 12", "position 11 id 1" },
		{ "delete rule ip t c handle 99", "position 11 id 1" },
		{ "replace rule ip t c handle 11 drop", "id 2 position_id 1" },
		{ "replace rule ip t c handle 10 drop", "position 11 id 2" },
		{ "replace rule ip t c handle 99 drop", "position 11 id 2" },
		{ "add rule ip t c handle 10 drop", "id 2 position_id 1" },
		{ "insert rule ip t c handle 11 drop", "id 2 position_id 1" },
		{ "insert rule ip t c handle 12 drop", "position 11 id 2" },
	};
	char text[128], want[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct record r = { .rules = handles, .nrules = 3 };

		snprintf(text, sizeof(text), "%s\nadd rule ip t c index 1 accept\n",
			 rows[i].command);
		snprintf(want, sizeof(want), "new rule ip append \"t\" \"c\" %s\n"
			 "  [ immediate dreg 0 data accept ]\n", rows[i].place);
		record_compile(&r, text);
		assert_string_equal(r.diags, "");
		if (!strstr(r.text, want))
			fail_msg("%s: %s", rows[i].command, r.text);
	}
}

static void test_index(void **state)
{
	static const uint64_t handles[] = { 10, 11 };
	struct record r = { .rules = handles, .nrules = 2 };

	(void)state;
	record_compile(&r, "add rule ip t c accept\n"
			   "insert rule ip t c index 1 drop\n"
			   "add rule ip t c index 3 drop\n"
			   "insert rule ip t c drop\n"
			   "add rule ip t c index 9 drop\n");
	assert_string_equal(r.text,
			    "new rule ip append \"t\" \"c\" id 1\n"
			    "  [ immediate dreg 0 data accept ]\n"
			    "new rule ip \"t\" \"c\" position 11 id 2\n"
			    "  [ immediate dreg 0 data drop ]\n"
			    "new rule ip append \"t\" \"c\" id 3 position_id 1\n"
			    "  [ immediate dreg 0 data drop ]\n"
			    "new rule ip \"t\" \"c\" id 4\n"
			    "  [ immediate dreg 0 data drop ]\n");
	assert_string_equal(r.diags, "5:23 chain 'c' has 6 rules at this point: none has index 9 "
				     "[range]\n");
	assert_int_equal(r.asked, 1);
}

static void test_rename(void **state)
{
	struct record r = { .chain_handle = 42, .has_tables = true };
	struct record none = { .has_tables = true };

	(void)state;
	record_compile(&r, "rename chain ip t a b\n");
	assert_string_equal(r.text, "new chain ip \"t\" \"b\" handle 42\n");
	record_compile(&none, "add chain ip t a\nrename chain ip t a b\n");
	assert_string_equal(none.diags,
			    "2:19 chain 'a' is added by this input and cannot "
			    "be renamed by it: declare it under its new name "
			    "[unsupported]\n");
}

static void test_offline(void **state)
{
	struct record r = { .offline = true };

	(void)state;
	record_compile(&r, "add chain ip t a\nadd chain ip t b\n");
	assert_string_equal(r.diags,
			    "1:14 warning: table 't' is not declared here: "
			    "whether the kernel has it was not checked "
			    "[unknown-name]\n");
	assert_int_equal(r.ret, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_block_order),
		cmocka_unit_test(test_verbs),
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_chain_errors),
		cmocka_unit_test(test_inet_devices),
		cmocka_unit_test(test_unknown_table),
		cmocka_unit_test(test_flushed_table),
		cmocka_unit_test(test_flushed_families),
		cmocka_unit_test(test_index),
		cmocka_unit_test(test_index_behind),
		cmocka_unit_test(test_rename),
		cmocka_unit_test(test_offline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
