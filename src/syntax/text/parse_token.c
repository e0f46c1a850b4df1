#include "config.h"

#include "syntax/hints.h"
#include "syntax/text/grammar.h"

#include "text/utf8.h"

#include <ctype.h>
#include <stdio.h>

#define SHOWN_MAX 60 /* bytes of a token in a message */

/*
 * The end of an included file ends a line too.  The file stays open until the
 * token behind that is asked for: an include in its last line is still in it.
 */
static void next_token(struct parser *p, struct token *t)
{
	if (p->in->ended)
		p->in = p->in->up;
	lex_next(&p->in->lx, t);
	if (t->kind != TOKEN_EOF || !p->in->up)
		return;
	p->in->ended = true;
	t->kind = TOKEN_NEWLINE;
}

void tok_advance(struct parser *p)
{
	p->last = p->t.at;
	if (p->t.kind == '{')
		p->braces++;
	else if (p->t.kind == '}' && p->braces)
		p->braces--;
	if (p->have_ahead)
		p->t = p->ahead;
	else
		next_token(p, &p->t);
	p->have_ahead = false;
}

/* Included files are not part of the whole. */
void tok_tell(const struct parser *p)
{
	if (p->ctx->place && !p->in->up)
		*p->ctx->place = p->t.at.off;
}

const struct token *tok_peek(struct parser *p)
{
	if (!p->have_ahead)
		next_token(p, &p->ahead);
	p->have_ahead = true;
	return &p->ahead;
}

bool tok_accept(struct parser *p, int kind)
{
	if (p->t.kind != kind)
		return false;
	tok_advance(p);
	return true;
}

int tok_expect(struct parser *p, int kind, const char *what)
{
	return tok_accept(p, kind) ? 0 : err_expected(p, what);
}

int tok_expect_word(struct parser *p, const char *word, const char *what)
{
	return tok_accept_word(p, word) ? 0 : err_expected(p, what);
}

struct span tok_since(const struct parser *p, struct span start)
{
	return span_join(start, p->last);
}

struct span tok_place(const struct parser *p)
{
	struct span at = p->last;

	if (p->last.file != p->t.at.file)
		return p->t.at;
	at.off += at.len;
	at.len = 1;
	return at;
}

bool tok_at_end(const struct parser *p)
{
	return p->t.kind == TOKEN_NEWLINE || p->t.kind == ';' ||
	       p->t.kind == '}' || p->t.kind == TOKEN_EOF;
}

const char *tok_text(const struct token *t, char buf[static PARSE_NAME_MAX])
{
	uint32_t len = t->len < PARSE_NAME_MAX ? t->len : 0;

	memcpy(buf, t->text, len);
	buf[len] = '\0';
	return buf;
}

const char *err_token(const struct token *t, char buf[static PARSE_NAME_MAX])
{
	int len = (int)MIN(t->len, SHOWN_MAX);

	switch (t->kind) {
	case TOKEN_EOF:
		return "the end of the file";
	case TOKEN_NEWLINE:
		return "the end of the line";
	case TOKEN_STRING:
		return "a quoted text";
	}
	snprintf(buf, PARSE_NAME_MAX, "'%.*s%s'", len, t->text,
		 t->len > SHOWN_MAX ? "..." : "");
	return buf;
}

/* Why a '"' begins no string. */
static int err_quote(struct parser *p)
{
	size_t left = p->in->lx.end - p->t.at.off;

	if (strlen(p->t.text) < left && memchr(p->t.text + 1, '"', left - 1))
		return diag_error(p->diags, DIAG_SYNTAX, p->t.at,
				  "there is a NUL byte in this text");
	return diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			  "this text has no closing quote");
}

/* Characters that word processors and web pages put in place of others. */
static const struct lookalike {
	uint32_t first, last;
	const char *name, *hint;
} lookalikes[] = {
	{ '\'', '\'', "a single quote", "write '\"'" },
	{ '`', '`', "a backquote", NULL },
	{ 0x00a0, 0x00a0, "a no-break space", "write a blank" },
	{ 0x2000, 0x200a, "a space", "write a blank" },
	{ 0x200b, 0x200f, "an invisible character", "leave it out" },
	{ 0x2010, 0x2015, "a dash", "write '-'" },
	{ 0x2018, 0x201b, "a quote", "write '\"'" },
	{ 0x201c, 0x201f, "a quote", "write '\"'" },
	{ 0x202f, 0x202f, "a no-break space", "write a blank" },
	{ 0x2060, 0x2060, "an invisible character", "leave it out" },
	{ 0x2212, 0x2212, "a minus sign", "write '-'" },
	{ 0x3000, 0x3000, "a space", "write a blank" },
	{ 0xfeff, 0xfeff, "a byte order mark", "leave it out" },
};

