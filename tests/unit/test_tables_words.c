#include "config.h"

#include "support.h"

#include "tables/words.h"
#include "text/diag.h"

#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink_cttimeout.h>
#include <string.h>

static const struct word *const tables[] = {
	words_table_flags, words_set_flags, words_set_policy,
	words_chain_policy, words_flowtable_flags, words_log_levels,
	words_nat_flags, words_queue_flags, words_time_units, words_byte_units,
	words_synproxy_flags, words_tcp_timeouts, words_udp_timeouts,
	words_tcp_timeout_defaults, words_udp_timeout_defaults, words_l3protos,
};

static void test_tables(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		struct names_seen seen = { 0 };

		for (const struct word *w = tables[i]; w->name; w++) {
			see_name(&seen, w->name);
			assert_ptr_equal(word_find(tables[i], w->name), w);
		}
		assert_true(seen.count > 0);
		assert_all_different(&seen);
		assert_null(word_find(tables[i], "nonsense"));
		assert_null(word_find(tables[i], ""));
	}
}

static void test_values(void **state)
{
	(void)state;
	assert_int_equal(word_find(words_table_flags, "persist")->value, 4);
	assert_int_equal(word_find(words_set_flags, "dynamic")->value,
			 NFT_SET_EVAL);
	assert_int_equal(word_find(words_log_levels, "audit")->value,
			 NFT_LOGLEVEL_AUDIT);
	assert_int_equal(word_find(words_nat_flags, "persistent")->value,
			 NF_NAT_RANGE_PERSISTENT);
	assert_int_equal(word_find(words_time_units, "week")->value, 604800);
	assert_int_equal(word_find(words_byte_units, "mbytes")->value, 1 << 20);
	assert_null(word_find(words_log_levels, "warning"));
	assert_null(word_find(words_log_levels, "error"));
}

/* The same states in both tables, in the same order. */
static void test_timeouts(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; words_tcp_timeouts[i].name; i++)
		assert_string_equal(words_tcp_timeouts[i].name,
				    words_tcp_timeout_defaults[i].name);
	assert_int_equal(i, CTA_TIMEOUT_TCP_MAX);
	for (i = 0; words_udp_timeouts[i].name; i++)
		assert_string_equal(words_udp_timeouts[i].name,
				    words_udp_timeout_defaults[i].name);
	assert_int_equal(i, CTA_TIMEOUT_UDP_MAX);
	assert_int_equal(word_find(words_tcp_timeouts, "close")->value,
			 CTA_TIMEOUT_TCP_CLOSE);
	assert_int_equal(word_find(words_tcp_timeouts, "unack")->value,
			 CTA_TIMEOUT_TCP_UNACK);
	assert_int_equal(word_find(words_udp_timeouts, "replied")->value,
			 CTA_TIMEOUT_UDP_REPLIED);
	assert_int_equal(word_find(words_tcp_timeout_defaults, "established")
				 ->value, 432000);
}

static void test_reserved(void **state)
{
	static const char *const yes[] = {
		"accept", "add", "xt", "xor", "eq", "auto-merge", "th", "ip",
		"ip6", "rt0", "gc-interval", "flowtable", "secmark", "vni",
	};
	static const char *const no[] = {
		"last", "input", "filter", "saddr", "", "zz", "Accept", "acc",
		"prefix", "to", "name",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(yes); i++)
		assert_true(word_is_reserved(yes[i]));
	for (size_t i = 0; i < ARRAY_SIZE(no); i++)
		assert_false(word_is_reserved(no[i]));
}

/* hint NULL: none is to be given */
static void check_hint(const struct word *table, const char *word,
		       const char *hint)
{
	struct diags d;

	diags_init(&d);
	diag_error(&d, DIAG_UNKNOWN_NAME, (struct span){ 0 }, "unknown word");
	assert_int_equal(word_hint(&d, table, word, strlen(word)),
			 hint != NULL);
	if (hint)
		assert_string_equal(d.first->notes->text, hint);
	else
		assert_null(d.first->notes);
	diags_release(&d);
}

static void test_hints(void **state)
{
	(void)state;
	check_hint(words_set_flags, "intervall", "did you mean 'interval'?");
	check_hint(words_log_levels, "wran", "did you mean 'warn'?");
	check_hint(words_set_flags, "xyz", NULL);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(word_name(words_verbs, VERB_FLUSH), "flush");
	assert_string_equal(word_name(words_objects, OBJ_CT_EXPECT),
			    "ct expectation");
	assert_string_equal(word_name(words_objects, OBJ_RULESET), "ruleset");
	assert_null(word_name(words_objects, OBJ_NONE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_timeouts),
		cmocka_unit_test(test_reserved),
		cmocka_unit_test(test_hints),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
