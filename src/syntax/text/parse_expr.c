#include "config.h"

#include "syntax/hints.h"
#include "syntax/text/grammar.h"

/* What an operand may be. */
enum mode {
	MODE_LHS,   /* selectors, then values: the left side of a match */
	MODE_BOTH,  /* either: what a statement takes                   */
	MODE_VALUE, /* the right side of a match, an element            */
};

static struct ast_expr *parse_binary(struct parser *p, enum mode mode,
				     int level);

/* operator = ( '|' | 'or' ) | ( '^' | 'xor' ) | ( '&' | 'and' )
 *          | ( '<<' | 'lshift' | '>>' | 'rshift' ), the first binds least */
static int binary_level(const struct parser *p, enum ast_binop *ret_op)
{
	static const struct {
		const char *word;
		int kind, level;
		enum ast_binop op;
	} ops[] = {
		{ "or", '|', 1, OP_OR },
		{ "xor", '^', 2, OP_XOR },
		{ "and", '&', 3, OP_AND },
		{ "lshift", TOKEN_LSHIFT, 4, OP_LSHIFT },
		{ "rshift", TOKEN_RSHIFT, 4, OP_RSHIFT },
	};
	bool word = p->t.kind == TOKEN_WORD;

	if (word ? p->t.len > 6 || !strchr("oxalr", *p->t.text) :
		   p->t.kind < '&')
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
		if (word ? !tok_is(p, ops[i].word) : p->t.kind != ops[i].kind)
			continue;
		*ret_op = ops[i].op;
		return ops[i].level;
	}
	return 0;
}

static struct ast_expr *pair_new(struct parser *p, enum ast_kind kind,
				 struct ast_expr *left, struct ast_expr *right)
{
	struct ast_expr *e = ast_expr_new(p, kind, span_join(left->at,
							     right->at));

	e->pair.left = left;
	e->pair.right = right;
	return e;
}

/* Why a '$' name is unknown although its beginning is not. */
static bool variable_trap(struct parser *p, const struct token *t, bool said)
{
	char buf[PARSE_NAME_MAX];
	uint32_t len = t->len;

	while (len && !strchr("-./", t->text[len - 1]))
		len--;
	if (!len || t->len >= PARSE_NAME_MAX)
		return false;
	tok_text(t, buf);
	buf[strcspn(buf, "-./")] = '\0';
	if (!said)
		diag_hint(p->diags, "'-', '.' and '/' may be part of a name: leave a blank after '$%s'", buf);
	return true;
}

/* variable = '$' ( WORD | 'last' ) */
struct ast_expr *parse_variable(struct parser *p)
{
	struct span start = p->t.at;
	struct ast_expr *e;
	const char *name;
	bool trap, said;

	tok_advance(p);
	if (p->t.kind != TOKEN_WORD || !p->t.glued) {
		err_expected(p, "the name of a variable right after '$'");
		return NULL;
	}
	name = strpool_intern(p->strings, p->t.text, p->t.len);
	e = ast_expr_new(p, AST_VAR, span_join(start, p->t.at));
	e->var.name = name;
	e->var.def = scopes_find(p, name);
	if (e->var.def) {
		tok_advance(p);
		return e;
	}
	e->kind = AST_POISON;
	if (mend_defines(p, name)) {
		tok_advance(p);
		return e;
	}
	said = scopes_said_unknown(p, name);
	if (!said)
		diag_error(p->diags, DIAG_UNKNOWN_NAME, e->at,
			   "unknown variable '%s'", name);
	trap = variable_trap(p, &p->t, said);
	if (!trap && !said)
		scopes_suggest(p, name);
	tok_advance(p);
	return trap ? NULL : e;
}

/* setref = '@' identifier */
struct ast_expr *parse_setref(struct parser *p)
{
	struct span start = p->t.at;
	struct ast_name name;
	struct ast_expr *e;

	tok_advance(p);
	if (parse_identifier(p, "the name of a set after '@'", &name) < 0)
		return NULL;
	e = ast_expr_new(p, AST_SETREF, tok_since(p, start));
	e->name = name.name;
	return e;
}

