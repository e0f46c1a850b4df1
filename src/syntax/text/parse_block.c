#include "config.h"

#include "syntax/text/grammar.h"

/*
 * Blocks inside the statement are skipped with it, newlines and all, unless
 * their '}' is missing.  The end of the file is taken for the missing brace of
 * what was just reported.
 */
void parse_recover(struct parser *p, uint32_t level)
{
	bool asked = false;

	while (p->t.kind != TOKEN_EOF) {
		mend_bracket(p);
		if (p->braces > level && p->t.kind == TOKEN_NEWLINE && !asked) {
			asked = true;
			if (mend_missing(p))
				p->braces = level;
		}
		if (p->braces <= level && mend_is_stray(p))
			p->braces++;
		else if (p->braces <= level && p->t.kind == '}' && p->braces)
			return;
		else if (p->braces <= level &&
			 (p->t.kind == TOKEN_NEWLINE || p->t.kind == ';')) {
			tok_advance(p);
			return;
		}
		tok_advance(p);
	}
	p->lost = p->t.at;
}

void parse_resume(struct parser *p, uint32_t level, struct span start)
{
	if (!same_place(p->lost, p->t.at) || same_place(start, p->t.at))
		parse_recover(p, level);
}

static void err_separator(struct parser *p)
{
	char buf[PARSE_NAME_MAX];

	if (p->t.kind == TOKEN_BAD)
		err_bad(p);
	else if (!p->sep_missing && !err_joined(p))
		diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			   "a newline or ';' is missing before %s",
			   err_token(&p->t, buf));
	p->sep_missing = true;
}

/* Blocks and commands are read on, so that what they declare is known. */
static bool goes_on(struct parser *p)
{
	const struct keyword *kw = keyword_at_hand(p);

	return p->t.kind == '}' ||
	       (kw && (kw->stmt == stmt_set ||
		       (kw->flags & (KW_COMMAND | KW_MEMBER))));
}

bool parse_sep(struct parser *p)
{
	if (tok_accept(p, TOKEN_NEWLINE) || tok_accept(p, ';')) {
		p->sep_missing = false;
		return true;
	}
	if (p->t.kind == TOKEN_EOF || (p->t.kind == '}' && !p->braces))
		return true;
	if (mend_is_stray(p)) {
		mend_stray(p);
		parse_recover(p, p->braces);
		return true;
	}
	err_separator(p);
	if (goes_on(p))
		return false;
	parse_recover(p, p->braces);
	p->sep_missing = false;
	return false;
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
bool block_foreign_to_table(struct parser *p)
{
	const struct keyword *kw = keyword_at_hand(p);

	return kw && (kw->flags & KW_COMMAND);
}

/* The body of an object begins with no name. */
bool block_foreign_to_object(struct parser *p)
{
	static struct ast_stmt *(*const kinds[])(struct parser *) = {
		stmt_set, stmt_ct, stmt_counter, stmt_quota, stmt_limit,
		stmt_synproxy, stmt_tunnel,
	};
	const struct keyword *kw = keyword_at_hand(p);

	if (kw && kw->flags & (KW_COMMAND | KW_MEMBER))
		return true;
	for (size_t i = 0; kw && i < ARRAY_SIZE(kinds); i++)
		if (kw->stmt == kinds[i])
			return tok_peek(p)->kind == TOKEN_WORD;
	return false;
}

/* `set add`, `add @set` and `delete @set` are statements, `add rule` and
 * `set x` are not. */
bool block_foreign_to_chain(struct parser *p)
{
	const struct keyword *kw = keyword_at_hand(p);
	const struct token *next;

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

static int err_misplaced(struct parser *p, struct span open)
{
	char buf[PARSE_NAME_MAX];

	diag_error(p->diags, DIAG_SYNTAX, p->t.at,
		   "%s is not allowed inside this block",
		   err_token(&p->t, buf));
	diag_note(p->diags, open, "the block begins here");
	return ITEM_CONTAINED;
}

static int block_item(struct parser *p, const struct block *b,
		      struct span open)
{
	uint32_t level = p->braces;
	struct span start = p->t.at;
	bool misplaced = b->foreign && b->foreign(p);
	int item;

	if (!b->bare && !misplaced && parse_common(p))
		return 0;
	item = misplaced ? err_misplaced(p, open) : b->item(p, b->ctx);
	if (item == ITEM_SEP)
		return parse_sep(p) || !b->whole ? 0 : -1;
	if (item == ITEM_FREE)
		return 0;
	parse_resume(p, level, start);
	return item == ITEM_CONTAINED ? 0 : -1;
}

static int block_items(struct parser *p, const struct block *b,
		       struct span open)
{
	bool lines = false;
	int ret = 0;

	while (p->t.kind != '}' ||
	       (lines && mend_closes_early(p, open))) {
		lines |= p->t.kind == TOKEN_NEWLINE;
		if (tok_accept(p, TOKEN_NEWLINE) || tok_accept(p, ';')) {
			p->sep_missing = false;
			continue;
		}
		if (p->t.kind == '}') {
			mend_stray(p);
			continue;
		}
		if (p->t.kind == TOKEN_EOF ||
		    (b->foreign && b->foreign(p) && !mend_balanced(p))) {
			p->braces--;
			return err_unclosed(p, open);
		}
		if (block_item(p, b, open) < 0)
			ret = -1;
		lines |= tok_begins_line(p);
	}
	mend_notes(p, open);
	tok_advance(p);
	return ret;
}

/*
 * '{', also on the next line, or left out: said once, and the block is read
 * all the same, as its '}' will be there.
 */
static int open_block(struct parser *p)
{
	if (tok_accept(p, '{'))
		return 0;
	if (p->t.kind == TOKEN_NEWLINE && tok_peek(p)->kind == '{') {
		tok_advance(p);
		diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			   "'{' must be on the line of the declaration that it opens");
		tok_advance(p);
		return 1;
	}
	err_expected(p, "'{'");
	if (mend_extra(p)) {
		if (p->t.kind == '(' || p->t.kind == '[')
			tok_advance(p);
		p->braces++;
		return 1;
	}
	while (!tok_at_end(p) && p->t.kind != '{')
		tok_advance(p);
	return tok_accept(p, '{') ? 1 : -1;
}

static int read_block(struct parser *p, const struct block *b, struct span open)
{
	int ret;

	scopes_open(p);
	ret = block_items(p, b, open);
	scopes_close(p);
	return ret;
}

int parse_block(struct parser *p, const struct block *b)
{
	struct span open = p->t.at;
	int ret, mended;

	if (!parse_enter(p))
		return -1;
	mended = open_block(p);
	ret = mended < 0 ? -1 : read_block(p, b, open);
	parse_leave(p);
	return mended ? -1 : ret;
}

int parse_block_rest(struct parser *p, const struct block *b)
{
	struct span open = p->t.at;
	int ret;

	if (!parse_enter(p))
		return -1;
	p->braces++;
	ret = read_block(p, b, open);
	parse_leave(p);
	return ret;
}
