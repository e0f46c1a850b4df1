#include "config.h"

#include "syntax/text/grammar.h"

#include "base/mem.h"
#include "tables/words.h"

/* What a byte of an element list means to the scan for plain elements. */
#define PLAIN 0x01
#define SPACE 0x02
#define COLON 0x04
#define QUOTE 0x08
#define STOP 0x10 /* the element ends before it */

/* clang-format off */
static const uint8_t plain_bytes[256] = {
	['a' ... 'z'] = PLAIN, ['A' ... 'Z'] = PLAIN, ['0' ... '9'] = PLAIN,
	['_'] = PLAIN, ['.'] = PLAIN, ['/'] = PLAIN, ['-'] = PLAIN,
	['*'] = PLAIN,
	[' '] = SPACE, ['\t'] = SPACE,
	[':'] = COLON,
	['"'] = QUOTE,
	[','] = STOP, ['}'] = STOP, ['\n'] = STOP, ['\r'] = STOP,
	['#'] = STOP,
};
/* clang-format on */

struct list {
	struct ast_elems *elems;
	struct span open;
	uint32_t level;	   /* p->braces outside */
	uint32_t close_at; /* a '}' further on in the line of '{' */
	bool newline;	   /* the list goes over several lines */
	bool broken;
};

/* element timeout = 'timeout' ( TIME | 'never' ) */
static int parse_elem_timeout(struct parser *p, struct ast_elem *el)
{
	struct span at;

	tok_advance(p);
	at = p->t.at;
	el->timeout_never = tok_accept_word(p, "never");
	if (!el->timeout_never)
		return parse_time_ms(p, &el->timeout_ms);
	el->timeout_ms = (struct ast_num){ .at = at, .set = true };
	return 0;
}

/* elem options = { element timeout | 'expires' TIME | comment | stateful } */
int parse_elem_options(struct parser *p, struct ast_elem *el)
{
	struct ast_stmt **last = &el->stmts;
	int ret = 0;

	while (ret == 0 && p->t.kind == TOKEN_WORD) {
		if (tok_is(p, "timeout")) {
			ret = parse_elem_timeout(p, el);
		} else if (tok_accept_word(p, "expires")) {
			ret = parse_time_ms(p, &el->expires_ms);
		} else if (tok_is(p, "comment")) {
			ret = parse_comment(p, &el->comment);
		} else if (stmt_is_stateful(p)) {
			*last = parse_stateful(p);
			ret = *last ? 0 : -1;
			last = *last ? &(*last)->next : last;
		} else {
			break;
		}
	}
	return ret;
}

/* element key = '*' | set literal | rhs concat */
static struct ast_expr *parse_elem_key(struct parser *p)
{
	struct span at = p->t.at;
	struct ast_expr *set;

	if (tok_accept(p, '*'))
		return ast_expr_new(p, AST_CATCHALL, at);
	if (p->t.kind != '{')
		return parse_rhs_concat(p);
	set = parse_set_literal(p, NULL);
	return set && set->kind == AST_SET ? set : NULL;
}

/* element = element key elem options [ ':' ( verdict | rhs concat ) ] */
static struct ast_elem *parse_element(struct parser *p)
{
	struct ast_elem *el = arena_new(p->arena, struct ast_elem);

	el->at = p->t.at;
	p->operators = 0;
	el->key = parse_elem_key(p);
	if (!el->key || parse_elem_options(p, el) < 0)
		return NULL;
	if (tok_accept(p, ':')) {
		el->data = stmt_verdict_begins(p) ? parse_verdict(p) :
						    parse_rhs_concat(p);
		if (!el->data)
			return NULL;
	}
	el->at = tok_since(p, el->at);
	return el;
}

/* The bytes of a plain element from p->t on, blanks at its end left out; 0: it
 * is not plain.  *ret_blanks: it has some. */