/* set operand = set literal | setref | variable */
struct ast_expr *parse_set_operand(struct parser *p)
{
	if (p->t.kind == '{')
		return parse_set_literal(p, NULL);
	if (p->t.kind == '@')
		return parse_setref(p);
	if (p->t.kind == '$')
		return parse_variable(p);
	err_expected(p, "'{', '@' and a name, or a variable");
	if (p->t.kind == TOKEN_WORD)
		hint_named(p->diags, p->ast, '\0', p->table, p->t.text,
			   p->t.len);
	return NULL;
}

/* parenthesised = '(' binary ')' */
static struct ast_expr *parse_parens(struct parser *p, enum mode mode)
{
	struct span start = p->t.at;
	struct ast_expr *e;

	if (!parse_enter(p))
		return NULL;
	tok_advance(p);
	p->parens++;
	e = parse_binary(p, mode, 1);
	p->parens--;
	parse_leave(p);
	if (!e || tok_expect(p, ')', "')'") < 0)
		return NULL;
	e->flags |= AST_PARENS;
	e->at = tok_since(p, start);
	return e;
}

static struct ast_expr *parse_word_operand(struct parser *p, enum mode mode)
{
	const struct keyword *kw = keyword_at_hand(p);
	struct ast_expr *e;
	char buf[PARSE_NAME_MAX];

	if (kw && kw->sel && mode != MODE_VALUE &&
	    (mode == MODE_LHS || selector_begins(p, kw)))
		return kw->sel(p);
	if (kw && !(kw->flags & KW_VALUE)) {
		diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			   "expected a value, not the keyword %s",
			   err_token(&p->t, buf));
		return NULL;
	}
	e = ast_value_new(p, &p->t);
	tok_advance(p);
	return e;
}

/* operand = parenthesised | variable | raw | selector | VALUE */
static struct ast_expr *parse_operand(struct parser *p, enum mode mode)
{
	struct ast_expr *e;

	switch (p->t.kind) {
	case TOKEN_WORD:
		return parse_word_operand(p, mode);
	case '(':
		return parse_parens(p, mode);
	case '$':
		return parse_variable(p);
	case '@':
		if (mode != MODE_VALUE)
			return sel_raw(p);
		break;
	case TOKEN_NUMBER:
	case TOKEN_STRING:
	case TOKEN_STARRED:
		e = ast_value_new(p, &p->t);
		tok_advance(p);
		return e;
	}
	if (p->t.kind == '{')
		err_expected(p, "a single value");
	else
		err_expected(p, mode == MODE_VALUE ? "a value" :
						     "an expression");
	return NULL;
}

/* Whether the token at hand begins a match or a statement, and no value. */
static bool statement_begins(struct parser *p)
{
	const struct keyword *kw = keyword_at_hand(p);

	if (!kw)
		return false;
	return kw->sel ? selector_begins(p, kw) :
			 kw->stmt && !(kw->flags & KW_VALUE);
}

/* 'and' or '&&' where a match ends and another one, or a verdict, begins: the
 * words and signs are for the bits of numbers. */
static int check_junction(struct parser *p, const struct token *op)
{
	bool doubled = p->t.kind == op->kind && p->t.glued &&
		       (op->kind == '&' || op->kind == '|');
	bool word = op->kind == TOKEN_WORD && statement_begins(p);
	bool all = token_is(op, "and") || op->kind == '&';
	struct span at = op->at;

	if (!doubled && !word)
		return 0;
	at.len += doubled;
	diag_error(p->diags, DIAG_SYNTAX, at, "'%.*s' cannot join matches",
		   (int)at.len, op->text);
	diag_hint(p->diags, "%s", all ? HINT_AND : HINT_OR);
	return -1;
}

