#include "config.h"

#include "support.h"

#include "text/utf8.h"

#include <string.h>

static uint32_t decode(const char *s, size_t len, unsigned int *ret_bytes)
{
	uint32_t code;

	*ret_bytes = utf8_next(s, len, &code);
	return code;
}

static void test_decode(void **state)
{
	static const struct {
		const char *s;
		uint32_t code;
		unsigned int bytes;
	} rows[] = {
		{ "a", 'a', 1 },
		{ "\xc3\xa4", 0xe4, 2 },
		{ "\xe6\xbc\xa2", 0x6f22, 3 },
		{ "\xf0\x9f\x94\xa5", 0x1f525, 4 },
		{ "\xf4\x8f\xbf\xbf", 0x10ffff, 4 },
		{ "\x80", UTF8_INVALID, 1 },		 /* alone */
		{ "\xc3", UTF8_INVALID, 1 },		 /* cut off */
		{ "\xc3x", UTF8_INVALID, 1 },
		{ "\xc0\xaf", UTF8_INVALID, 1 },	 /* overlong */
		{ "\xe0\x80\xaf", UTF8_INVALID, 1 },
		{ "\xf0\x80\x80\xaf", UTF8_INVALID, 1 },
		{ "\xed\xa0\x80", UTF8_INVALID, 1 },	 /* surrogate */
		{ "\xf4\x90\x80\x80", UTF8_INVALID, 1 }, /* too big */
		{ "\xff", UTF8_INVALID, 1 },
	};
	unsigned int bytes;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_true(decode(rows[i].s, strlen(rows[i].s), &bytes) ==
			    rows[i].code);
		assert_int_equal(bytes, rows[i].bytes);
	}
}

static void test_count(void **state)
{
	(void)state;
	assert_int_equal(utf8_count("", 0), 0);
	assert_int_equal(utf8_count("a\xc3\xa4z", 4), 3);
	assert_int_equal(utf8_count("\xff\xfe\x80", 3), 3);
	assert_int_equal(utf8_count("\xe6\xbc", 2), 2);
}

static void test_before(void **state)
{
	const char *s = "a\xc3\xa4\xe6\xbc\xa2\xf0\x9f\x94\xa5\x80";

	(void)state;
	assert_int_equal(utf8_before(s, 1), 0);
	assert_int_equal(utf8_before(s, 3), 1);
	assert_int_equal(utf8_before(s, 6), 3);
	assert_int_equal(utf8_before(s, 10), 6);
	assert_int_equal(utf8_before(s, 11), 10);
}

static void test_width(void **state)
{
	(void)state;
	assert_int_equal(utf8_width('a'), 1);
	assert_int_equal(utf8_width(0xe4), 1);
	assert_int_equal(utf8_width(0x301), 0);	  /* combining acute */
	assert_int_equal(utf8_width(0x200d), 0);  /* joiner */
	assert_int_equal(utf8_width(0x6f22), 2);  /* Han */
	assert_int_equal(utf8_width(0xac00), 2);  /* Hangul */
	assert_int_equal(utf8_width(0xff21), 2);  /* full-width A */
	assert_int_equal(utf8_width(0x1f525), 2); /* emoji */
	assert_int_equal(utf8_width(0x10ffff), 1);
}

static void test_printable(void **state)
{
	static const uint32_t bad[] = { 0, '\t', '\n', 0x1b, 0x7f, 0x80, 0x9b,
					0x200e, 0x2028, 0x202e, 0x2066, 0xe0041,
					UTF8_INVALID };
	static const uint32_t good[] = { ' ', '~', 0xa0, 0xe4, 0x301, 0x6f22 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(utf8_is_printable(bad[i]));
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		assert_true(utf8_is_printable(good[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_before),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_printable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
