#include "config.h"

#include "syntax/text/grammar.h"

#include "syntax/hints.h"
#include "tables/words.h"

/* A survey reads the rest of a file: many mistakes must not take long. */
#define SURVEYS_MAX 32
#define LOST_MAX 16 /* words of one line */

/* What the rest of one file holds: '}' less '{'. */
static int64_t rest_of(struct lexer lx)
{
	int64_t extra = 0;
	struct token t;

	do {
		lex_next(&lx, &t);
		extra += (t.kind == '}') - (t.kind == '{');
	} while (t.kind != TOKEN_EOF);
	return extra;
}

/*
 * Counts the '}' from the token at hand on that close nothing; below zero, the
 * '}' that are missing there.  A block may begin in one file and end in
 * another: those that wait at their include count as well.  Until something is
 * reported the number stays the same, as far as the files are known.
 */
static bool survey(struct parser *p, int64_t *ret_extra)
{
	struct balance *b = &p->balance;
	struct lexer lx = p->in->lx;

	*ret_extra = b->extra;
	if (b->known && b->includes == p->includes && !p->diags->nerrors)
		return true;
	if (p->surveys == SURVEYS_MAX || p->t.at.file != lx.src->index)
		return false;
	p->surveys++;
	lx.at = p->t.at.off;
	*ret_extra = rest_of(lx) - p->braces;
	for (const struct input *in = p->in->up; in; in = in->up)
		*ret_extra += rest_of(in->lx);
	*b = (struct balance){ *ret_extra, p->includes, true };
	return true;
}

bool mend_extra(struct parser *p)
{
	int64_t extra;

	return survey(p, &extra) && extra > 0;
}

bool mend_missing(struct parser *p)
{
	int64_t extra;

	return survey(p, &extra) && extra < 0;
}

bool mend_balanced(struct parser *p)
{
	int64_t extra;

	return survey(p, &extra) && extra == 0;
}

void mend_bracket(struct parser *p)
{
	if ((p->t.kind == ')' || p->t.kind == ']') && mend_missing(p))
		p->t.kind = '}';
}

/* The start of the line at off. */
static uint32_t line_start(const char *text, uint32_t off)
{
	while (off && text[off - 1] != '\n')
		off--;
	return off;
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
void mend_notes(struct parser *p, struct span open)
{
	const struct source *src = p->in->lx.src;
	const char *text = src->text;
	uint32_t close = p->t.at.off, line = close;

	if (open.file != p->t.at.file || open.file != src->index)
		return;
	while (line && (text[line - 1] == ' ' || text[line - 1] == '\t'))
		line--;
	if (line <= open.off || text[line - 1] != '\n')
		return;
	if (close - line < indent(text, line_start(text, open.off)))
		p->suspect = open;
}

bool mend_is_stray(struct parser *p)
{
	return p->t.kind == '}' && p->braces && !tok_begins_line(p) &&
	       mend_extra(p);
}

bool mend_closes_early(struct parser *p, struct span open)
{
	const struct source *src = p->in->lx.src;
	uint32_t at = p->t.at.off + 1, own, next;
	const char *eol;

	if (open.file != p->t.at.file || src->index != open.file)
		return false;
	at += indent(src->text, at);
	if (src->text[at] == '}')
		return false;
	eol = memchr(src->text + at, '\n', src->len - at);
	while (eol && (eol[1] == '\n' || eol[1] == '#'))
		eol = strchr(eol + 1, '\n');
	if (!eol)
		return false;
	at = (uint32_t)(eol - src->text) + 1;
	own = indent(src->text, line_start(src->text, open.off));
	next = indent(src->text, at);
	if (src->text[at + next] == '\n' || src->text[at + next] == '\0')
		return false;
	if (next < own || (next == own &&
			   (!own || src->text[at + next] != '}')))
		return false;
	return mend_extra(p);
}

void mend_stray(struct parser *p)
{
	diag_error(p->diags, DIAG_SYNTAX, p->t.at,
		   "this '}' has no matching '{'");
	p->braces++;
	tok_advance(p);
}

static void lose(struct parser *p, const char *name)
{
	struct ast_lost *lost = arena_new(p->arena, struct ast_lost);

	lost->name = name;
	lost->next = p->ast->lost;
	p->ast->lost = lost;
}

void mend_lost(struct parser *p, const struct token *start)
{
	const struct lexer *in = &p->in->lx;
	struct lexer lx;
	struct token t;
	char buf[PARSE_NAME_MAX];
	int names = 0;

	if (start->at.file != in->src->index)
		return;
	lex_init_part(&lx, in->src, start->at.off, in->end - start->at.off);
	for (int i = 0; i < LOST_MAX; i++) {
		lex_next(&lx, &t);
		if (t.kind == TOKEN_NEWLINE || t.kind == TOKEN_EOF ||
		    t.kind == '{' || t.kind == ';')
			break;
		if ((t.kind != TOKEN_WORD && t.kind != TOKEN_STRING) ||
		    word_is_reserved(tok_text(&t, buf)))
			continue;
		lose(p, strpool_intern(p->strings, t.text, t.len));
		names++;
	}
	p->ast->lost_all |= !names;
}

/* A definition without a name of its own had one; a file that is not there,
 * many. */
bool mend_defines(struct parser *p, const char *name)
{
	if (!p->ast)
		return false;
	if (p->lost_file || ast_is_lost(p->ast, name))
		return true;
	if (!p->unnamed)
		return false;
	p->unnamed--;
	lose(p, name);
	return true;
}
