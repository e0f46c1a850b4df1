#include "config.h"

#include "syntax/text/grammar.h"

#include "syntax/hints.h"
#include "tables/words.h"
#include "text/suggest.h"

#include <inttypes.h>
#include <stdlib.h>

struct ast_expr *ast_expr_new(struct parser *p, enum ast_kind kind,
			      struct span at)
{
	struct ast_expr *e = arena_new(p->arena, struct ast_expr);

	e->kind = (uint8_t)kind;
	e->at = at;
	return e;
}

/* VALUE = WORD | STARRED | NUMBER | STRING */
struct ast_expr *ast_value_new(struct parser *p, const struct token *t)
{
	struct ast_expr *e = ast_expr_new(p, AST_VALUE, t->at);

	e->value.text = t->text;
	e->value.len = t->len;
	if (t->kind == TOKEN_NUMBER)
		e->flags = AST_NUMBER;
	else if (t->kind == TOKEN_STRING)
		e->flags = AST_QUOTED;
	else if (t->kind == TOKEN_STARRED)
		e->flags = AST_STARRED;
	return e;
}

int parse_number(struct parser *p, const char *what, uint64_t max,
		 uint64_t *ret_num)
{
	if (p->t.kind != TOKEN_NUMBER)
		return err_expected(p, what);
	if (p->t.num > max)
		return diag_error(p->diags, DIAG_RANGE, p->t.at,
				  "value %" PRIu64 " is too large: at most %"
				  PRIu64, p->t.num, max);
	*ret_num = p->t.num;
	tok_advance(p);
	return 0;
}

int parse_num(struct parser *p, const char *what, uint64_t max,
	      struct ast_num *ret_num)
{
	struct span at = p->t.at;
	uint64_t val = 0;

	if (parse_number(p, what, max, &val) < 0)
		return -1;
	*ret_num = (struct ast_num){ .val = val, .at = at, .set = true };
	return 0;
}

/* identifier = WORD, no reserved one, or 'last' */
int parse_identifier(struct parser *p, const char *what,
		     struct ast_name *ret_name)
{
	char buf[PARSE_NAME_MAX];

	if (p->t.kind == TOKEN_STRING) {
		err_expected(p, what);
		diag_hint(p->diags, "write names without quotes");
		return -1;
	}
	if (p->t.kind != TOKEN_WORD) {
		err_expected(p, what);
		if (p->t.kind == '$')
			diag_hint(p->diags,
				  "a variable cannot stand for a name");
		return -1;
	}
	if (!tok_is(p, "last") && word_is_reserved(tok_text(&p->t, buf)))
		return diag_error(p->diags, DIAG_SYNTAX, p->t.at,
				  "expected %s, not the keyword '%s'", what,
				  buf);
	if (p->t.len > AST_NAME_MAX)
		return diag_error(p->diags, DIAG_RANGE, p->t.at,
				  "a name of %u bytes is too long: at most %d are allowed",
				  p->t.len, AST_NAME_MAX);
	ret_name->name = strpool_intern(p->strings, p->t.text, p->t.len);
	ret_name->at = p->t.at;
	tok_advance(p);
	return 0;
}

/* string = STRING | WORD */
int parse_string(struct parser *p, const char *what,
		 struct ast_text *ret_text)
{
	if (p->t.kind != TOKEN_STRING && p->t.kind != TOKEN_WORD &&
	    p->t.kind != TOKEN_STARRED)
		return err_expected(p, what);
	ret_text->text = p->t.text;
	ret_text->len = p->t.len;
	ret_text->at = p->t.at;
	tok_advance(p);
	return 0;
}

/* comment = 'comment' string */
int parse_comment(struct parser *p, struct ast_text *ret_text)
{
	struct span first = p->t.at;

	tok_advance(p);
	if (ret_text->text) {
		diag_error(p->diags, DIAG_DUPLICATE, first,
			   "a comment can be given only once");
		diag_note(p->diags, ret_text->at, "the first one is here");
		return -1;
	}
	return parse_string(p, "the comment's text", ret_text);
}