static int err_character(struct parser *p, uint32_t code)
{
	const struct token *t = &p->t;

	for (size_t i = 0; i < ARRAY_SIZE(lookalikes); i++) {
		const struct lookalike *l = &lookalikes[i];

		if (code < l->first || code > l->last)
			continue;
		if (code < 0x80)
			diag_error(p->diags, DIAG_SYNTAX, t->at,
				   "%s is not allowed here", l->name);
		else
			diag_error(p->diags, DIAG_SYNTAX, t->at,
				   "U+%04X, %s, is not allowed here", code,
				   l->name);
		if (l->hint)
			diag_hint(p->diags, "%s", l->hint);
		return -1;
	}
	if (!utf8_is_printable(code))
		return diag_error(p->diags, DIAG_SYNTAX, t->at,
				  "U+%04X is not allowed here", code);
	if (code > 0x7f)
		return diag_error(p->diags, DIAG_SYNTAX, t->at,
				  "'%.*s' (U+%04X) is not allowed outside quotes",
				  (int)t->len, t->text, code);
	return diag_error(p->diags, DIAG_SYNTAX, t->at,
			  "'%.*s' is not allowed outside quotes", (int)t->len,
			  t->text);
}

/* Each line of such a file ends so: once is enough. */
static int err_return(struct parser *p)
{
	if (!p->said_cr) {
		diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			   "a carriage return (CR) alone does not end a line");
		diag_hint(p->diags,
			  "save the file with LF or CR LF at the ends of lines");
	}
	p->said_cr = true;
	return -1;
}

int err_bad(struct parser *p)
{
	const struct token *t = &p->t;
	uint32_t code;

	if (*t->text == '\r')
		return err_return(p);
	if (*t->text == '"')
		return err_quote(p);
	utf8_next(t->text, t->len, &code);
	if (code != UTF8_INVALID && (code > 0x7f || utf8_is_printable(code)))
		return err_character(p, code);
	diag_error(p->diags, DIAG_SYNTAX, t->at, "byte 0x%02x is not allowed here",
		   (unsigned int)(uint8_t)*t->text);
	if (code == UTF8_INVALID)
		diag_hint(p->diags, "text is read as UTF-8");
	return -1;
}

/* What habits of other languages mean here. */
static void hint_token(struct parser *p, const char *wanted)
{
	const char *text = p->t.text;

	if (p->t.kind == TOKEN_WORD && strstr(wanted, "in quotes"))
		diag_hint(p->diags, "write \"%.*s\"", (int)MIN(p->t.len, 64u),
			  text);
	if (p->t.kind == TOKEN_WORD || p->t.kind == TOKEN_STRING ||
	    p->t.kind == TOKEN_NUMBER || p->t.kind == TOKEN_NEWLINE)
		return;
	if (p->t.kind == '=' && strcmp(wanted, "a value") == 0)
		diag_hint(p->diags, "to compare write '==', or nothing");
	else if (p->t.kind == '{' && p->t.glued && p->t.at.off &&
		 text[-1] == '$')
		diag_hint(p->diags, "the name of a variable has no braces");
	else
		hint_habit(p->diags, text, tok_begins_line(p));
}

static bool is_glued_word(const struct token *t)
{
	return t->kind == TOKEN_WORD && t->glued && t->at.off &&
	       isalpha((unsigned char)*t->text) &&
	       isalnum((unsigned char)t->text[-1]);
}

static void hint_joined(struct parser *p, const struct span *at)
{
	const char *word = p->in->lx.src->text + at->off;
	uint32_t n = 0;

	while (n < at->len && isdigit((unsigned char)word[n]))
		n++;
	if (words_have("min mins minute minutes sec secs second seconds hr "
		       "hour hours day days w week weeks", word + n,
		       at->len - n))
		diag_hint(p->diags, "times are written 1d, 2h, 5m, 90s, 10ms");
}

