#include "config.h"

#include "support.h"

#include "base/bytes.h"

#include <string.h>

static void test_put_get(void **state)
{
	uint8_t b[8];
	uint32_t host;

	(void)state;
	bytes_put_be(b, 4, 0x1122334455);
	assert_memory_equal(b, "\x22\x33\x44\x55", 4);
	assert_int_equal(bytes_get_be(b, 4), 0x22334455);
	bytes_put_be(b, 3, 0x0a0b);
	assert_memory_equal(b, "\x00\x0a\x0b", 3);
	bytes_put_host(b, 4, 0xdeadbeef);
	memcpy(&host, b, 4);
	assert_int_equal(host, 0xdeadbeef);
	assert_int_equal(bytes_get_host(b, 4), 0xdeadbeef);
	bytes_put_host(b, 8, UINT64_MAX - 1);
	assert_true(bytes_get_host(b, 8) == UINT64_MAX - 1);
}

static void test_swap(void **state)
{
	uint8_t odd[] = { 1, 2, 3 }, even[] = { 1, 2, 3, 4 };

	(void)state;
	bytes_swap(odd, 3);
	assert_memory_equal(odd, "\x03\x02\x01", 3);
	bytes_swap(even, 4);
	assert_memory_equal(even, "\x04\x03\x02\x01", 4);
	bytes_swap(odd, 0);
	assert_int_equal(odd[0], 3);
}

static void test_prefix_mask(void **state)
{
	uint8_t m[16];

	(void)state;
	bytes_prefix_mask(m, 4, 0);
	assert_memory_equal(m, "\0\0\0\0", 4);
	bytes_prefix_mask(m, 4, 12);
	assert_memory_equal(m, "\xff\xf0\0\0", 4);
	bytes_prefix_mask(m, 4, 32);
	assert_memory_equal(m, "\xff\xff\xff\xff", 4);
	bytes_prefix_mask(m, 16, 127);
	assert_int_equal(m[15], 0xfe);
	assert_int_equal(m[14], 0xff);
}

/* Against 64-bit arithmetic, at every distance. */
static void test_shifts(void **state)
{
	const uint64_t num = 0x8123456789abcdef;
	uint8_t b[8];

	(void)state;
	for (unsigned int bits = 0; bits < 64; bits++) {
		bytes_put_be(b, 8, num);
		bytes_shift_left(b, 8, bits);
		assert_true(bytes_get_be(b, 8) == num << bits);
		bytes_put_be(b, 8, num);
		bytes_shift_right(b, 8, bits);
		assert_true(bytes_get_be(b, 8) == num >> bits);
	}
	bytes_put_be(b, 8, num);
	bytes_shift_left(b, 8, 64);
	assert_true(bytes_is_zero(b, 8));
	bytes_put_be(b, 8, num);
	bytes_shift_right(b, 8, 1000);
	assert_true(bytes_is_zero(b, 8));
}

static void test_increment(void **state)
{
	uint8_t b[3] = { 0, 0xff, 0xff };

	(void)state;
	assert_false(bytes_increment(b, 3));
	assert_memory_equal(b, "\x01\x00\x00", 3);
	memset(b, 0xff, 3);
	assert_true(bytes_all_ones(b, 3));
	assert_true(bytes_increment(b, 3));
	assert_true(bytes_is_zero(b, 3));
}

static void test_decrement(void **state)
{
	uint8_t b[3] = { 1, 0, 0 };

	(void)state;
	bytes_decrement(b, 3);
	assert_memory_equal(b, "\x00\xff\xff", 3);
	bytes_decrement(b, 3);
	assert_memory_equal(b, "\x00\xff\xfe", 3);
	memset(b, 0, 3);
	bytes_decrement(b, 3);
	assert_true(bytes_all_ones(b, 3));
}

static void test_width(void **state)
{
	uint8_t b[9] = { 0 };

	(void)state;
	assert_int_equal(bytes_width_bits(b, 9), 0);
	for (unsigned int bit = 0; bit < 64; bit++) {
		bytes_put_be(b + 1, 8, UINT64_C(1) << bit);
		assert_int_equal(bytes_width_bits(b, 9), bit + 1);
	}
	b[0] = 0xff;
	assert_int_equal(bytes_width_bits(b, 9), 72);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_put_get),
		cmocka_unit_test(test_swap),
		cmocka_unit_test(test_prefix_mask),
		cmocka_unit_test(test_shifts),
		cmocka_unit_test(test_increment),
		cmocka_unit_test(test_decrement),
		cmocka_unit_test(test_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