static uint32_t scan_plain(const struct parser *p, bool *ret_blanks)
{
	const char *text = p->in->lx.src->text;
	uint32_t start = p->t.at.off, at = start, end = p->in->lx.end;
	uint32_t last = start;

	*ret_blanks = false;
	while (at < end) {
		uint8_t class = plain_bytes[(uint8_t)text[at]];
		const char *quote;

		if (class == SPACE) {
			at++;
			continue;
		}
		if (class == 0)
			return 0;
		if (class == STOP)
			break;
		if (class == QUOTE) {
			quote = memchr(text + at + 1, '"', end - at - 1);
			if (!quote || memchr(text + at, '\n',
					     (size_t)(quote - text) - at))
				return 0;
			at = (uint32_t)(quote - text);
		}
		*ret_blanks |= at > last;
		last = ++at;
	}
	return last - start;
}

static struct ast_elem_ref *push(struct list *l, struct span at)
{
	struct ast_elem_ref *ref = chunks_push(&l->elems->refs);

	ref->off = at.off;
	ref->len = at.len;
	return ref;
}

/* Blanks, and newlines of which *ret_newline tells. */
static uint32_t skip_blank(const struct parser *p, uint32_t at,
			   bool *ret_newline)
{
	const char *text = p->in->lx.src->text;

	for (; at < p->in->lx.end; at++) {
		if (text[at] == '\n' && ret_newline)
			*ret_newline = true;
		else if (plain_bytes[(uint8_t)text[at]] != SPACE)
			break;
	}
	return at;
}

/* The end of an address, a number, or a range or prefix of them: `at` if there is
 * none, an offset within it if it is wrong. */
static uint32_t scan_value(const char *text, uint32_t at)
{
	uint32_t end = at + lex_value(text + at), other;

	if (end > at && text[end] == '-') {
		other = lex_value(text + end + 1);
		return other ? end + 1 + other : end;
	}
	if (end == at || text[end] != '/' || text[end + 1] < '1')
		return end;
	for (end++; text[end] >= '0' && text[end] <= '9';)
		end++;
	return text[end] == ':' ? at : end;
}

/* The end of a name that is a value and no keyword. */
static uint32_t scan_name(const char *text, uint32_t at)
{
	struct token t = { .kind = TOKEN_WORD, .text = text + at };
	const struct keyword *kw;

	t.len = lex_name(t.text);
	kw = t.len ? keyword_find(&t) : NULL;
	return at + (kw && !(kw->flags & KW_VALUE) ? 0 : t.len);
}

/* The end of bytes that are surely one word. */
static uint32_t scan_sure(const char *text, uint32_t start)
{
	uint32_t end = scan_value(text, start);

	return end == start ? scan_name(text, start) : end;
}

/* The end of bytes that belong to words. */
static uint32_t scan_bytes(const char *text, uint32_t start)
{
	uint32_t at = start;

	while (text[start] != '.' && plain_bytes[(uint8_t)text[at]] == PLAIN)
		at++;
	return text[at] == ':' ? scan_value(text, start) : at;
}

typedef uint32_t scanner(const char *text, uint32_t start);

/* Words from start on, with a '.' between blanks between them: where the last
 * ends, start when there are none; *ret_next: what is behind the blanks. */
static uint32_t scan_words(const struct parser *p, uint32_t start,
			   scanner *word, uint32_t *ret_next)
{
	const char *text = p->in->lx.src->text;
	uint32_t at = start, stop;

	while ((stop = word(text, at)) > at) {
		at = skip_blank(p, stop, NULL);
		*ret_next = at;
		if (at == stop || text[at] != '.' ||
		    plain_bytes[(uint8_t)text[at + 1]] != SPACE)
			return stop;
		at = skip_blank(p, at + 1, NULL);
	}
	return start;
}

