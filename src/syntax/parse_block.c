#include "config.h"

#include "syntax/grammar.h"

/*
 * Blocks inside the statement are skipped with it, newlines and all.  The end
 * of the file is taken for the missing brace of what was just reported.
 */
void parse_recover(struct parser *p, uint32_t level)
{
	while (p->t.kind != TOKEN_EOF) {
		bool outside = p->braces <= level;

		if (outside && p->t.kind == '}' && p->braces)
			return;
		if (outside &&
		    (p->t.kind == TOKEN_NEWLINE || p->t.kind == ';')) {
			tok_advance(p);
			return;
		}
		tok_advance(p);
	}
	p->lost = p->t.at;
}

static void err_separator(struct parser *p)
{
	char buf[PARSE_NAME_MAX];

	if (p->t.kind == TOKEN_BAD)
		err_bad(p);
	else if (!p->sep_missing)
		diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			   "a newline or ';' is missing before %s",
			   err_token(&p->t, buf));
	p->sep_missing = true;
}

/* Blocks and commands are read on, so that what they declare is known. */
static bool goes_on(const struct parser *p)
{
	const struct keyword *kw = NULL;

	if (p->t.kind == TOKEN_WORD)
		kw = keyword_find(&p->t);
	return p->t.kind == '}' ||
	       (kw && (kw->stmt == stmt_set ||
		       (kw->flags & (KW_COMMAND | KW_MEMBER))));
}

void parse_sep(struct parser *p)
{
	if (tok_accept(p, TOKEN_NEWLINE) || tok_accept(p, ';')) {
		p->sep_missing = false;
		return;
	}
	if (p->t.kind == TOKEN_EOF || (p->t.kind == '}' && !p->braces))
		return;
	err_separator(p);
	if (goes_on(p))
		return;
	parse_recover(p, p->braces);
	p->sep_missing = false;
}

static uint32_t indent(const char *text, uint32_t start)
{
	uint32_t n = 0;

	while (text[start + n] == ' ' || text[start + n] == '\t')
		n++;
	return n;
}

/* Only a '}' that begins its line says something: looking for the start of
 * any line would take long where a file is one line. */
void block_closes(struct parser *p, struct span open)
{
	const char *text = p->in->lx.src->text;
	uint32_t close = p->t.at.off, line = close, open_line = open.off;

	while (line && (text[line - 1] == ' ' || text[line - 1] == '\t'))
		line--;
	if (open.file != p->t.at.file || line <= open.off ||
	    text[line - 1] != '\n')
		return;
	while (open_line && text[open_line - 1] != '\n')
		open_line--;
	if (close - line < indent(text, open_line))
		p->suspect = open;
}

static bool same_place(struct span a, struct span b)
{
	return a.file == b.file && a.off == b.off;
}

int err_unclosed(struct parser *p, struct span open)
{
	char buf[PARSE_NAME_MAX];

	if (same_place(p->lost, p->t.at))
		return -1;
	p->lost = p->t.at;
	if (p->suspect.file == open.file && p->suspect.off > open.off)
		open = p->suspect;
	diag_error(p->diags, DIAG_SYNTAX,
		   p->t.kind == TOKEN_EOF ? tok_place(p) : p->t.at,
		   "'}' is missing before %s", err_token(&p->t, buf));
	diag_note(p->diags, open, "this '{' has no matching '}'");
	return -1;
}

/* Commands that stand at the top level only. */
bool foreign_to_table(struct parser *p)
{
	const struct keyword *kw = NULL;

	if (p->t.kind == TOKEN_WORD)
		kw = keyword_find(&p->t);
	return kw && (kw->flags & KW_COMMAND);
}

/* `set add`, `add @set` and `delete @set` are statements, `add rule` and
 * `set x` are not. */
bool foreign_to_chain(struct parser *p)
{
	const struct keyword *kw = NULL;
	const struct token *next;

	if (p->t.kind == TOKEN_WORD)
		kw = keyword_find(&p->t);
	if (!kw)
		return false;
	if (kw->stmt != stmt_set && kw->stmt != stmt_dynset)
		return kw->flags & (KW_COMMAND | KW_MEMBER);
	next = tok_peek(p);
	if (next->kind != TOKEN_WORD)
		return false;
	if (kw->stmt == stmt_dynset)
		return keyword_find(next);
	return !token_is(next, "add") && !token_is(next, "update") &&
	       !token_is(next, "delete");
}

static int block_items(struct parser *p, const struct block *b,
		       struct span open)
{
	int ret = 0;

	while (p->t.kind != '}') {
		uint32_t level = p->braces;
		int item;

		if (tok_accept(p, TOKEN_NEWLINE) || tok_accept(p, ';')) {
			p->sep_missing = false;
			continue;
		}
		if (p->t.kind == TOKEN_EOF || (b->foreign && b->foreign(p))) {
			p->braces--;
			return err_unclosed(p, open);
		}
		if (!b->bare && parse_common(p))
			continue;
		item = b->item(p, b->ctx);
		if (item == -1)
			ret = -1;
		if (item < 0)
			parse_recover(p, level);
		else if (item == ITEM_SEP)
			parse_sep(p);
	}
	block_closes(p, open);
	tok_advance(p);
	return ret;
}

/* Whether the lines below are those of a block although it has no '{'. */
static bool block_follows(struct parser *p, const struct block *b)
{
	while (p->t.kind == TOKEN_NEWLINE && tok_peek(p)->kind == TOKEN_NEWLINE)
		tok_advance(p);
	if (p->t.kind != TOKEN_NEWLINE || !p->braces ||
	    tok_peek(p)->kind != TOKEN_WORD)
		return false;
	tok_advance(p);
	return !b->foreign || !b->foreign(p);
}

/*
 * '{', also on the next line, or left out: said once, and the block is read
 * all the same, as its '}' will be there.
 */
static int open_block(struct parser *p, const struct block *b)
{
	if (p->t.kind == '{') {
		tok_advance(p);
		return 0;
	}
	if (p->t.kind == TOKEN_NEWLINE && tok_peek(p)->kind == '{') {
		tok_advance(p);
		diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			   "'{' must stand on the line of what it belongs to");
		tok_advance(p);
		return 1;
	}
	err_expected(p, "'{'");
	if (!block_follows(p, b))
		return -1;
	p->braces++;
	return 1;
}

int parse_block(struct parser *p, const struct block *b)
{
	struct span open = p->t.at;
	int ret, mended;

	if (!parse_enter(p))
		return -1;
	mended = open_block(p, b);
	if (mended < 0) {
		parse_leave(p);
		return -1;
	}
	scopes_open(p);
	ret = block_items(p, b, open);
	scopes_close(p);
	parse_leave(p);
	return mended ? -1 : ret;
}
