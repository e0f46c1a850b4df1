/*
 * The plain reader beside jansson: what it takes, jansson reads as the same
 * tree, to the same byte; and what it should take, it takes.
 */
#include "config.h"

#include "support.h"

#include "syntax/json/json_plain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JANSSON_FLAGS \
	(JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK)

/* Order of keys and kinds of numbers count. */
static void assert_same_tree(const json_t *a, const json_t *b)
{
	char *as = json_dumps(a, JSON_ENCODE_ANY);
	char *bs = json_dumps(b, JSON_ENCODE_ANY);

	assert_true(json_equal(a, b));
	assert_string_equal(as, bs);
	free(as);
	free(bs);
}

static void assert_as_jansson(json_t *v, const char *text, size_t len,
			      size_t end)
{
	json_error_t err;
	json_t *w = json_loadb(text, len, JANSSON_FLAGS, &err);

	if (!w)
		fail_msg("jansson refuses '%.*s': %s", (int)len, text,
			 err.text);
	assert_int_equal(end, err.position);
	assert_same_tree(v, w);
	json_decref(w);
}

/* Whether the reader takes a text, which lies where sanitizers see each byte
 * that is read beyond it. */
static bool takes(const char *text, size_t len)
{
	char *copy = malloc(len);
	size_t end;
	json_t *v;

	assert_true(copy || !len);
	if (len)
		memcpy(copy, text, len);
	v = json_plain_read(copy, len, &end);
	if (v)
		assert_as_jansson(v, copy, len, end);
	json_decref(v);
	free(copy);
	return v;
}

