#include "config.h"

#include "syntax/lex.h"

#include "text/utf8.h"

#include <string.h>

#define IN_WORD 0x01	/* may continue a word          */
#define WORD_START 0x02 /* may begin one                */
#define DIGIT 0x04
#define HEX 0x08
#define BLANK 0x10

/* The byte behind the text is a NUL, which has no class: no scan passes it. */
/* clang-format off */
static const uint8_t classes[256] = {
	['\t'] = BLANK, [' '] = BLANK,
	['0' ... '9'] = IN_WORD | DIGIT | HEX,
	['a' ... 'f'] = IN_WORD | WORD_START | HEX,
	['A' ... 'F'] = IN_WORD | WORD_START | HEX,
	['g' ... 'z'] = IN_WORD | WORD_START,
	['G' ... 'Z'] = IN_WORD | WORD_START,
	['_'] = IN_WORD | WORD_START, ['.'] = IN_WORD | WORD_START,
	['/'] = IN_WORD, ['-'] = IN_WORD,
};
/* clang-format on */

static bool is(char c, uint8_t class)
{
	return classes[(uint8_t)c] & class;
}

static uint32_t run(const char *p, uint8_t class, uint32_t max)
{
	uint32_t n = 0;

	while (n < max && is(p[n], class))
		n++;
	return n;
}

static uint32_t scan_word(const char *p)
{
	const char *start = p;

	while (is(*p, IN_WORD))
		p++;
	return (uint32_t)(p - start);
}

/* quad = octet '.' octet '.' octet '.' octet, one to three digits each */
static uint32_t scan_ipv4(const char *p)
{
	uint32_t at = 0;

	for (int i = 0; i < 4; i++) {
		uint32_t n = run(p + at, DIGIT, 3);

		if (!n || (i < 3 && p[at + n] != '.'))
			return 0;
		at += n + (i < 3);
	}
	return at;
}

/* mac = xx 5*( ':' xx ) */
static uint32_t scan_mac(const char *p)
{
	uint32_t at = 0;

	for (int i = 0; i < 6; i++) {
		uint32_t n = run(p + at, HEX, 2);

		if (!n || (i < 5 && p[at + n] != ':'))
			return 0;
		at += n + (i < 5);
	}
	return at;
}

/* classid = h{1,4} ':' h{1,4}, and what follows must end it */
static uint32_t scan_classid(const char *p)
{
	uint32_t n = run(p, HEX, 4), m;

	if (!n || p[n] != ':')
		return 0;
	m = run(p + n + 1, HEX, 4);
	if (!m || !strchr(" \t\r\n:-},;#", p[n + 1 + m]))
		return 0;
	return n + 1 + m;
}

/*
 * The longest address of RFC 4291 that begins at p: up to eight groups, one
 * '::', the last two groups perhaps as a dotted quad.
 */
static uint32_t scan_ipv6(const char *p)
{
	uint32_t at = 0, best = 0;
	bool gap = p[0] == ':' && p[1] == ':';

	if (gap)
		best = at = 2;
	for (int groups = 0; groups < 8; groups++) {
		uint32_t n = run(p + at, HEX, 4), quad = 0;

		if (!n)
			break;
		if (p[at + n] == '.' && (gap ? groups < 6 : groups == 6))
			quad = scan_ipv4(p + at);
		if (quad)
			return at + quad;
		at += n;
		if (gap ? groups < 7 : groups == 7)
			best = at;
		if (groups == 7 || p[at] != ':')
			break;
		if (p[at + 1] == ':' && !gap) {
			gap = true;
			best = ++at + 1;
		}
		at++;
	}
	return best;
}

static uint32_t scan_time(const char *p)
{
	static const char units[] = "dhms";
	uint32_t at = 0, n;

	for (const char *u = units; *u; u++) {
		n = run(p + at, DIGIT, UINT32_MAX);
		if (n && p[at + n] == 'm' && p[at + n + 1] == 's')
			return at + n + 2;
		if (n && p[at + n] == *u)
			at += n + 1;
	}
	n = run(p + at, DIGIT, UINT32_MAX);
	return n && p[at + n] == 'm' && p[at + n + 1] == 's' ? at + n + 2 : at;
}