/* The end of a verdict; start if there is none, 0 if it lacks its target. */
static uint32_t scan_verdict(const struct parser *p, uint32_t start,
			     uint32_t *ret_next)
{
	struct token t = { .kind = TOKEN_WORD,
			   .text = p->in->lx.src->text + start };

	enum ast_verdict_code code;
	char buf[PARSE_NAME_MAX];

	t.len = lex_name(t.text);
	if (!stmt_verdict_code(&t, &code))
		return start;
	*ret_next = skip_blank(p, start + t.len, NULL);
	if (code != VERDICT_JUMP && code != VERDICT_GOTO)
		return start + t.len;
	t.text = p->in->lx.src->text + *ret_next;
	t.len = lex_name(t.text);
	if (!t.len || t.len > AST_NAME_MAX ||
	    word_is_reserved(tok_text(&t, buf)))
		return 0;
	start = *ret_next + t.len;
	*ret_next = skip_blank(p, start, NULL);
	return start;
}

static bool stops(const struct parser *p, uint32_t at)
{
	return plain_bytes[(uint8_t)p->in->lx.src->text[at]] == STOP;
}

/* The end of a key and its data that are surely right, or 0. */
static uint32_t scan_pair(const struct parser *p, uint32_t at)
{
	const char *text = p->in->lx.src->text;
	uint32_t next = at, stop = scan_words(p, at, scan_sure, &next);

	if (stop == at || text[next] != ':' || text[next + 1] == ':')
		return 0;
	at = skip_blank(p, next + 1, NULL);
	stop = scan_verdict(p, at, &next);
	if (stop == at)
		stop = scan_words(p, at, scan_sure, &next);
	return stop > at && stops(p, next) ? stop : 0;
}

/* The end of bytes that may be a key, its ':' and its data. */
static uint32_t scan_glued(const struct parser *p, uint32_t start,
			   uint32_t *ret_next)
{
	const char *text = p->in->lx.src->text;
	uint8_t class, seen = 0;
	uint32_t at = start;

	while ((class = plain_bytes[(uint8_t)text[at]]) & (PLAIN | COLON)) {
		seen |= class;
		at++;
	}
	if (seen & PLAIN)
		*ret_next = skip_blank(p, at, NULL);
	return at;
}

/*
 * The length of a simple element at `at`, or 0.  Words of keys alone need not
 * be told from each other: sets of a million elements are common, and mistakes
 * are reported when elements are read.
 */
static uint32_t scan_simple(const struct parser *p, const struct list *l,
			    uint32_t at)
{
	bool pairs = l->elems->has_data;
	uint32_t next = at, stop = pairs ? scan_pair(p, at) : 0;

	if (stop)
		return stop - at;
	stop = scan_words(p, at, scan_bytes, &next);
	if (pairs && !stops(p, next))
		stop = scan_glued(p, at, &next);
	return stops(p, next) ? stop - at : 0;
}

/* The simple element behind the one at `at` and a comma; len 0: there is
 * none. */
static struct span next_simple(const struct parser *p, const struct list *l,
			       struct span at, bool *ret_newline)
{
	uint32_t comma = skip_blank(p, at.off + at.len, ret_newline);

	at.len = 0;
	if (p->in->lx.src->text[comma] != ',')
		return at;
	at.off = skip_blank(p, comma + 1, ret_newline);
	at.len = scan_simple(p, l, at.off);
	return at;
}

/* Goes on behind a slice of whole tokens. */
static void skip_slice(struct parser *p, struct span at)
{
	p->in->lx.at = at.off + at.len;
	p->have_ahead = false;
	tok_advance(p);
	p->last = at;
}

static bool member_ends(const struct parser *p)
{
	return p->t.kind == ',' || p->t.kind == '}' ||
	       p->t.kind == TOKEN_NEWLINE;
}

/* The list goes on in the next line. */
static bool comma_before(const char *eol)
{
	while (eol[-1] == ' ' || eol[-1] == '\t' || eol[-1] == '\r')
		eol--;
	return eol[-1] == ',';
}

