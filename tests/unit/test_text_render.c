#include "config.h"

#include "support.h"

#include "text/render.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
	struct source_set sources;
	struct diags diags;
	struct render r;
	char *text;
	size_t len;
};

static void setup(struct fixture *f)
{
	*f = (struct fixture){ 0 };
	source_set_init(&f->sources);
	diags_init(&f->diags);
	f->r.sources = &f->sources;
}

static struct source *add(struct fixture *f, const char *name, const char *text)
{
	return source_add_text(&f->sources, SOURCE_FILE, name, text,
			       strlen(text));
}

static const char *rendered(struct fixture *f)
{
	free(f->text);
	f->r.out = open_memstream(&f->text, &f->len);
	render_all(&f->r, &f->diags);
	fclose(f->r.out);
	return f->text;
}

static void teardown(struct fixture *f)
{
	free(f->text);
	diags_release(&f->diags);
	source_set_release(&f->sources);
}

static struct span span_of(const struct source *s, const char *word)
{
	const char *at = strstr(s->text, word);

	assert_non_null(at);
	return (struct span){ s->index, (uint32_t)(at - s->text),
			      (uint32_t)strlen(word) };
}

static void test_plain(void **state)
{
	struct fixture f;
	struct source *s;

	(void)state;
	setup(&f);
	s = add(&f, "a.nft", "table t {\n\tchain c {\n\t\tip sadr 1.1.1.1\n");
	diag_error(&f.diags, DIAG_UNKNOWN_NAME, span_of(s, "sadr"),
		   "'sadr' is no field of ip");
	diag_hint(&f.diags, "did you mean 'saddr'?");
	assert_string_equal(rendered(&f),
		"a.nft:3:6-9: error: 'sadr' is no field of ip [unknown-name]\n"
		"\t\tip sadr 1.1.1.1\n"
		"\t\t   ^^^^\n"
		"hint: did you mean 'saddr'?\n");
	teardown(&f);
}

static void test_notes(void **state)
{
	struct fixture f;
	struct source *s;

	(void)state;
	setup(&f);
	s = add(&f, "a.nft", "{ 1-5,\n  3-9 }");
	diag_error(&f.diags, DIAG_CONFLICT, span_of(s, "3-9"), "overlap");
	diag_note(&f.diags, span_of(s, "1-5"), "with this");
	assert_string_equal(rendered(&f),
		"a.nft:2:3-5: error: overlap [conflict]\n"
		"  3-9 }\n"
		"  ^^^\n"
		"a.nft:1:3-5: note: with this\n"
		"{ 1-5,\n"
		"  ^^^\n");
	teardown(&f);
}

static void test_kernel_code(void **state)
{
	struct fixture f;
	struct source *s;

	(void)state;
	setup(&f);
	s = add(&f, "a.nft", "jump x");
	diag_kernel(&f.diags, ENOENT, span_of(s, "x"), "no chain 'x'");
	diag_kernel(&f.diags, 4095, span_of(s, "x"), "odd");
	assert_string_equal(rendered(&f),
		"a.nft:1:6-6: error: no chain 'x' [kernel:ENOENT] (No such file or directory)\n"
		"jump x\n"
		"     ^\n"
		"a.nft:1:6-6: error: odd [kernel] (Unknown error 4095)\n"
		"jump x\n"
		"     ^\n");
	teardown(&f);
}

static void test_included(void **state)
{
	struct fixture f;
	struct source *a, *b, *c;

	(void)state;
	setup(&f);
	a = add(&f, "a.nft", "include \"b.nft\"\n");
	b = add(&f, "b.nft", "\ninclude \"c.nft\"\n");
	c = add(&f, "c.nft", "bad\n");
	b->from = span_of(a, "\"b.nft\"");
	c->from = span_of(b, "\"c.nft\"");
	diag_error(&f.diags, DIAG_SYNTAX, span_of(c, "bad"), "no");
	assert_string_equal(rendered(&f),
		"In file included from b.nft:2:9-15:\n"
		"                 from a.nft:1:9-15:\n"
		"c.nft:1:1-3: error: no [syntax]\n"
		"bad\n"
		"^^^\n");
	teardown(&f);
}

static void test_no_place(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	diag_warn(&f.diags, DIAG_FILE, (struct span){ SOURCE_NONE, 0, 0 },
		  "old kernel");
	assert_string_equal(rendered(&f), "warning: old kernel [file]\n");
	teardown(&f);
}

/* Wide characters take two columns, combining ones none; both count one. */
static void test_wide(void **state)
{
	struct fixture f;
	struct source *s;

	(void)state;
	setup(&f);
	s = add(&f, "a", "\xe6\xbc\xa2\xe5\xad\x97 e\xcc\x81 bad\n");
	diag_error(&f.diags, DIAG_SYNTAX, span_of(s, "bad"), "x");
	diag_error(&f.diags, DIAG_SYNTAX, (struct span){ 0, 3, 3 }, "y");
	assert_string_equal(rendered(&f),
		"a:1:7-9: error: x [syntax]\n"
		"\xe6\xbc\xa2\xe5\xad\x97 e\xcc\x81 bad\n"
		"       ^^^\n"
		"a:1:2-2: error: y [syntax]\n"
		"\xe6\xbc\xa2\xe5\xad\x97 e\xcc\x81 bad\n"
		"  ^^\n");
	teardown(&f);
}

