#include "config.h"

#include "syntax/json/json_read.h"
#include "syntax/lex.h"

#include <string.h>

/* Open brackets around an element of a cut array, at least. */
#define PIECE_DEPTH 5

struct in_elem {
	struct ast_expr *val;
	struct ast_num timeout, timeout_ms, expires;
	struct ast_text comment;
};

/* Statements are read after these. */
static const struct json_member elem_members[] = {
	OPERAND(in_elem, "val", PLACE_KEY, JSON_NEEDED, val),
	MEMBER(in_elem, "timeout", SECONDS, timeout),
	MEMBER(in_elem, "timeout-ms", NUM, timeout_ms),
	MEMBER(in_elem, "expires", SECONDS, expires),
	MEMBER(in_elem, "comment", COMMENT, comment),
	IGNORED("counter"),
	IGNORED("quota"),
	IGNORED("limit"),
	IGNORED("ct count"),
	IGNORED("last"),
	MEMBERS_END,
};

static void read_options(struct json_reader *r, uint32_t n,
			 struct ast_elem *el)
{
	struct in_elem in = { .val = NULL };

	if (json_bind(r, n, elem_members, JSON_NEEDED, &in) < 0 && !in.val)
		in.val = json_expr_new(r, AST_POISON, n);
	el->key = in.val;
	el->timeout_ms = in.timeout_ms.set ? in.timeout_ms : in.timeout;
	el->timeout_never = el->timeout_ms.val == JSON_NEVER_MS;
	if (el->timeout_never)
		el->timeout_ms = (struct ast_num){ .set = false };
	el->expires_ms = in.expires;
	el->comment = in.comment;
	el->stmts = json_stateful_members(r, n);
}

struct ast_elem *json_elem(struct json_reader *r, uint32_t n)
{
	struct ast_elem *el = arena_new(&r->ast->arena, struct ast_elem);
	uint32_t inner = json_find(r, n, "elem");
	uint32_t member;

	el->at = json_where(r, n);
	if (!inner)
		el->key = json_expr(r, n, PLACE_KEY);
	else if (json_only_member(r, n, "an element", &member) < 0)
		el->key = json_expr_new(r, AST_POISON, n);
	else
		read_options(r, inner, el);
	return el;
}

struct in_alone {
	uint32_t val;
};

static const struct json_member alone_members[] = {
	NEEDED(in_alone, "val", NODE, val),
	MEMBERS_END,
};

/* As in nft, an element that is in no set is its value. */
int json_elem_alone(struct json_reader *r, uint32_t n, enum json_place place,
		    struct ast_expr *e)
{
	struct in_alone in = { 0 };

	if (json_bind(r, n, alone_members, JSON_NEEDED, &in) < 0)
		return -1;
	*e = *json_expr(r, in.val, place);
	return e->kind == AST_POISON ? -1 : 0;
}

/* [ key, data ] */
static struct ast_elem *read_mapping(struct json_reader *r, uint32_t n)
{
	uint32_t key = json_first(n), data = json_next(r, key);
	struct ast_elem *el;

	if (json_array_size(json_at(r, n)) != 2) {
		diag_error(r->diags, DIAG_RANGE, json_where(r, n),
			   "an array of %zu, expected a key and its data",
			   json_array_size(json_at(r, n)));
		return NULL;
	}
	el = json_elem(r, key);
	el->at = json_where(r, n);
	el->data = json_expr(r, data, PLACE_DATA);
	return el;
}

static void add_node(struct json_reader *r, uint32_t n,
		     struct ast_elems *elems)
{
	struct ast_elem_ref *ref;
	struct ast_elem *el;

	el = json_is_array(json_at(r, n)) ? read_mapping(r, n) :
					    json_elem(r, n);
	if (!el)
		return;
	if (el->data)
		elems->has_data = true;
	ref = chunks_push(&elems->refs);
	ref->off = el->at.off;
	ref->len = el->at.len;
	ref->node = el;
}

/* ---- elements that were cut out ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Characters from a set of them, and how many of the given one. */
static bool only(const char *s, uint32_t len, bool (*is)(char), char sep,
		 uint32_t *ret_seps)
{
	uint32_t seps = 0;

	for (uint32_t i = 0; i < len; i++) {
		if (s[i] == sep)
			seps++;
		else if (!is(s[i]))
			return false;
	}
	*ret_seps = seps;
	return true;
}

