#include "config.h"

#include "support.h"

#include "text/pattern.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define IN_FOLDER 5 /* names in the folder: three files, '.' and '..' */

static char root[] = "/tmp/nftload-pattern-XXXXXX";
static const char *const files[] = { "b.nft", "a.nft", ".c.nft" };

static int set_up(void **state)
{
	char path[64];

	(void)state;
	assert_non_null(mkdtemp(root));
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", root, files[i]);
		fclose(fopen(path, "w"));
	}
	return 0;
}

static int tear_down(void **state)
{
	char path[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", root, files[i]);
		unlink(path);
	}
	return rmdir(root);
}

static const struct {
	const char *what, *pattern; /* below the folder */
	uint32_t folders, names;    /* in use before */
	uint64_t bytes;
	int err;
	const char *found; /* names, each with a blank behind it */
} rows[] = {
	{ "files in order, no hidden one", "*.nft", 0, 0, 0, 0,
	  "a.nft b.nft " },
	{ "hidden ones where a dot is written", ".*.nft", 0, 0, 0, 0,
	  ".c.nft " },
	{ "nothing", "*.conf", 0, 0, 0, 0, "" },
	{ "no such folder", "x*/*", 0, 0, 0, 0, "" },
	{ "the last folder", "*.nft", PATTERN_FOLDERS_MAX - 1, 0, 0, 0,
	  "a.nft b.nft " },
	{ "one more", "*.nft", PATTERN_FOLDERS_MAX, 0, 0, -E2BIG, NULL },
	{ "the last name", "*.nft", 0, PATTERN_NAMES_MAX - IN_FOLDER, 0, 0,
	  "a.nft b.nft " },
	{ "one more", "*.nft", 0, PATTERN_NAMES_MAX - IN_FOLDER + 1, 0,
	  -E2BIG, NULL },
	{ "a name that does not fit counts", "*.conf", 0, PATTERN_NAMES_MAX,
	  0, -E2BIG, NULL },
	{ "bytes of paths", "*.nft", 0, 0, PATTERN_BYTES_MAX - 10, -E2BIG,
	  NULL },
};

static void join_names(const struct chunks *paths, char *buf, size_t size)
{
	buf[0] = '\0';
	for (size_t i = 0; i < paths->count; i++) {
		const char *path = *(char **)chunks_at(paths, i);
		size_t len = strlen(buf);

		assert_memory_equal(path, root, strlen(root));
		snprintf(buf + len, size - len, "%s ",
			 path + strlen(root) + 1);
	}
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct pattern_use use = { .folders = rows[i].folders,
					   .names = rows[i].names,
					   .bytes = rows[i].bytes };
		char pattern[64], found[256];
		struct chunks paths;
		struct arena a;
		bool denied;
		int err;

		arena_init(&a);
		snprintf(pattern, sizeof(pattern), "%s/%s", root,
			 rows[i].pattern);
		err = pattern_find(&a, pattern, &use, &paths, &denied);
		join_names(&paths, found, sizeof(found));
		if (err != rows[i].err || denied)
			fail_msg("%s: %d", rows[i].what, err);
		if (rows[i].found && strcmp(found, rows[i].found) != 0)
			fail_msg("%s: %s", rows[i].what, found);
		chunks_release(&paths);
		arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