/* Nothing of the input may reach the terminal as a command, be it in the
 * line, in the text or in the name of the file. */
static void test_hostile(void **state)
{
	struct fixture f;
	struct source *s;

	(void)state;
	setup(&f);
	s = add(&f, "a\033[2J", "\033]0;x\007 \xc2\x9b \xe2\x80\xae bad\xff\r\n");
	diag_error(&f.diags, DIAG_SYNTAX, span_of(s, "bad"), "'%s'",
		   "b\033[1m\nd");
	assert_string_equal(rendered(&f),
		"a?[2J:1:12-14: error: 'b?[1m?d' [syntax]\n"
		"?]0;x? ? ? bad?\n"
		"           ^^^\n");
	teardown(&f);
}

static void test_line_ends(void **state)
{
	struct fixture f;
	struct source *s;

	(void)state;
	setup(&f);
	s = add(&f, "a", "ab {\r\n  cd\n}");
	diag_error(&f.diags, DIAG_SYNTAX, (struct span){ 0, 3, 8 }, "two lines");
	diag_error(&f.diags, DIAG_SYNTAX, (struct span){ 0, 10, 1 }, "newline");
	diag_error(&f.diags, DIAG_SYNTAX, (struct span){ 0, s->len, 0 }, "end");
	assert_string_equal(rendered(&f),
		"a:1:4-5: error: two lines [syntax]\n"
		"ab {\n"
		"   ^\n"
		"a:2:5-5: error: newline [syntax]\n"
		"  cd\n"
		"    ^\n"
		"a:3:2-2: error: end [syntax]\n"
		"}\n"
		" ^\n");
	teardown(&f);
}

static void test_colour(void **state)
{
	struct fixture f;
	struct source *s;

	(void)state;
	setup(&f);
	s = add(&f, "a", "bad");
	f.r.colour = true;
	diag_error(&f.diags, DIAG_SYNTAX, span_of(s, "bad"), "x");
	assert_string_equal(rendered(&f),
		"\033[1ma:1:1-3:\033[0m \033[1;31merror:\033[0m x [syntax]\n"
		"bad\n"
		"\033[1;32m^^^\033[0m\n");
	teardown(&f);
}

static struct located with_pointer(const struct source *s, struct span at,
				   struct arena *a)
{
	(void)s;
	return (struct located){ at.off, 2, arena_printf(a, "/nftables/%d", 3) };
}

static void test_pointer(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	add(&f, "a.json", "{ 12 }")->locate = with_pointer;
	diag_error(&f.diags, DIAG_TYPE, (struct span){ 0, 2, 0 }, "x");
	assert_string_equal(rendered(&f),
		"a.json:1:3-4: error: x [type] at /nftables/3\n"
		"{ 12 }\n"
		"  ^^\n");
	teardown(&f);
}

/* Wherever the mistake is on a long line, the caret stands under it, and the
 * line is no wider than asked for. */
static void test_clipped(void **state)
{
	const size_t len = 1000;
	char *text = calloc(1, len + 1);
	struct fixture f;

	(void)state;
	for (uint32_t off = 0; off + 3 <= len; off += 7) {
		const char *line, *carets, *end;
		size_t column;

		setup(&f);
		f.r.width = 80;
		memset(text, 'x', len);
		memset(text + off, 'B', 3);
		add(&f, "a", text);
		diag_error(&f.diags, DIAG_SYNTAX, (struct span){ 0, off, 3 },
			   "y");
		line = strchr(rendered(&f), '\n') + 1;
		carets = strchr(line, '\n') + 1;
		end = strchr(carets, '\n');
		column = strspn(carets, " ");
		assert_true(carets - line - 1 <= 80);
		assert_memory_equal(line + column, "BBB", 3);
		assert_memory_equal(carets + column, "^^^\n", 4);
		assert_ptr_equal(end, carets + column + 3);
		teardown(&f);
	}
	free(text);
}

/* A line of combining marks has no width, and is cut off all the same. */
static void test_no_width(void **state)
{
	const size_t marks = 100000;
	char *text = calloc(1, 2 * marks + 1);
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < marks; i++)
		memcpy(text + 2 * i, "\xcc\x81", 2);
	setup(&f);
	add(&f, "a", text);
	diag_error(&f.diags, DIAG_SYNTAX, (struct span){ 0, 100000, 2 }, "x");
	assert_true(strlen(rendered(&f)) < 10000);
	teardown(&f);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_kernel_code),
		cmocka_unit_test(test_included),
		cmocka_unit_test(test_no_place),
		cmocka_unit_test(test_wide),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_line_ends),
		cmocka_unit_test(test_colour),
		cmocka_unit_test(test_pointer),
		cmocka_unit_test(test_clipped),
		cmocka_unit_test(test_no_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