/*
 * Addresses and decimal numbers, which mean the same in text: these are kept
 * as the place of their text, like the plain elements of a text list.  What
 * only looks like one (1.2.3.4.5) must not be kept so: text may read it as
 * something that a JSON string never is.
 */
static bool is_plain(const char *s, uint32_t len)
{
	uint32_t seps;

	if (!len || len > 39)
		return false;
	if (only(s, len, is_digit, '.', &seps))
		return seps == 3 ? is_digit(s[0]) && is_digit(s[len - 1]) &&
					   !memmem(s, len, "..", 2) && len < 16 :
				   !seps && len < 19 && (s[0] != '0' || len == 1);
	return only(s, len, is_hex, ':', &seps) && seps >= 2 && seps <= 7 &&
	       !memmem(s, len, ":::", 3);
}

/* Hours have colons as well, and would be two words (23:59, :30). */
static bool is_word(const struct source *src, uint32_t off, uint32_t len)
{
	struct lexer lx;
	struct token t;

	lex_init_part(&lx, src, off, len);
	lex_next(&lx, &t);
	return t.at.len == len;
}

static bool add_plain(struct json_reader *r, const struct json_slice *s,
		      struct ast_elems *elems)
{
	const char *text = r->src->text;
	bool quoted = text[s->off] == '"';
	uint32_t off = s->off + quoted, len = s->end - s->off - 2 * quoted;
	struct ast_elem_ref *ref;
	uint32_t seps;

	if (!is_plain(text + off, len) || !is_word(r->src, off, len))
		return false;
	/* Addresses are strings; without quotes jansson shall complain. */
	if (!quoted && (!only(text + off, len, is_digit, '.', &seps) || seps))
		return false;
	ref = chunks_push(&elems->refs);
	ref->off = off;
	ref->len = len;
	return true;
}

static void add_piece(struct json_reader *r, const struct json_slice *s,
		      struct ast_elems *elems)
{
	if (add_plain(r, s, elems))
		return;
	r->t = &r->piece;
	if (json_tree_load(r->t, s, PIECE_DEPTH, r->diags, &r->fatal) == 0)
		add_node(r, 0, elems);
	r->t = &r->cmd;
}

static void missing_comma(struct json_reader *r, uint32_t at, uint32_t end)
{
	struct span here = { r->src->index, at, 1 };

	diag_error(r->diags, DIAG_SYNTAX, here,
		   at < end ? "expected ',' or ']' after an element" :
			      "expected an element after ','");
	r->fatal = true;
}

static void read_cut(struct json_reader *r, struct ast_elems *elems)
{
	const struct json_slice cmd = r->t->slice;
	struct json_text text = { r->src->text, cmd.cut_end };
	struct json_slice s = { .off = json_skip_blank(&text, cmd.cut) };
	uint32_t next;

	while (s.off < text.end && !r->fatal) {
		s.end = json_skip_value(&text, s.off);
		if (s.end == JSON_OPEN)
			s.end = text.end;
		add_piece(r, &s, elems);
		next = json_skip_blank(&text, s.end);
		if (r->fatal || next >= text.end)
			return;
		if (text.text[next] != ',')
			return missing_comma(r, next, text.end);
		s.off = json_skip_blank(&text, next + 1);
		if (s.off >= text.end)
			return missing_comma(r, s.off, text.end);
	}
}

static void read_elems(struct json_reader *r, uint32_t n,
		       struct ast_elems *elems)
{
	if (!json_is_array(json_at(r, n))) {
		add_node(r, n, elems);
		return;
	}
	for (uint32_t i = json_first(n); i < json_end(r, n);
	     i = json_next(r, i))
		add_node(r, i, elems);
}

struct ast_elems *json_elems(struct json_reader *r, uint32_t n)
{
	struct ast_elems *elems = ast_elems_new(r->ast, r->src->index);

	elems->at = json_where(r, n);
	read_elems(r, n, elems);
	return elems;
}

/* The array that was cut out of a command is that of its key "elem", empty in
 * the tree; a command has one. */
struct ast_expr *json_set_of(struct json_reader *r, uint32_t n,
			     struct ast_elems *into)
{
	struct ast_expr *e = json_expr_new(r, AST_SET, n);
	bool cut = r->t->slice.cut && json_is_array(json_at(r, n));

	e->elems = into;
	if (into)
		read_elems(r, n, into);
	else
		e->elems = json_elems(r, n);
	if (cut)
		read_cut(r, e->elems);
	return e;
}
