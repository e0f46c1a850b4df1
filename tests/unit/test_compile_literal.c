#include "config.h"

#include "support.h"

#include "compile/value/literal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

static bool ipv4(const char *text, uint8_t *addr)
{
	return literal_ipv4(text, strlen(text), addr);
}

static bool ipv6(const char *text, uint8_t *addr)
{
	return literal_ipv6(text, strlen(text), addr);
}

static void test_numbers(void **state)
{
	uint64_t num;

	(void)state;
	assert_true(literal_u64("18446744073709551615", 20, &num));
	assert_true(num == UINT64_MAX);
	assert_true(literal_u64("0xfF", 4, &num) && num == 255);
	assert_true(literal_u64("010", 3, &num) && num == 8);
	assert_true(literal_u64("0", 1, &num) && num == 0);
	assert_false(literal_u64("18446744073709551616", 20, &num));
	assert_false(literal_u64("08", 2, &num));
	assert_false(literal_u64("0x", 2, &num));
	assert_false(literal_u64("", 0, &num));
	assert_false(literal_u64("1 ", 2, &num));
}

static void test_large_numbers(void **state)
{
	uint8_t be[16];

	(void)state;
	assert_int_equal(literal_number("0x0102030405060708090a0b0c0d0e0f10",
					34, be, 16), 0);
	for (int i = 0; i < 16; i++)
		assert_int_equal(be[i], i + 1);
	assert_int_equal(literal_number("18446744073709551616", 20, be, 16), 0);
	assert_int_equal(be[7], 1);
	assert_int_equal(be[15], 0);
	assert_int_equal(literal_number("65536", 5, be, 2), -ERANGE);
	assert_int_equal(literal_number("6553a", 5, be, 2), -EINVAL);
}

static void test_ipv4(void **state)
{
	static const char *const bad[] = { "", "1.2.3", "1.2.3.4.", "1.2.3.256",
		"1.2.3.04", "1.2.3.4 ", ".1.2.3", "1..2.3", "0001.1.1.1" };
	uint8_t addr[4];

	(void)state;
	assert_true(ipv4("255.0.10.200", addr));
	assert_memory_equal(addr, "\xff\x00\x0a\xc8", 4);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(ipv4(bad[i], addr));
}

/* The system's own reader is the judge. */
static void test_ipv6(void **state)
{
	static const char *const text[] = {
		"::", "::1", "1::", "1:2:3:4:5:6:7:8", "fe80::1:2", "::ffff:1.2.3.4",
		"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
		"ABCD::ef", "1::2:3:4:5:6:7", "64:ff9b::10.0.0.1", "", ":", ":1",
		"1:", "1::2::3", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8:", "12345::",
		"1:2:3:4:5:6:7", "::1.2.3", "1:2:3:4:5:6:7:1.2.3.4", ":::", "::1:",
		"1:::2", "::g", "1:2:3:4:5:6:7:8::", "1.2.3.4", "::1.2.3.4.5",
	};
	uint8_t addr[16], want[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(text); i++) {
		bool valid = inet_pton(AF_INET6, text[i], want) == 1;

		if (ipv6(text[i], addr) != valid)
			fail_msg("'%s' should %sbe read", text[i],
				 valid ? "" : "not ");
		if (valid)
			assert_memory_equal(addr, want, 16);
	}
}

static void test_times(void **state)
{
	uint64_t ms;

	(void)state;
	assert_true(literal_time_ms("1d2h3m4s5ms", 11, &ms));
	assert_true(ms == 93784005);
	assert_true(literal_time_ms("7ms", 3, &ms) && ms == 7);
	assert_false(literal_time_ms("4s3m", 4, &ms));
	assert_false(literal_time_ms("5", 1, &ms));
	assert_false(literal_time_ms("5s5s", 4, &ms));
	assert_true(literal_time_ms("12345678s", 9, &ms));
	assert_true(ms == 12345678000);
	assert_false(literal_time_ms("123456789s", 10, &ms));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_large_numbers),
		cmocka_unit_test(test_ipv4),
		cmocka_unit_test(test_ipv6),
		cmocka_unit_test(test_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