/* number = '0x' h+ | '0' octal* | decimal; false: overflow, or no octal */
static bool number_value(const char *p, uint32_t len, uint64_t *ret_num)
{
	unsigned int base = p[0] == '0' && len > 1 ? 8 : 10;
	uint64_t num = 0;

	if (base == 8 && (p[1] == 'x' || p[1] == 'X'))
		base = 16;
	for (uint32_t i = base == 16 ? 2 : 0; i < len; i++) {
		unsigned int digit = (uint8_t)p[i] - '0';

		if (digit > 9)
			digit = ((uint8_t)p[i] | 0x20) - 'a' + 10;
		if (digit >= base || num > (UINT64_MAX - digit) / base)
			return false;
		num = num * base + digit;
	}
	*ret_num = num;
	return true;
}

static uint32_t scan_number(const char *p)
{
	if (p[0] == '0' && (p[1] | 0x20) == 'x' && is(p[2], HEX))
		return 2 + run(p + 2, HEX, UINT32_MAX);
	return run(p, DIGIT, UINT32_MAX);
}

/* Addresses with colons; 0 when none begins here. */
static uint32_t scan_colons(const char *p)
{
	uint32_t best = scan_ipv6(p);

	/* Whatever is longer has this byte in it, too. */
	if (best && !is(p[best], HEX) && p[best] != ':')
		return best;
	best = MAX(best, scan_mac(p));
	return MAX(best, scan_classid(p));
}

uint32_t lex_value(const char *p)
{
	uint32_t digits = run(p, DIGIT, UINT32_MAX);

	if (digits && p[digits] == '.')
		return digits <= 3 ? scan_ipv4(p) : 0;
	if (is(p[digits], HEX) || p[digits] == ':')
		return scan_colons(p);
	return digits;
}

uint32_t lex_name(const char *p)
{
	bool word = is(*p, WORD_START) && (*p != '.' || is(p[1], IN_WORD));
	uint32_t len = word ? scan_word(p) : 0;

	return p[len] == '*' || p[len] == '\\' || p[len] == ':' ? 0 : len;
}

static uint32_t scan_vlan_type(const char *p)
{
	if (strncmp(p, "8021ad", 6) == 0)
		return 6;
	return strncmp(p, "8021q", 5) == 0 ? 5 : 0;
}

/* Tokens that begin with a digit: the longest of all kinds wins. */
static uint32_t lex_digits(const char *p, struct token *t)
{
	uint32_t digits = run(p, DIGIT, UINT32_MAX);
	uint32_t len = 0, num;

	t->kind = TOKEN_WORD;
	if (p[digits] == '.' && digits <= 3)
		len = scan_ipv4(p);
	if (len)
		return len;
	if (is(p[digits], HEX) || p[digits] == ':')
		len = scan_colons(p);
	if (is(p[digits], WORD_START))
		len = MAX(len, MAX(scan_time(p), scan_vlan_type(p)));
	num = scan_number(p);
	if (num < len)
		return len;
	if (number_value(p, num, &t->num))
		t->kind = TOKEN_NUMBER;
	return num;
}

/* starred = word '*' | word '\*' [ word ] */
static uint32_t scan_star(const char *p, uint32_t word)
{
	if (p[word] == '*')
		return word + 1;
	if (p[word] != '\\' || p[word + 1] != '*')
		return 0;
	word += 2;
	return is(p[word], WORD_START) ? word + scan_word(p + word) : word;
}

static bool all_hex(const char *p, uint32_t len)
{
	return run(p, HEX, len) == len;
}

static uint32_t lex_word(const char *p, bool variable, struct token *t)
{
	uint32_t len = scan_word(p), star = scan_star(p, len);

	t->kind = TOKEN_WORD;
	if (p[len] == ':' && len <= 4 && !variable && all_hex(p, len))
		len = MAX(len, scan_colons(p));
	if (star > len) {
		t->kind = TOKEN_STARRED;
		len = star;
	}
	return len;
}