bool err_joined(struct parser *p)
{
	const struct source *src = p->in->lx.src;
	struct span at;

	if (p->t.kind == TOKEN_NUMBER && is_glued_word(tok_peek(p)))
		tok_advance(p);
	at = p->t.at;
	if (!is_glued_word(&p->t) || at.file != src->index)
		return false;
	while (at.off && (isalnum((unsigned char)src->text[at.off - 1]) ||
			  strchr(".:", src->text[at.off - 1]))) {
		at.off--;
		at.len++;
	}
	diag_error(p->diags, DIAG_SYNTAX, at,
		   "'%.*s' is neither a value nor a name",
		   (int)MIN(at.len, SHOWN_MAX), src->text + at.off);
	hint_joined(p, &at);
	return true;
}

/* ---- other languages ---- */

/* A word of a shell, with what a command line goes on with. */
static bool is_command_line(struct parser *p, const char *text)
{
	const struct token *next;
	char buf[PARSE_NAME_MAX];

	if (p->t.kind != TOKEN_WORD || !hint_is_shell(text))
		return false;
	next = tok_peek(p);
	return next->kind == '-' || hint_is_shell(next->text) ||
	       (next->kind == TOKEN_WORD && word_is_reserved(tok_text(next, buf)));
}

static void report_foreign(struct parser *p, bool shell)
{
	if (shell && !strstr(hint_is_shell(p->t.text), "tables")) {
		diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			   "this is a command line, not nft text");
		return;
	}
	diag_error(p->diags, DIAG_SYNTAX, p->t.at,
		   "this is a line for iptables, not for nft");
	diag_hint(p->diags,
		  "iptables-translate translates a rule, iptables-restore-translate a file");
}

bool err_foreign(struct parser *p)
{
	const char *text = p->t.text;
	bool word = p->t.kind == TOKEN_WORD, shell;

	if (word ? !strchr("Cabefinsu", *text) :
		   p->t.kind != '-' && p->t.kind != ':' && p->t.kind != '*')
		return false;
	shell = is_command_line(p, text);
	if (!shell && !hint_is_iptables(text))
		return false;
	if (!p->said_foreign)
		report_foreign(p, shell);
	p->said_foreign = true;
	return true;
}

/* What another language, or none, wants to say here. */
static bool err_other(struct parser *p)
{
	if (p->t.kind == '-' && err_foreign(p))
		return true;
	if (p->t.kind != ')' || p->parens)
		return err_joined(p);
	diag_error(p->diags, DIAG_SYNTAX, p->t.at,
		   "this ')' has no matching '('");
	return true;
}

int err_expected(struct parser *p, const char *what)
{
	bool blank = p->t.kind == TOKEN_NEWLINE || p->t.kind == TOKEN_EOF;
	bool part = p->t.kind == TOKEN_EOF && !p->ast; /* a lone element */
	char buf[PARSE_NAME_MAX];

	if (p->t.kind == TOKEN_BAD) {
		err_bad(p);
		hint_habit(p->diags, p->t.text, false);
		return -1;
	}
	if (err_other(p))
		return -1;
	diag_error(p->diags, DIAG_SYNTAX, blank ? tok_place(p) : p->t.at,
		   "expected %s, not %s", what,
		   part ? "the end of the element" : err_token(&p->t, buf));
	hint_token(p, what);
	return -1;
}

static int err_nested(struct parser *p)
{
	return diag_error(p->diags, DIAG_LIMIT, p->t.at,
			  "nested more than %d levels deep", PARSE_DEPTH_MAX);
}

bool parse_enter(struct parser *p)
{
	if (p->depth >= PARSE_DEPTH_MAX) {
		err_nested(p);
		return false;
	}
	p->depth++;
	return true;
}

void parse_leave(struct parser *p)
{
	p->depth--;
}

bool tok_begins_line(const struct parser *p)
{
	const struct source *src = p->in->lx.src;
	const char *text = src->text;
	uint32_t at = p->t.at.off;

	if (p->t.at.file != src->index)
		return false;
	while (at && (text[at - 1] == ' ' || text[at - 1] == '\t'))
		at--;
	return !at || text[at - 1] == '\n';
}