/* binary = operand { operator operand }, left associative */
static struct ast_expr *parse_binary(struct parser *p, enum mode mode,
				     int level)
{
	struct ast_expr *left = parse_operand(p, mode), *right;
	struct token sign;
	enum ast_binop op;
	int found;

	while (left && (found = binary_level(p, &op)) >= level) {
		if (!found)
			break;
		if (++p->operators > PARSE_OPERATORS_MAX) {
			diag_error(p->diags, DIAG_LIMIT, p->t.at,
				   "more than %d operators in one statement",
				   PARSE_OPERATORS_MAX);
			return NULL;
		}
		sign = p->t;
		tok_advance(p);
		if (mode == MODE_VALUE && check_junction(p, &sign) < 0)
			return NULL;
		right = parse_binary(p, mode == MODE_VALUE ? mode : MODE_BOTH,
				     found + 1);
		if (!right)
			return NULL;
		left = pair_new(p, AST_BINOP, left, right);
		left->op = (uint16_t)op;
	}
	return left;
}

struct ast_expr *
parse_joined(struct parser *p, struct ast_expr *first, enum ast_kind kind,
	     struct ast_expr *(*next)(struct parser *p))
{
	int separator = kind == AST_LIST ? ',' : '.';
	struct ast_expr *all, *last = first;

	if (!first || p->t.kind != separator)
		return first;
	all = ast_expr_new(p, kind, first->at);
	all->list.first = first;
	all->list.count = 1;
	while (tok_accept(p, separator)) {
		if (all->list.count == PARSE_LIST_MAX) {
			diag_error(p->diags, DIAG_LIMIT, p->t.at,
				   "more than %d values without braces",
				   PARSE_LIST_MAX);
			return NULL;
		}
		last->next = next(p);
		last = last->next;
		if (!last)
			return NULL;
		all->list.count++;
	}
	all->at = tok_since(p, first->at);
	return all;
}

static struct ast_expr *basic_lhs(struct parser *p)
{
	return parse_binary(p, MODE_LHS, 1);
}

static struct ast_expr *basic_both(struct parser *p)
{
	return parse_binary(p, MODE_BOTH, 1);
}

static struct ast_expr *basic_value(struct parser *p)
{
	return parse_binary(p, MODE_VALUE, 1);
}

/* prefix = e '/' NUMBER, range = e '-' binary */
static struct ast_expr *parse_extent(struct parser *p, struct ast_expr *e,
				     enum mode mode)
{
	struct ast_expr *right, *whole;
	uint64_t len;

	if (!e)
		return NULL;
	if (p->t.kind == '/' && tok_peek(p)->kind == TOKEN_NUMBER) {
		tok_advance(p);
		whole = ast_expr_new(p, AST_PREFIX, span_join(e->at, p->t.at));
		if (parse_number(p, "a prefix length", UINT32_MAX, &len) < 0)
			return NULL;
		whole->prefix.expr = e;
		whole->prefix.len = (uint32_t)len;
		return whole;
	}
	if (p->t.kind != '-' || (!p->t.glued && hint_is_iptables(p->t.text)))
		return e;
	tok_advance(p);
	right = parse_binary(p, mode, 1);
	return right ? pair_new(p, AST_RANGE, e, right) : NULL;
}

/* item = binary [ '/' NUMBER | '-' binary ] */
static struct ast_expr *rhs_item(struct parser *p)
{
	return parse_extent(p, basic_value(p), MODE_VALUE);
}

/* rhs concat = item { '.' item } */
struct ast_expr *parse_rhs_concat(struct parser *p)
{
	return parse_joined(p, rhs_item(p), AST_CONCAT, rhs_item);
}

/* rhs = rhs concat | set literal | setref */
struct ast_expr *parse_rhs(struct parser *p)
{
	if (p->t.kind == '{')
		return parse_set_literal(p, NULL);
	if (p->t.kind == '@')
		return parse_setref(p);
	return parse_rhs_concat(p);
}

/* values = value { ',' value }; first is given, or read when NULL */
struct ast_expr *parse_values(struct parser *p, struct ast_expr *first)
{
	return parse_joined(p, first ? first : basic_value(p), AST_LIST,
			    basic_value);
}