/* A word that no element begins with. */
static bool statement_begins(struct parser *p)
{
	const struct keyword *kw = keyword_at_hand(p);

	return kw && (!(kw->flags & KW_VALUE) ||
		      (kw->sel && selector_begins(p, kw)));
}

static bool definition_begins(const struct parser *p)
{
	return tok_is(p, "define") || tok_is(p, "redefine") ||
	       tok_is(p, "undefine") || tok_is(p, "include");
}

/* True when a statement follows in the line of the list's '{', and no '}'. */
static bool gives_up(struct parser *p, struct list *l)
{
	const char *text = p->in->lx.src->text, *brace, *eol;
	uint32_t at = p->t.at.off, left = p->in->lx.end - at;

	if (l->newline || l->open.file != p->t.at.file || at < l->close_at ||
	    !statement_begins(p))
		return false;
	eol = memchr(text + at, '\n', left);
	brace = memchr(text + at, '}', eol ? (size_t)(eol - text) - at : left);
	if (brace)
		l->close_at = (uint32_t)(brace - text) + 1;
	return !brace && !(eol && comma_before(eol));
}

static int err_member(struct parser *p, struct list *l)
{
	char buf[PARSE_NAME_MAX];

	if (p->t.kind == TOKEN_EOF)
		return err_unclosed(p, l->open);
	if (p->t.kind == TOKEN_BAD)
		return err_bad(p);
	if (err_joined(p))
		return -1;
	if (!gives_up(p, l)) {
		diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			   "',' or '}' is missing before %s",
			   err_token(&p->t, buf));
		if (p->t.kind == '=')
			diag_hint(p->diags,
				  "write ':' between a key and its data");
		else
			stmt_hint_address(p);
		return -1;
	}
	diag_error(p->diags, DIAG_SYNTAX, p->t.at, "'}' is missing before %s",
		   err_token(&p->t, buf));
	diag_note(p->diags, l->open, "this '{' has no matching '}'");
	return -1;
}

/* Behind a key: a verdict there lacks its ':'. */
static int err_no_data(struct parser *p, struct list *l)
{
	bool plain = l->elems->refs.count && !l->elems->has_data;
	char buf[PARSE_NAME_MAX];

	if (!stmt_verdict_begins(p) || plain || gives_up(p, l))
		return err_member(p, l);
	return diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			  "':' is missing before %s", err_token(&p->t, buf));
}

/* Reads an element through; what is plain is kept as text all the same. */
static int parse_member_node(struct parser *p, struct list *l, bool plain)
{
	struct arena_mark mark = arena_mark(p->arena);
	struct ast_elem *el = parse_element(p);
	struct ast_elem_ref *ref;

	if (!el)
		return -1;
	if (!member_ends(p))
		return el->data ? err_member(p, l) : err_no_data(p, l);
	l->elems->has_data |= el->data != NULL;
	ref = push(l, el->at);
	if (plain)
		arena_rewind(p->arena, mark);
	else
		ref->node = el;
	return 0;
}

static int parse_member(struct parser *p, struct list *l)
{
	struct span at = p->t.at, next;
	bool simple = false, blanks;
	uint32_t len = 0;

	/* A list may begin in one file and go on in the next. */
	if (at.file == l->elems->file)
		len = scan_plain(p, &blanks);
	if (len && !blanks)
		simple = len == at.len || len == scan_simple(p, l, at.off);
	if (!simple && parse_member_node(p, l, len > 0) < 0)
		return -1;
	at.len = len;
	if (simple)
		push(l, at);
	if (!len)
		return 0;
	while ((next = next_simple(p, l, at, &l->newline)).len) {
		simple = true;
		at = next;
		push(l, at);
	}
	if (simple)
		skip_slice(p, at);
	return 0;
}

/* Skips to the ',' or '}' that ends a broken element; false: to the end of
 * the statement, because the list has no end. */