/* Whether the rest of the file ends within a text. */
static bool ends_open(struct lexer *lx)
{
	struct lexer rest = *lx;
	struct token t;

	if (lx->quotes == QUOTES_UNKNOWN) {
		rest.quotes = QUOTES_PAIRED;
		do {
			lex_next(&rest, &t);
		} while (t.kind != TOKEN_EOF &&
			 (t.kind != TOKEN_BAD || *t.text != '"'));
		lx->quotes = t.kind == TOKEN_EOF ? QUOTES_PAIRED : QUOTES_ODD;
	}
	return lx->quotes == QUOTES_ODD;
}

static uint32_t lex_string(struct lexer *lx, const char *p, struct token *t)
{
	uint32_t left = lx->end - lx->at;
	const char *end = memchr(p + 1, '"', left - 1);
	uint32_t len = end ? (uint32_t)(end - p) + 1 : left;
	bool whole = end && !memchr(p, '\0', len);

	if (whole && memchr(p, '\n', len) && ends_open(lx))
		whole = false;
	t->kind = whole ? TOKEN_STRING : TOKEN_BAD;
	if (t->kind == TOKEN_BAD)
		return 1;
	t->text = p + 1;
	t->len = len - 2;
	return len;
}

/* '[' IPv6 ']' is one word; without the address a bracket. */
static uint32_t lex_bracket(const char *p, struct token *t)
{
	uint32_t len = scan_ipv6(p + 1);

	t->kind = '[';
	if (!len || p[len + 1] != ']')
		return 1;
	t->kind = TOKEN_WORD;
	t->text = p + 1;
	t->len = len;
	return len + 2;
}

/* A character that begins nothing, all bytes of its UTF-8 form. */
static uint32_t lex_bad(const char *p, struct token *t)
{
	uint32_t len = 1;

	t->kind = TOKEN_BAD;
	if ((uint8_t)p[0] >= 0xc0)
		while (((uint8_t)p[len] & 0xc0) == 0x80 && len < 4)
			len++;
	return len;
}

static uint32_t lex_operator(const char *p, struct token *t)
{
	static const struct {
		char text[3];
		int kind;
	} pairs[] = {
		{ "<=", TOKEN_LTE },	{ "<<", TOKEN_LSHIFT },
		{ ">=", TOKEN_GTE },	{ ">>", TOKEN_RSHIFT },
		{ "==", TOKEN_EQ },	{ "!=", TOKEN_NEQ },
	};

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		if (p[0] != pairs[i].text[0] || p[1] != pairs[i].text[1])
			continue;
		t->kind = pairs[i].kind;
		return 2;
	}
	t->kind = (uint8_t)p[0];
	return 1;
}

static uint32_t lex_newline(const char *p, struct token *t)
{
	if (p[0] == '\r' && p[1] != '\n')
		return lex_bad(p, t);
	t->kind = TOKEN_NEWLINE;
	return p[0] == '\r' ? 2 : 1;
}

static uint32_t lex_colon(const char *p, struct token *t)
{
	uint32_t len = p[1] == ':' ? scan_ipv6(p) : 0;

	t->kind = len ? TOKEN_WORD : ':';
	return len ? len : 1;
}

static uint32_t lex_backslash(const char *p, struct token *t)
{
	if (p[1] != '*')
		return lex_bad(p, t);
	t->kind = TOKEN_STARRED;
	return 2;
}

static uint32_t lex_token(struct lexer *lx, struct token *t)
{
	const char *p = lx->src->text + lx->at;

	if (*p == '.' && !is(p[1], IN_WORD))
		return lex_operator(p, t);
	if (is(*p, WORD_START))
		return lex_word(p, lx->at && p[-1] == '$', t);
	if (is(*p, DIGIT))
		return lex_digits(p, t);
	switch (*p) {
	case '"':
		return lex_string(lx, p, t);
	case '[':
		return lex_bracket(p, t);
	case ':':
		return lex_colon(p, t);
	case '\\':
		return lex_backslash(p, t);
	case '\r':
	case '\n':
		return lex_newline(p, t);
	}
	if (*p && strchr(",;{}]()=$@/-+*!&|^<>", *p))
		return lex_operator(p, t);
	return lex_bad(p, t);
}