static bool is_address(const struct ast_expr *e)
{
	return e->kind == AST_VALUE && !(e->flags & AST_QUOTED) &&
	       (memchr(e->value.text, '.', e->value.len) ||
		memchr(e->value.text, ':', e->value.len));
}

static bool has_address(const struct ast_expr *list)
{
	for (const struct ast_expr *e = list->list.first; e; e = e->next)
		if (is_address(e))
			return true;
	return false;
}

static struct ast_expr *err_list(struct parser *p)
{
	diag_error(p->diags, DIAG_SYNTAX, p->t.at,
		   "several values need braces");
	diag_hint(p->diags, "for any of several values write { a, b }");
	return NULL;
}

/* rhs list = rhs | value { ',' value } */
struct ast_expr *parse_rhs_list(struct parser *p)
{
	struct ast_expr *e = parse_rhs(p);

	/* A prefix may be a value and the first of several masks. */
	if (!e || p->t.kind != ',' ||
	    (e->kind == AST_PREFIX && !is_address(e->prefix.expr)))
		return e;
	if (e->kind != AST_VALUE && e->kind != AST_VAR &&
	    e->kind != AST_BINOP && e->kind != AST_POISON)
		return err_list(p);
	e = parse_values(p, e);
	if (e && (p->t.kind == '-' || (p->t.kind == '/' && has_address(e))))
		return err_list(p);
	return e;
}

/* map = e 'map' set operand */
static struct ast_expr *parse_map(struct parser *p, struct ast_expr *e)
{
	struct ast_expr *set;

	if (!e || !tok_accept_word(p, "map"))
		return e;
	set = parse_set_operand(p);
	return set ? pair_new(p, AST_MAP, e, set) : NULL;
}

/* lhs = binary { '.' binary } [ 'map' set operand ] */
struct ast_expr *parse_lhs(struct parser *p)
{
	return parse_map(p, parse_joined(p, basic_lhs(p), AST_CONCAT,
					 basic_lhs));
}

/* stmt concat = binary { '.' binary } */
struct ast_expr *parse_stmt_concat(struct parser *p)
{
	return parse_joined(p, basic_both(p), AST_CONCAT, basic_both);
}

/* stmt expr = stmt concat [ 'map' set operand | '/' NUMBER | '-' binary ]
 *           | binary { ',' binary } */
struct ast_expr *parse_stmt_expr(struct parser *p)
{
	struct ast_expr *e = parse_map(p, parse_stmt_concat(p));

	e = parse_extent(p, e, MODE_BOTH);
	return parse_joined(p, e, AST_LIST, basic_both);
}

static struct ast_expr *typeof_item(struct parser *p)
{
	const struct keyword *kw = keyword_at_hand(p);

	if (p->t.kind == '@')
		return sel_raw(p);
	if (kw && kw->sel)
		return kw->sel(p);
	err_expected(p, "a selector such as 'ip saddr' after typeof");
	return NULL;
}

/* typeof expr = selector { '.' selector } */
struct ast_expr *parse_typeof_expr(struct parser *p)
{
	return parse_joined(p, typeof_item(p), AST_CONCAT, typeof_item);
}

/* relop = '==' | 'eq' | '!=' | 'ne' | '<' | 'lt' ... | '!' | 'not' */
enum ast_relop parse_relop(struct parser *p)
{
	static const struct {
		const char *word;
		int kind;
		enum ast_relop op;
	} ops[] = {
		{ "eq", TOKEN_EQ, REL_EQ },   { "ne", TOKEN_NEQ, REL_NEQ },
		{ "lt", '<', REL_LT },	      { "gt", '>', REL_GT },
		{ "le", TOKEN_LTE, REL_LTE }, { "ge", TOKEN_GTE, REL_GTE },
		{ "not", '!', REL_NOT },
	};

	if (p->t.kind == TOKEN_NUMBER || p->t.len > 3)
		return REL_IMPLICIT;
	for (size_t i = 0; i < ARRAY_SIZE(ops); i++)
		if (tok_accept(p, ops[i].kind) ||
		    tok_accept_word(p, ops[i].word))
			return ops[i].op;
	return REL_IMPLICIT;
}
