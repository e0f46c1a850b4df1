#include "config.h"

#include "support.h"

#include "history/entry.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define CHECK_LINE (strlen("check ") + SHA256_TEXT)

/* What an entry with this command is as a file. */
static struct pack file_of(const char *command)
{
	struct history_entry e;
	struct pack bytes = { 0 };

	history_entry_init(&e);
	e.verb = "sync";
	e.command = command;
	history_entry_write(&e, &bytes);
	history_entry_release(&e);
	return bytes;
}

/* Other bytes of the same length in the file, with a digest that is right. */
static void put(struct pack *bytes, const char *from, const char *to)
{
	char *at = memmem(bytes->bytes, bytes->len, from, strlen(from));
	uint8_t hash[SHA256_BYTES];
	char hex[SHA256_TEXT];

	assert_non_null(at);
	memcpy(at, to, strlen(to));
	bytes->len -= CHECK_LINE;
	sha256_of(bytes->bytes, bytes->len, hash);
	sha256_text(hash, hex);
	pack_text(bytes, "check %s\n", hex);
}

static void check_command(struct pack *bytes, const char *want)
{
	struct history_entry e;

	assert_int_equal(history_entry_read(&e, bytes->bytes, bytes->len), 0);
	assert_string_equal(e.command, want);
	history_entry_release(&e);
}

/* Each byte comes back, whatever it means to a terminal or to the file. */
static void test_bytes(void **state)
{
	static const char *const commands[] = {
		"", "load x.nft", "a\nb\tc\\d\x7f\x01", "\\x5", "\\", "\xff\xc3",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		struct pack bytes = file_of(commands[i]);

		check_command(&bytes, commands[i]);
		pack_release(&bytes);
	}
}

/* What no writer leaves is taken as it stands, up to its end and no further. */
static void test_broken_escapes(void **state)
{
	static const char *const broken[] = { "pad\\x5", "pad\\xg5", "padd\\x",
					      "padding\\", "\\x00pad", "\\x 5pad" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(broken); i++) {
		static const char blanks[] = "????????????????";
		char from[32];
		struct pack bytes;

		snprintf(from, sizeof(from), "%.*s", (int)strlen(broken[i]),
			 blanks);
		bytes = file_of(from);
		put(&bytes, from, broken[i]);
		check_command(&bytes, broken[i]);
		pack_release(&bytes);
	}
}

static void test_versions(void **state)
{
	struct pack bytes = file_of("x");
	struct history_entry e;

	(void)state;
	put(&bytes, "nftload-history 1", "nftload-history 2");
	assert_int_equal(history_entry_read(&e, bytes.bytes, bytes.len),
			 -EPROTO);
	history_entry_release(&e);
	put(&bytes, "nftload-history 2", "nftload-histori 1");
	assert_int_equal(history_entry_read(&e, bytes.bytes, bytes.len),
			 -EINVAL);
	history_entry_release(&e);
	pack_release(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_broken_escapes),
		cmocka_unit_test(test_versions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
