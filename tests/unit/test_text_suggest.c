#include "config.h"

#include "support.h"

#include "text/suggest.h"

#include <string.h>

static const char *const words[] = {
	"accept", "drop", "counter", "filter", "prerouting", "postrouting",
	"saddr", "daddr", "tcp", "udp", "a-very-long-word-that-nobody-writes",
};

static const char *nearest(const char *word)
{
	struct suggest s;

	suggest_init(&s, word, strlen(word));
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		suggest_try(&s, words[i]);
	return suggest_best(&s);
}

static void test_one_mistake(void **state)
{
	(void)state;
	assert_string_equal(nearest("acept"), "accept");    /* missing */
	assert_string_equal(nearest("accceptt"), "accept"); /* too many */
	assert_string_equal(nearest("aXcept"), "accept");   /* other */
	assert_string_equal(nearest("tpc"), "tcp");	    /* swapped */
	assert_string_equal(nearest("coutner"), "counter");
	assert_string_equal(nearest("postruoting"), "postrouting");
	assert_string_equal(nearest("drop"), "drop");
}

static void test_too_far(void **state)
{
	(void)state;
	assert_null(nearest("xyz"));
	assert_null(nearest("t"));
	assert_null(nearest(""));
	assert_null(nearest("completely"));
}

static void test_two_as_good(void **state)
{
	(void)state;
	assert_null(nearest("xaddr")); /* saddr, daddr */
}

static void test_short_words(void **state)
{
	(void)state;
	assert_null(nearest("cp"));	 /* of two letters all are near */
	assert_null(nearest("xcp"));	 /* the first letter is seldom wrong */
	assert_string_equal(nearest("ctp"), "tcp");
}

static void test_spelling(void **state)
{
	(void)state;
	assert_string_equal(nearest("ACCEPT"), "accept");
	assert_string_equal(nearest("Post_Routing"), "postrouting");
	assert_string_equal(nearest("ACEPT"), "accept");
}

static void test_synonyms(void **state)
{
	(void)state;
	assert_string_equal(nearest("allow"), "accept");
	assert_string_equal(nearest("DENY"), "drop");
	assert_string_equal(nearest("source-address"), "saddr");
	assert_null(nearest("masq")); /* its meaning is not among the words */
}

static void test_beginnings(void **state)
{
	(void)state;
	assert_string_equal(nearest("pre"), "prerouting");
	assert_string_equal(nearest("cou"), "counter");
	assert_null(nearest("p"));
}

static void test_digits(void **state)
{
	static const char *const names[] = { "eth0", "eth1", "lan1" };
	struct suggest s;

	(void)state;
	suggest_init(&s, "eth7", 4);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		suggest_try(&s, names[i]);
	assert_null(suggest_best(&s));
}

static void test_lengths(void **state)
{
	char word[300];

	(void)state;
	memset(word, 'a', sizeof(word) - 1);
	for (size_t len = 0; len < sizeof(word); len++) {
		word[len] = '\0';
		assert_null(nearest(word));
		word[len] = 'a';
	}
	assert_string_equal(nearest("a-very-long-word-that-noboby-writes"),
			    words[10]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_mistake),
		cmocka_unit_test(test_too_far),
		cmocka_unit_test(test_two_as_good),
		cmocka_unit_test(test_short_words),
		cmocka_unit_test(test_spelling),
		cmocka_unit_test(test_synonyms),
		cmocka_unit_test(test_beginnings),
		cmocka_unit_test(test_digits),
		cmocka_unit_test(test_lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
