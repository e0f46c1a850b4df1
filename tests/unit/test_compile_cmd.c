#include "config.h"

#include "record.h"

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
			"new table ip t flags 1\n"
			"new+400 chain ip t a\n"
			"new+400 chain ip t b policy 0 type filter hook 1 "
			"prio 5\n"
			"new+400 obj ip t k type 1 bytes=0 packets=0\n"
			"new+400 flowtable ip t f flags 0 hook 0 prio 0 dev y "
			"dev x\n"
			"new+c00 rule ip t a: counter\n"
			"new+c00 rule ip t b: immediate dreg=0 data=1\n");
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
			"new+200 table ip t\n"
			"new+600 chain ip t c\n"
			"del rule ip t\n"
			"del rule ip t c\n"
			"del rule ip t c handle 4\n"
			"new+100 rule ip t c handle 5: immediate dreg=0 "
			"data=0\n"
			"new+400 rule ip t c at 6: immediate dreg=0 data=0\n"
			"del chain ip t handle 7\n"
			"destroy table ip t\n"
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
			"new+400 obj ip t l type 4 rate=10240 unit=60 burst=0 "
			"type=1 flags=1\n"
			"new+400 obj ip t q type 2 bytes=10485760 consumed=5 "
			"flags=1\n"
			"new+400 obj ip t h type 3 name=ftp l4proto=6\n"
			"del obj ip t k type 1\n");
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
			    "new+c00 rule ip t c id 1: immediate dreg=0 "
			    "data=1\n"
			    "new+400 rule ip t c at 11 id 2: immediate dreg=0 "
			    "data=0\n"
			    "new+c00 rule ip t c at id 1 id 3: immediate "
			    "dreg=0 data=0\n"
			    "new+400 rule ip t c id 4: immediate dreg=0 "
			    "data=0\n");
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
	assert_string_equal(r.text, "new chain ip t handle 42 b\n");
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
		cmocka_unit_test(test_unknown_table),
		cmocka_unit_test(test_flushed_table),
		cmocka_unit_test(test_index),
		cmocka_unit_test(test_rename),
		cmocka_unit_test(test_offline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
