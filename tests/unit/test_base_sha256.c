#include "config.h"

#include "support.h"

#include "base/mem.h"
#include "base/sha256.h"

#include <stdio.h>
#include <string.h>

static void check(const char *text, size_t len, const char *want)
{
	uint8_t hash[SHA256_BYTES];
	char hex[SHA256_TEXT];

	sha256_of(text, len, hash);
	sha256_text(hash, hex);
	assert_string_equal(hex, want);
}

/* The examples of FIPS 180-4, and a million times 'a'. */
static void test_standard(void **state)
{
	size_t million = 1000000;
	char *a = mem_alloc(million);

	(void)state;
	check("", 0,
	      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	check("abc", 3,
	      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	check("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
	      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	memset(a, 'a', million);
	check(a, million,
	      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	mem_free(a);
}

/* Lengths round the end of a block, where the padding changes. */
static void test_padding(void **state)
{
	static const struct {
		size_t len;
		const char *want;
	} rows[] = {
		{ 55,
		  "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072" },
		{ 56,
		  "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e" },
		{ 63,
		  "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2" },
		{ 64,
		  "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c" },
		{ 65,
		  "9537c5fdf120482f7d58d25e9ed583f52c02b4e304ea814db1633ad565aed7e9" },
		{ 119,
		  "000b48d4edf0fa7bee3c6236ecd2785baa5db4eeb8bb54341b029e0d9fa5fb0c" },
		{ 120,
		  "13f05a0b594787f5ecd315edc96141bd3243203d1b7d4f0836f37308b276ba98" },
	};
	char x[128];

	(void)state;
	memset(x, 'x', sizeof(x));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check(x, rows[i].len, rows[i].want);
}

/* Whatever the pieces, the hash is that of the whole. */
static void test_pieces(void **state)
{
	uint8_t text[300], whole[SHA256_BYTES], hash[SHA256_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)(i * 7);
	sha256_of(text, sizeof(text), whole);
	for (size_t step = 1; step <= sizeof(text); step++) {
		struct sha256 s;

		sha256_begin(&s);
		for (size_t at = 0; at < sizeof(text); at += step)
			sha256_add(&s, text + at,
				   MIN(step, sizeof(text) - at));
		sha256_end(&s, hash);
		assert_memory_equal(hash, whole, sizeof(hash));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_standard),
		cmocka_unit_test(test_padding),
		cmocka_unit_test(test_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
