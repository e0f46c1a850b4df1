#include "config.h"

#include "support.h"

#include "text/source.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct source *add(struct source_set *set, const char *text)
{
	return source_add_text(set, SOURCE_FILE, "x.nft", text, strlen(text));
}

static void assert_place(struct source *s, uint32_t off, uint32_t len,
			 struct place want)
{
	struct place p = source_place(s, off, len);

	assert_int_equal(p.line, want.line);
	assert_int_equal(p.column, want.column);
	assert_int_equal(p.end_column, want.end_column);
}

static void test_places(void **state)
{
	struct source_set set;
	struct source *s;

	(void)state;
	source_set_init(&set);
	s = add(&set, "ab cd\n\nr\xc3\xa4th \xff\xfe!\nend");
	assert_place(s, 0, 2, (struct place){ 1, 1, 2 });
	assert_place(s, 3, 2, (struct place){ 1, 4, 5 });
	assert_place(s, 5, 1, (struct place){ 1, 6, 6 });   /* newline */
	assert_place(s, 6, 0, (struct place){ 2, 1, 1 });   /* empty line */
	assert_place(s, 7, 5, (struct place){ 3, 1, 4 });   /* umlaut */
	assert_place(s, 13, 3, (struct place){ 3, 6, 8 });  /* bad bytes */
	assert_place(s, 3, 9, (struct place){ 1, 4, 5 });   /* two lines */
	assert_place(s, 17, 3, (struct place){ 4, 1, 3 });
	assert_place(s, 20, 0, (struct place){ 4, 4, 4 });  /* the end */
	assert_place(s, 99, 99, (struct place){ 4, 4, 4 }); /* beyond it */
	assert_place(s, 3, UINT32_MAX, (struct place){ 1, 4, 5 });
	source_set_release(&set);
}

/* Backwards and forwards on one line: the remembered column must not lie. */
static void test_places_any_order(void **state)
{
	static const uint32_t offs[] = { 3, 9, 4, 4, 0, 9, 10, 2 };
	struct source_set set;
	struct source *s;

	(void)state;
	source_set_init(&set);
	s = add(&set, "\xc3\xa4 2345678\nsecond");
	for (size_t i = 0; i < ARRAY_SIZE(offs); i++) {
		uint32_t off = offs[i];

		if (off == 0)
			assert_place(s, 0, 2, (struct place){ 1, 1, 1 });
		else if (off < 10)
			assert_place(s, off, 1,
				     (struct place){ 1, off, off });
		else
			assert_place(s, off, 6, (struct place){ 1, 10, 10 });
	}
	assert_place(s, 11, 6, (struct place){ 2, 1, 6 });
	source_set_release(&set);
}

static void test_lines(void **state)
{
	struct source_set set;
	struct source *s;
	const char *line;
	uint32_t len;

	(void)state;
	source_set_init(&set);
	s = add(&set, "one\n\nthree\n");
	line = source_line(s, 1, &len);
	assert_int_equal(len, 3);
	assert_memory_equal(line, "one", 3);
	source_line(s, 2, &len);
	assert_int_equal(len, 0);
	source_line(s, 4, &len);
	assert_int_equal(len, 0);
	line = source_line(s, 3, &len);
	assert_int_equal(len, 5);
	assert_memory_equal(line, "three", 5);
	assert_int_equal(s->nlines, 4);
	s = add(&set, "");
	source_line(s, 1, &len);
	assert_int_equal(len, 0);
	source_set_release(&set);
}

/* Sizes round those at which files are mapped and buffers grow. */
static void test_files(void **state)
{
	static const size_t sizes[] = { 0, 1, 14, 15, 16, 17, 4095, 4096, 4097,
					8192, 12288, 100000, 2097152, 2097153 };
	struct source_set set;

	(void)state;
	source_set_init(&set);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		char *text = malloc(sizes[i] + 1), *path;
		struct source *s;

		memset(text, 'x', sizes[i]);
		path = temp_file(text, sizes[i]);
		assert_int_equal(source_add_file(&set, path, i % 2, &s), 0);
		assert_int_equal(s->len, sizes[i]);
		assert_memory_equal(s->text, text, sizes[i]);
		assert_int_equal(s->text[s->len], '\0');
		assert_string_equal(s->name, path);
		assert_string_equal(s->dir, "/tmp");
		assert_int_equal(s->index, i);
		assert_ptr_equal(source_at(&set, (uint32_t)i), s);
		unlink(path);
		free(path);
		free(text);
	}
	assert_int_equal(source_count(&set), ARRAY_SIZE(sizes));
	assert_null(source_at(&set, SOURCE_NONE));
	source_set_release(&set);
}

/* A mapped file that grows must still end where it ended. */
static void test_file_grows(void **state)
{
	struct source_set set;
	struct source *s;
	char *text = calloc(1, 1500000), *path;
	FILE *more;

	(void)state;
	source_set_init(&set);
	memset(text, 'x', 1500000);
	path = temp_file(text, 1500000);
	assert_int_equal(source_add_file(&set, path, true, &s), 0);
	assert_true(s->mapped > 0);
	more = fopen(path, "a");
	fputs("more", more);
	fclose(more);
	assert_int_equal(s->text[s->len], '\0');
	source_set_release(&set);
	unlink(path);
	free(path);
	free(text);
}

/* Makes lines of half of a file, and takes them away, until it is killed, or a
 * minute is over. */