/* The length of a backslash and the newline that it joins, or 0. */
static uint32_t continuation(const char *p)
{
	if (p[0] != '\\')
		return 0;
	if (p[1] == '\n')
		return 2;
	return p[1] == '\r' && p[2] == '\n' ? 3 : 0;
}

/* Skips a comment; one that has its line to itself takes the newline along. */
static uint32_t skip_comment(const struct lexer *lx)
{
	const char *text = lx->src->text;
	const char *eol = memchr(text + lx->at, '\n', lx->end - lx->at);
	uint32_t before = lx->at;

	if (!eol)
		return lx->end;
	while (before && is(text[before - 1], BLANK))
		before--;
	if (before && text[before - 1] != '\n')
		return (uint32_t)(eol - text) - (eol[-1] == '\r');
	return (uint32_t)(eol - text) + 1;
}

static void skip_blanks(struct lexer *lx)
{
	const char *text = lx->src->text;
	uint32_t n;

	while (lx->at < lx->end) {
		if (is(text[lx->at], BLANK))
			lx->at++;
		else if (text[lx->at] == '#')
			lx->at = skip_comment(lx);
		else if ((n = continuation(text + lx->at)))
			lx->at += n;
		else
			return;
	}
}

void lex_init_part(struct lexer *lx, const struct source *src, uint32_t off,
		   uint32_t len)
{
	*lx = (struct lexer){ .src = src, .at = off, .end = off + len };
}

void lex_init(struct lexer *lx, const struct source *src)
{
	uint32_t mark = (uint32_t)utf8_mark(src->text, src->len);

	lex_init_part(lx, src, mark, src->len - mark);
}

void lex_next(struct lexer *lx, struct token *ret_token)
{
	struct token *t = ret_token;
	uint32_t start = lx->at, len = 0;

	skip_blanks(lx);
	t->text = NULL;
	t->kind = TOKEN_EOF;
	t->glued = lx->at == start;
	if (lx->at < lx->end)
		len = lex_token(lx, t);
	t->at = (struct span){ lx->src->index, lx->at, len };
	if (!t->text) {
		t->text = lx->src->text + lx->at;
		t->len = len;
	}
	lx->at += len;
}

static const char *kind_name(int kind, char buf[static 2])
{
	static const char *const names[] = {
		[TOKEN_EOF] = "end",	     [TOKEN_NEWLINE] = "newline",
		[TOKEN_WORD] = "word",	     [TOKEN_STARRED] = "starred",
		[TOKEN_NUMBER] = "number",   [TOKEN_STRING] = "string",
		[TOKEN_BAD] = "bad",
	};

	if (kind < (int)ARRAY_SIZE(names))
		return names[kind];
	if (kind >= TOKEN_LTE)
		return "operator";
	buf[0] = (char)kind;
	buf[1] = '\0';
	return buf;
}

static void dump_text(FILE *out, const struct token *t)
{
	for (uint32_t i = 0; i < t->len; i++) {
		uint8_t c = (uint8_t)t->text[i];

		if (c < ' ' || c == 0x7f)
			fprintf(out, "\\x%02x", c);
		else
			fputc(c, out);
	}
}

void lex_dump(FILE *out, struct source *src)
{
	struct lexer lx;
	struct token t;
	char buf[2];

	lex_init(&lx, src);
	do {
		struct place at;

		lex_next(&lx, &t);
		at = source_place(src, t.at.off, t.at.len);
		fprintf(out, "%u:%u-%u %s", at.line, at.column, at.end_column,
			kind_name(t.kind, buf));
		if (t.kind > TOKEN_NEWLINE && (t.kind < ' ' || t.kind > 255)) {
			fputc(' ', out);
			dump_text(out, &t);
		}
		fputc('\n', out);
	} while (t.kind != TOKEN_EOF);
}