/* One NUM unit of a time; false when the unit is none or digits too many. */
static bool time_part(const char **at, const char *end, uint64_t *sum)
{
	static const struct word units[] = {
		{ "ms", 1 },	   { "s", 1000 },	{ "m", 60000 },
		{ "h", 3600000 },  { "d", 86400000 },
	};
	uint64_t num = 0;
	int digits = 0;

	for (; *at < end && **at >= '0' && **at <= '9'; (*at)++, digits++)
		num = num * 10 + (uint64_t)(**at - '0');
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		size_t len = strlen(units[i].name);

		if ((size_t)(end - *at) < len ||
		    memcmp(*at, units[i].name, len) != 0)
			continue;
		*at += len;
		*sum += num * units[i].value;
		return digits > 0 && digits <= 8;
	}
	return false;
}

#define TIME_UNITS "units are d, h, m, s, ms with up to 8 digits each"

/* A number alone, or one with letters that make no time with it: '5w'. */
static int err_time_unit(struct parser *p)
{
	const struct token num = p->t, *next = tok_peek(p);

	if (next->kind == TOKEN_WORD &&
	    next->at.off == num.at.off + num.at.len)
		return diag_error(p->diags, DIAG_RANGE,
				  span_join(num.at, next->at),
				  "'%.*s%.*s' is not a time: " TIME_UNITS,
				  (int)num.len, num.text, (int)next->len,
				  next->text);
	diag_error(p->diags, DIAG_SYNTAX, num.at, "a time needs a unit");
	if (next->kind == TOKEN_WORD && strchr("dhms", *next->text))
		diag_hint(p->diags, "write '%.*s%c'", (int)num.len, num.text,
			  *next->text);
	else
		diag_hint(p->diags, "for seconds write '%.*ss'", (int)num.len,
		  num.text);
	return -1;
}

/* TIME = [ n'd' ] [ n'h' ] [ n'm' ] [ n's' ] [ n'ms' ]: one WORD */
int parse_time_ms(struct parser *p, struct ast_num *ret_ms)
{
	const char *at = p->t.text, *end = at + p->t.len;
	uint64_t sum = 0;

	if (p->t.kind == TOKEN_NUMBER)
		return err_time_unit(p);
	if (p->t.kind != TOKEN_WORD || *at < '0' || *at > '9')
		return err_expected(p, "a time such as '90s' or '1h30m'");
	while (at < end)
		if (!time_part(&at, end, &sum))
			return diag_error(p->diags, DIAG_RANGE, p->t.at,
					  "'%.*s' is not a time: " TIME_UNITS,
					  (int)p->t.len, p->t.text);
	*ret_ms = (struct ast_num){ .val = sum, .at = p->t.at, .set = true };
	tok_advance(p);
	return 0;
}

/* Splits 'mbytes/second', which is one word, at its slash. */
static void split_word(struct parser *p)
{
	const char *slash = memchr(p->t.text, '/', p->t.len);

	if (p->t.kind != TOKEN_WORD || !slash || slash == p->t.text)
		return;
	p->t.len = (uint32_t)(slash - p->t.text);
	p->t.at.len = p->t.len;
	p->in->lx.at = p->t.at.off + p->t.len;
	p->have_ahead = false;
}

static int err_word(struct parser *p, const struct word *table,
		    const char *what)
{
	char buf[PARSE_NAME_MAX];

	if (p->t.kind != TOKEN_WORD)
		return err_expected(p, what);
	diag_error(p->diags, DIAG_UNKNOWN_NAME, p->t.at, "expected %s, not %s",
		   what, err_token(&p->t, buf));
	if (!hint_word(p->diags, what, p->t.text, p->t.len))
		word_hint(p->diags, table, p->t.text, p->t.len);
	return -1;
}

const struct word *parse_word(struct parser *p, const struct word *table,
			      const char *what)
{
	char buf[PARSE_NAME_MAX];
	const struct word *w = NULL;

	if (p->t.kind == TOKEN_WORD)
		w = word_find(table, tok_text(&p->t, buf));
	if (!w) {
		err_word(p, table, what);
		return NULL;
	}
	tok_advance(p);
	return w;
}

