#include "config.h"

#include "support.h"

#include "syntax/text/grammar.h"
#include "tables/words.h"
#include "text/source.h"

#include <stdio.h>
#include <string.h>

#define TOKENS_MAX 16

/* The kinds of a text's tokens: W word, N number, S string, * starred, n
 * newline, B bad, o a two-character operator, else the character itself. */
static const char *kinds(const char *text, size_t len, char *buf)
{
	static const char names[] = { [TOKEN_NEWLINE] = 'n',
				      [TOKEN_WORD] = 'W',
				      [TOKEN_STARRED] = '*',
				      [TOKEN_NUMBER] = 'N',
				      [TOKEN_STRING] = 'S',
				      [TOKEN_BAD] = 'B' };
	struct source src = { .text = text, .len = (uint32_t)len };
	struct lexer lx;
	struct token t;
	size_t n = 0;

	lex_init(&lx, &src);
	for (lex_next(&lx, &t); t.kind != TOKEN_EOF; lex_next(&lx, &t)) {
		assert_true(n < TOKENS_MAX);
		assert_true(t.at.len > 0);
		if (t.kind < (int)sizeof(names))
			buf[n++] = names[t.kind];
		else
			buf[n++] = t.kind >= TOKEN_LTE ? 'o' : (char)t.kind;
	}
	assert_int_equal(t.at.off, len);
	buf[n] = '\0';
	return buf;
}

static void test_kinds(void **state)
{
	static const struct {
		const char *text, *kinds;
	} rows[] = {
		{ "", "" },
		{ "t-1.x/y_z", "W" },
		{ "ip saddr . tcp dport", "WW.WW" },
		{ "saddr.tcp", "W" },
		{ "0x10 010 08 18446744073709551616", "NNWW" },
		{ "22accept 22drop 10mbytes", "NWWWWW" },
		{ "1d2h3m4s5ms 5m3s 5ms5m", "WWWW" },
		{ "192.0.2.1/24 192.0.2.1.22", "W/NWW" },
		{ "::1:2:3:4:5:192.0.2.1", "W" },
		{ "1:2:3:4:5:6:192.0.2.1", "W" },
		{ "[::1]:80 ::1:80 [ 1 ]", "W:NW[N]" },
		{ "aa:bb:cc:dd:ee:ff 1:2:3:4:5:6:7:8", "WW" },
		{ "1:2 1:2, 22:accept", "WW,N:W" },
		{ "12ab-34 12ab:34", "NWW" },
		{ "8021q 8021ad 8021x", "WWNW" },
		{ "eth* eth\\* \\* * a\\*b", "****" "*" },
		{ "\"a b\" \"\" \"", "SSB" },
		{ "<= << < >= >> > == = != !", "oo<oo>o=o!" },
		{ "$a:80 $a-$b", "$W:N$W$W" },
		{ "a\\\nb\\\r\nc\r\nd\\e", "WWWnWBW" },
		{ "a # x\n  # y\nb", "WnW" },
		{ "# x", "" },
		{ "\x01 \xc3\xa4 \xff\xff \r", "BBBBB" },
		{ "@nh,0,8 !(1)", "@W,N,N!(N)" },
	};
	char buf[TOKENS_MAX + 1];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(kinds(rows[i].text, strlen(rows[i].text),
					  buf),
				    rows[i].kinds);
	assert_string_equal(kinds("a\0b \"c\0\"", 8, buf), "WBWBWB" "B");
}

/* The address is one word, and nothing behind it belongs to it. */
static void test_addresses(void **state)
{
	static const char *const whole[] = {
		"::", "::1", "1::", "fe80::", "1::8", "1:2:3:4:5:6:7:8",
		"1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::3:4:5:6:7:8",
		"::ffff:192.0.2.1", "1:2:3:4:5:6:192.0.2.1",
		"64:ff9b::192.0.2.1", "2001:DB8::aBcD", "0:0:0:0:0:0:0:0",
		"abcd::", "::1.2.3.4", "1:2:3:4::192.0.2.1",
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(whole); i++) {
		size_t len = strlen(whole[i]);
		struct source src = { .text = text };
		struct lexer lx;
		struct token t;

		src.len = (uint32_t)snprintf(text, sizeof(text), "%s/64-",
					     whole[i]);
		lex_init(&lx, &src);
		lex_next(&lx, &t);
		assert_int_equal(t.kind, TOKEN_WORD);
		assert_int_equal(t.len, len);
		lex_next(&lx, &t);
		assert_int_equal(t.kind, '/');
		assert_true(t.glued);
	}
}