static void write_lines(const char *path, size_t from, size_t len)
{
	static const char marks[] = { '\n', 'x' };
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	char *text = malloc(len);

	alarm(60);
	for (size_t i = 0; fd >= 0; i++) {
		memset(text, marks[i % 2], len);
		if (pwrite(fd, text, len, (off_t)from) < 0)
			break;
	}
	_exit(1);
}

static void find_places(const char *path, size_t len)
{
	struct source_set set;
	struct source *s;

	source_set_init(&set);
	assert_int_equal(source_add_file(&set, path, true, &s), 0);
	assert_true(s->mapped > 0);
	assert_true(source_place(s, (uint32_t)len, 1).line > 0);
	assert_true(source_place(s, (uint32_t)len / 2, 1).line > 0);
	source_set_release(&set);
}

/* The lines of a mapped file change while they are counted. */
static void test_file_changes(void **state)
{
	size_t len = 1500000;
	char *text = calloc(1, len), *path = temp_file(text, len);
	pid_t writer;

	(void)state;
	writer = fork();
	assert_true(writer >= 0);
	if (!writer)
		write_lines(path, len / 4, len / 2);
	for (int i = 0; i < 100; i++)
		find_places(path, len);
	kill(writer, SIGKILL);
	assert_int_equal(waitpid(writer, NULL, 0), writer);
	unlink(path);
	free(path);
	free(text);
}

static void test_file_errors(void **state)
{
	struct source_set set;
	struct source *s = NULL;
	char *path = temp_file("", 0);

	(void)state;
	source_set_init(&set);
	assert_int_equal(source_add_file(&set, "/nonexistent/x", false, &s),
			 -ENOENT);
	assert_int_equal(source_add_file(&set, "/tmp", false, &s), -EISDIR);
	assert_int_equal(source_add_file(&set, "/tmp", true, &s), -EISDIR);
	assert_int_equal(source_add_file(&set, "/dev/null", true, &s), -EINVAL);
	assert_int_equal(source_add_file(&set, "-", true, &s), -ENOENT);
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(source_add_file(&set, path, true, &s), -EINVAL);
	unlink(path);
	free(path);
	assert_null(s);
	assert_int_equal(source_count(&set), 0);
	source_set_release(&set);
}

static void test_too_big(void **state)
{
	struct source_set set;
	struct source *s = NULL;
	char *path = temp_file("", 0);

	(void)state;
	source_set_init(&set);
	assert_int_equal(truncate(path, (off_t)SOURCE_MAX + 1), 0);
	assert_int_equal(source_add_file(&set, path, false, &s), -EFBIG);
	source_set_release(&set);
	unlink(path);
	free(path);
}

/* A pipe gives what it has in pieces. */
static void test_descriptor(void **state)
{
	struct source_set set;
	struct source *s;
	int fd[2];

	(void)state;
	source_set_init(&set);
	assert_int_equal(pipe(fd), 0);
	for (int i = 0; i < 100; i++)
		assert_int_equal(write(fd[1], "0123456789", 10), 10);
	close(fd[1]);
	assert_int_equal(source_add_fd(&set, fd[0], SOURCE_STDIN, "<stdin>", &s),
			 0);
	close(fd[0]);
	assert_int_equal(s->len, 1000);
	assert_int_equal(s->text[999], '9');
	assert_int_equal(s->text[1000], '\0');
	assert_null(s->dir);
	assert_int_equal(s->kind, SOURCE_STDIN);
	assert_int_equal(s->from.file, SOURCE_NONE);
	source_set_release(&set);
}

static struct located third_byte(const struct source *s, struct span at,
				 struct arena *a)
{
	(void)s;
	(void)a;
	return (struct located){ 3 + at.off, 1000, "/nftables/0" };
}

static void test_locate(void **state)
{
	struct source_set set;
	struct located found;
	struct source *s;

	(void)state;
	source_set_init(&set);
	s = add(&set, "0123456789");
	found = source_locate(s, (struct span){ 0, 4, 2 }, &set.arena);
	assert_int_equal(found.off, 4);
	assert_int_equal(found.len, 2);
	assert_null(found.pointer);
	s->locate = third_byte;
	found = source_locate(s, (struct span){ 0, 1, 0 }, &set.arena);
	assert_int_equal(found.off, 4);
	assert_int_equal(found.len, 6);
	assert_string_equal(found.pointer, "/nftables/0");
	source_set_release(&set);
}

static void test_span_join(void **state)
{
	struct span j;

	(void)state;
	j = span_join((struct span){ 0, 2, 3 }, (struct span){ 0, 9, 4 });
	assert_int_equal(j.off, 2);
	assert_int_equal(j.len, 11);
	j = span_join((struct span){ 0, 2, 30 }, (struct span){ 0, 9, 4 });
	assert_int_equal(j.len, 30);
	j = span_join((struct span){ 0, 2, 3 }, (struct span){ 1, 9, 4 });
	assert_int_equal(j.len, 3);
	j = span_join((struct span){ 0, 9, 3 }, (struct span){ 0, 2, 4 });
	assert_int_equal(j.off, 9);
	assert_int_equal(j.len, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_places_any_order),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_file_grows),
		cmocka_unit_test(test_file_changes),
		cmocka_unit_test(test_file_errors),
		cmocka_unit_test(test_too_big),
		cmocka_unit_test(test_descriptor),
		cmocka_unit_test(test_locate),
		cmocka_unit_test(test_span_join),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