/* words = word { ',' word } */
int parse_word_list(struct parser *p, const struct word *table,
		    const char *what, uint32_t *ret_bits)
{
	uint32_t bits = 0;

	do {
		const struct word *w = parse_word(p, table, what);

		if (!w)
			return -1;
		bits |= (uint32_t)w->value;
	} while (tok_accept(p, ','));
	*ret_bits = bits;
	return 0;
}

/* bytes = NUMBER ( 'bytes' | 'kbytes' | 'mbytes' ) */
int parse_bytes(struct parser *p, const char *what, uint64_t *ret_bytes)
{
	struct span start = p->t.at;
	const struct word *unit;
	uint64_t num = 0;

	if (parse_number(p, what, UINT64_MAX, &num) < 0)
		return -1;
	split_word(p);
	unit = parse_word(p, words_byte_units,
			  "a unit: bytes, kbytes or mbytes");
	if (!unit)
		return -1;
	if (num > UINT64_MAX / unit->value)
		return diag_error(p->diags, DIAG_RANGE, tok_since(p, start),
				  "more than 2^64 bytes");
	*ret_bytes = num * unit->value;
	return 0;
}

/* burst = 'burst' NUMBER ( 'packets' | byte unit, as in the rate ) */
static int parse_burst(struct parser *p, struct ast_limit *limit)
{
	struct span at = p->t.at;
	uint64_t burst = 0;

	tok_advance(p);
	if (limit->bytes) {
		if (parse_bytes(p, "a number after 'burst'", &burst) < 0)
			return -1;
	} else if (parse_number(p, "a number after 'burst'", UINT32_MAX,
				&burst) < 0 ||
		   tok_expect_word(p, "packets", "'packets' after the burst") <
			   0) {
		return -1;
	}
	at = tok_since(p, at);
	if (burst > UINT32_MAX)
		return diag_error(p->diags, DIAG_RANGE, at,
				  "a burst has at most 2^32 - 1 bytes");
	limit->burst = (struct ast_num){ .val = burst, .at = at, .set = true };
	return 0;
}

static bool byte_unit_follows(struct parser *p)
{
	const struct token *next = tok_peek(p);
	char buf[PARSE_NAME_MAX];

	return next->kind == TOKEN_WORD &&
	       !word_find(words_time_units, tok_text(next, buf));
}

/* rate = 'rate' [ 'over' | 'until' ] NUMBER [ byte unit ] '/' time unit [ burst ] */
int parse_rate(struct parser *p, struct ast_limit *limit)
{
	const struct word *unit;

	if (tok_expect_word(p, "rate", "'rate'") < 0)
		return -1;
	/* Of several in an object's block the last one counts. */
	*limit = (struct ast_limit){ .over = tok_accept_word(p, "over") };
	if (!limit->over)
		(void)tok_accept_word(p, "until");
	if (p->t.kind == TOKEN_NUMBER && byte_unit_follows(p)) {
		limit->bytes = true;
		if (parse_bytes(p, "a rate", &limit->rate) < 0)
			return -1;
	} else if (parse_number(p, "a rate such as 10/second", UINT64_MAX,
				&limit->rate) < 0) {
		return -1;
	}
	if (tok_expect(p, '/', "'/' and a time unit") < 0)
		return -1;
	unit = parse_word(p, words_time_units,
			  "a unit: second, minute, hour, day or week");
	if (!unit)
		return -1;
	limit->unit_s = unit->value;
	return tok_is(p, "burst") ? parse_burst(p, limit) : 0;
}

/* device = STRING | WORD | STARRED | variable */
struct ast_expr *parse_device(struct parser *p)
{
	struct ast_expr *e;

	if (p->t.kind == '$')
		return parse_variable(p);
	if (p->t.kind != TOKEN_STRING && p->t.kind != TOKEN_WORD &&
	    p->t.kind != TOKEN_STARRED) {
		err_expected(p, "the name of a device");
		return NULL;
	}
	e = ast_value_new(p, &p->t);
	tok_advance(p);
	return e;
}