static void test_plain(void **state)
{
	static const char *const rows[] = {
		"{}", "[]", "{ }", "[\t]", "[[]]", "[{}]", "{\"a\": {}}",
		"\"\"", "\"a\"", "\"a b,]}[{:\"", "\"\x7f\"", "{\"\": 1}",
		"0", "7", "-7", "10", "-10", "999999999999999999",
		"-999999999999999999", "[0]", "[1,2]", "[-1 , 2 ]",
		"null", "true", "false", "[null,true,false]",
		"{\"a\":1,\"b\":\"c\",\"A\":[]}",
		"{\r\n\t\"b\" : 1 ,\n \"a\" : [ 1 , { } ] }",
		"{\"b\": 1, \"a\": 2, \"c\": 3, \"aa\": 4, \"\": 5}",
		"{} ", "{}\n,", "{}]", "1,", "\"a\"}", "null ]", "{} x",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (!takes(rows[i], strlen(rows[i])))
			fail_msg("not taken: '%s'", rows[i]);
}

/* Not plain, or no JSON. */
static void test_not_plain(void **state)
{
	static const char *const rows[] = {
		"", " ", " 1", "\xef\xbb\xbf{}", "x", ",", ":", "]", "}",
		"'a'", "nul", "nulll", "truex", "fals", "NULL", "True", "t",
		"{", "[", "{]", "[}", "{\"a\"", "{\"a\":", "{\"a\":1", "[1",
		"[1,", "{\"a\":}", "{\"a\" 1}", "{a:1}", "{1:1}", "{,}",
		"[,]", "[1,]", "[1 2]", "{\"a\":1,}", "{\"a\":1 \"b\":2}",
		"{\"a\":1,,\"b\":2}", "{\"a\":1:2}", "{\"a\",1}", "[1:2]",
		"{null:1}", "{[]:1}", "[\"a]", "{}x", "1x", "\"a\"x", "{}{",
		"{\"a\":1,\"a\":1}", "{\"a\":1,\"b\":2,\"a\":3}",
		"[{\"\":1,\"\":1}]",
		"-", "-0", "+1", "00", "01", "-01", "-a", "--1", "1.0", "1.",
		".5", "1e1", "1E1", "-1.5", "0x10", "1_0",
		"1000000000000000000", "9223372036854775807",
		"-9223372036854775808", "9223372036854775808",
		"99999999999999999999", "[1.0]", "[-0]", "[00]", "[- 1]",
		"\"", "\"a", "\"\\n\"", "\"\\u0000\"", "\"\\", "\"a\tb\"",
		"\"a\nb\"", "\"\x01\"", "\"\x1f\"", "\"\x80\"",
		"\"\xc3\xa4\"", "\"\xff\"", "{\"\\u0061\":1}",
		"{\"\xc3\xa4\":1}", "{\"a\nb\":1}", "//\n1", "/**/1",
		"[1]/", "{}\f", "\f{}", "[\v]", "[1]\xa0", "NaN", "-Infinity",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (takes(rows[i], strlen(rows[i])))
			fail_msg("taken: '%s'", rows[i]);
}

static void test_nul(void **state)
{
	static const struct {
		const char *text;
		size_t len;
	} rows[] = {
		{ "\0", 1 }, { "[\0]", 3 }, { "\"a\0b\"", 5 }, { "{}\0", 3 },
		{ "1\0", 2 }, { "[1\0]", 4 }, { "{\"a\0\":1}", 8 },
		{ "{\"a\"\0:1}", 8 }, { "[1,\0]", 5 }, { "null\0", 5 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_false(takes(rows[i].text, rows[i].len));
}

static void test_bytes(void **state)
{
	(void)state;
	for (unsigned int c = 1; c < 256; c++) {
		const char in[] = { '"', (char)c, '"' };
		const char behind[] = { '1', (char)c };

		assert_int_equal(takes(in, sizeof(in)),
				 c >= ' ' && c < 128 && c != '"' && c != '\\');
		assert_int_equal(takes(behind, sizeof(behind)),
				 strchr(" \t\r\n,]}0123456789", (int)c) != NULL);
	}
}

static bool takes_nested(unsigned int depth, const char *open,
			 const char *close)
{
	char text[8 * (PLAIN_DEPTH + 2)] = "";

	for (unsigned int i = 0; i < depth; i++)
		strcat(text, open);
	strcat(text, "1");
	for (unsigned int i = 0; i < depth; i++)
		strcat(text, close);
	return takes(text, strlen(text));
}

static void test_depth(void **state)
{
	(void)state;
	assert_true(takes_nested(PLAIN_DEPTH, "[", "]"));
	assert_false(takes_nested(PLAIN_DEPTH + 1, "[", "]"));
	assert_true(takes_nested(PLAIN_DEPTH, "{\"a\":", "}"));
	assert_false(takes_nested(PLAIN_DEPTH + 1, "{\"a\":", "}"));
	/* What is closed counts no longer. */
	assert_true(takes_nested(PLAIN_DEPTH - 1, "[[],{},", "]"));
	assert_false(takes_nested(PLAIN_DEPTH, "[[],{},", "]"));
}

/* ---- documents that are made up ---- */

struct maker {
	char text[4096];
	size_t len;
	uint64_t seed;
};

static unsigned int draw(struct maker *m, unsigned int below)
{
	m->seed = m->seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (unsigned int)(m->seed >> 33) % below;
}

static void put(struct maker *m, const char *s)
{
	size_t len = strlen(s);

	if (m->len + len > sizeof(m->text))
		return;
	memcpy(m->text + m->len, s, len);
	m->len += len;
}

static void put_one_of(struct maker *m, const char *const *of, size_t count)
{
	put(m, of[draw(m, (unsigned int)count)]);
}

#define PUT_ONE_OF(m, of) put_one_of(m, of, ARRAY_SIZE(of))

static void make_blank(struct maker *m)
{
	static const char *const blanks[] = { "", "", "", " ", " ", "\n",
					      "\t ", "\r\n" };

	PUT_ONE_OF(m, blanks);
}

static void make_scalar(struct maker *m)
{
	static const char *const scalars[] = {
		"\"\"", "\"10.0.0.1\"", "\"tcp\"", "\"a b\"", "0", "1", "-7",
		"65535", "999999999999999999", "true", "false", "null",
		/* not plain: one in eight */
		"1.5", "-0", "\"\\u00e4\"", "\"\xc3\xa4\"",
	};

	PUT_ONE_OF(m, scalars);
}

static void make_value(struct maker *m, unsigned int depth);

static void make_members(struct maker *m, unsigned int depth, bool keys)
{
	static const char *const names[] = {
		"\"add\"", "\"rule\"", "\"family\"", "\"op\"", "\"left\"",
		"\"right\"", "\"expr\"", "\"a\"", "\"b\"", "\"\"", "\"chain\"",
		"\"elem\"", "\"val\"", "\"key\"", "\"\\n\"", "\"name\"",
	};

	for (unsigned int left = draw(m, 4); left; left--) {
		make_blank(m);
		if (keys) {
			PUT_ONE_OF(m, names);
			make_blank(m);
			put(m, ":");
			make_blank(m);
		}
		make_value(m, depth + 1);
		make_blank(m);
		if (left > 1)
			put(m, ",");
	}
}

static void make_value(struct maker *m, unsigned int depth)
{
	unsigned int kind = draw(m, depth > 4 ? 2 : depth ? 6 : 60);

	if (kind < 2) {
		make_scalar(m);
		return;
	}
	put(m, kind & 1 ? "[" : "{");
	make_members(m, depth, !(kind & 1));
	put(m, kind & 1 ? "]" : "}");
}

/* Changes, removes or doubles one byte. */
static void mutate(struct maker *m)
{
	static const char bytes[] = "{}[]:,\"\\0129-.eE \n\ttfnaul\x01\x7f\x80\xff";
	size_t at = draw(m, (unsigned int)m->len);

	switch (draw(m, 3)) {
	case 0:
		m->text[at] = bytes[draw(m, sizeof(bytes))];
		break;
	case 1:
		memmove(m->text + at, m->text + at + 1, m->len - at - 1);
		m->len--;
		break;
	default:
		if (m->len == sizeof(m->text))
			return;
		memmove(m->text + at + 1, m->text + at, m->len - at);
		m->len++;
		break;
	}
}

static void test_made_up(void **state)
{
	unsigned int taken = 0, broken = 0;
	struct maker m = { .seed = 77 };

	(void)state;
	for (int i = 0; i < 30000; i++) {
		m.len = 0;
		make_value(&m, 0);
		taken += takes(m.text, m.len);
		for (int j = 0; j < 4 && m.len; j++) {
			mutate(&m);
			broken += takes(m.text, m.len);
		}
	}
	/* Of 30,000 and 120,000: both answers are common. */
	assert_in_range(taken, 10000, 20000);
	assert_in_range(broken, 10000, 60000);
}

/* Each text that ends too early. */
static void test_cut_off(void **state)
{
	static const char text[] =
		"{\"add\": {\"rule\": {\"expr\": [{\"match\": {\"op\": \"==\","
		" \"left\": {\"meta\": {\"key\": \"mark\"}}, \"right\": -17}},"
		" {\"counter\": null}, [true , false]]}}}";

	(void)state;
	for (size_t len = 0; len < sizeof(text) - 1; len++)
		assert_false(takes(text, len));
	assert_true(takes(text, sizeof(text) - 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_not_plain),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_made_up),
		cmocka_unit_test(test_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