static bool recover_member(struct parser *p, struct list *l)
{
	l->broken = true;
	if (diags_full(p->diags))
		return false;
	if (p->t.kind != TOKEN_EOF && gives_up(p, l)) {
		p->braces = l->level;
		return false;
	}
	while (p->t.kind != TOKEN_EOF) {
		mend_bracket(p);
		if (p->braces <= l->level + 1 &&
		    (p->t.kind == ',' || p->t.kind == '}'))
			return true;
		l->newline |= p->t.kind == TOKEN_NEWLINE;
		tok_advance(p);
	}
	p->lost = p->t.at;
	return false;
}

static void skip_newlines(struct parser *p, struct list *l)
{
	while (tok_accept(p, TOKEN_NEWLINE))
		l->newline = true;
}

/* After an element: 1 go on, 0 the list ends, -1 it has no end. */
static int parse_member_end(struct parser *p, struct list *l)
{
	bool newline = p->t.kind == TOKEN_NEWLINE;

	skip_newlines(p, l);
	if (tok_accept(p, ','))
		return 1;
	if (p->t.kind == '}')
		return 0;
	l->broken = true;
	if (newline && (statement_begins(p) || definition_begins(p))) {
		p->braces = l->level;
		return err_unclosed(p, l->open);
	}
	err_member(p, l);
	return newline && p->t.kind != TOKEN_EOF && !diags_full(p->diags) ?
		       1 :
		       -1;
}

/* elements = element { ',' element } [ ',' ], newlines between them */
static int parse_elements(struct parser *p, struct list *l)
{
	bool first = true;
	int more = 1;

	while (more > 0) {
		skip_newlines(p, l);
		if (p->t.kind == '}' || p->t.kind == TOKEN_EOF)
			break;
		if (!first && tok_accept(p, ','))
			continue;
		first = false;
		if (parse_member(p, l) < 0 && !recover_member(p, l))
			return -1;
		more = parse_member_end(p, l);
	}
	return more;
}

/* set literal = '{' elements '}' */
struct ast_expr *parse_set_literal(struct parser *p, struct ast_elems *elems)
{
	struct list l = { .open = p->t.at, .level = p->braces };
	bool empty_ok = p->empty_ok;
	struct ast_expr *e;
	size_t before;
	int ret;

	if (!p->ast || !parse_enter(p))
		return NULL;
	p->empty_ok = false;
	l.elems = elems ? elems : ast_elems_new(p->ast, l.open.file);
	before = l.elems->refs.count;
	tok_advance(p);
	ret = parse_elements(p, &l);
	parse_leave(p);
	if (ret < 0)
		return NULL;
	if (p->t.kind != '}') {
		err_unclosed(p, l.open);
		return NULL;
	}
	if (before == l.elems->refs.count && !l.broken && !empty_ok) {
		err_expected(p, "an element");
		l.broken = true;
	}
	mend_notes(p, l.open);
	tok_advance(p);
	p->extent.elements += l.elems->refs.count - before;
	e = ast_expr_new(p, l.broken ? AST_POISON : AST_SET,
			 tok_since(p, l.open));
	if (!elems)
		l.elems->at = e->at;
	if (!l.broken)
		e->elems = l.elems;
	return e;
}

struct ast_elem *parse_elem(struct arena *arena, struct strpool *strings,
			    const struct source *src,
			    const struct ast_elem_ref *ref,
			    struct diags *diags)
{
	struct input in = { .up = NULL };
	struct parser p = { .arena = arena, .strings = strings,
			    .diags = diags, .in = &in };
	struct ast_elem *el;

	lex_init_part(&in.lx, src, ref->off, ref->len);
	lex_next(&in.lx, &p.t);
	p.last = p.t.at;
	el = parse_element(&p);
	if (el && p.t.kind != TOKEN_EOF) {
		err_expected(&p, "',' or '}'");
		stmt_hint_address(&p);
		return NULL;
	}
	return el;
}