static void test_numbers(void **state)
{
	static const struct {
		const char *text;
		uint64_t num;
	} rows[] = {
		{ "0", 0 },
		{ "010", 8 },
		{ "0x1fF", 0x1ff },
		{ "0XFFFFFFFFFFFFFFFF", UINT64_MAX },
		{ "18446744073709551615", UINT64_MAX },
		{ "01777777777777777777777", UINT64_MAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct source src = { .text = rows[i].text,
				      .len = (uint32_t)strlen(rows[i].text) };
		struct lexer lx;
		struct token t;

		lex_init(&lx, &src);
		lex_next(&lx, &t);
		assert_int_equal(t.kind, TOKEN_NUMBER);
		assert_true(t.num == rows[i].num);
	}
}

/* A part ends where it ends, whatever stands behind. */
static void test_part(void **state)
{
	struct source src = { .text = "{ 1.2.3.4, x }", .len = 14 };
	struct lexer lx;
	struct token t;

	(void)state;
	lex_init_part(&lx, &src, 2, 7);
	lex_next(&lx, &t);
	assert_int_equal(t.kind, TOKEN_WORD);
	assert_int_equal(t.at.off, 2);
	assert_int_equal(t.len, 7);
	lex_next(&lx, &t);
	assert_int_equal(t.kind, TOKEN_EOF);
}

static struct token word_token(const char *word)
{
	return (struct token){ .kind = TOKEN_WORD, .text = word,
			       .len = (uint32_t)strlen(word) };
}

static void test_keywords(void **state)
{
	(void)state;
	for (size_t i = 0; i < keyword_count; i++) {
		const struct keyword *kw = &keyword_table[i];
		struct token t = word_token(kw->name);

		assert_int_equal(kw->len, strlen(kw->name));
		assert_ptr_equal(keyword_find(&t), kw);
		/* Names cannot be keywords, or a rule would be misread. */
		assert_true(word_is_reserved(kw->name) || kw->stmt == stmt_last ||
			    !(kw->stmt || kw->sel));
		if (kw->proto)
			assert_string_equal(
				proto_by_id((enum proto_id)kw->proto)->name,
				kw->name);
		if (i == 0)
			continue;
		assert_true(kw[-1].len < kw->len ||
			    (kw[-1].len == kw->len &&
			     strcmp(kw[-1].name, kw->name) < 0));
	}
}

static void test_no_keywords(void **state)
{
	static const char *const words[] = { "", "a", "accepts", "eth0",
					     "a-very-long-word-that-is-none" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		struct token t = word_token(words[i]);

		assert_null(keyword_find(&t));
	}
}

/* What lex_value() and lex_name() find is what lex_next() finds: all texts of up
 * to five characters, behind each of some beginnings. */
static void test_short_cuts(void **state)
{
	static const char *const begins[] = { "", "1.2.3.", "1:2:3:4:5:6:",
					      "aa:bb:cc:dd:", "2001:db8:" };
	static const char chars[] = "1ag:.-/* ";
	unsigned int found = 0;

	(void)state;
	for (unsigned int i = 0; i < 5 * 59049; i++) {
		struct source src = { .text = NULL };
		struct lexer lx;
		struct token t;
		char text[32];
		size_t len = strlen(strcpy(text, begins[i % 5]));
		uint32_t value, name;

		for (unsigned int n = i / 5; n; n /= 9)
			text[len++] = chars[n % 9];
		text[len] = '\0';
		src.text = text;
		src.len = (uint32_t)len;
		lex_init(&lx, &src);
		lex_next(&lx, &t);
		value = lex_value(text);
		name = lex_name(text);
		if (value && !strchr("ag.*", text[value]))
			assert_int_equal(t.at.len, value);
		if (name && !value)
			assert_int_equal(t.at.len, name);
		if (value || name)
			assert_true(t.kind == TOKEN_WORD ||
				    t.kind == TOKEN_NUMBER);
		found += value || name;
	}
	assert_true(found > 100000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_part),
		cmocka_unit_test(test_keywords),
		cmocka_unit_test(test_no_keywords),
		cmocka_unit_test(test_short_cuts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
