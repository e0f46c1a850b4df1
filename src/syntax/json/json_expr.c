#include "config.h"

#include "syntax/json/json_read.h"

#include <ctype.h>
#include <string.h>

/* What kinds of expressions there are, as far as places tell them apart. */
enum {
	IS_WORD = 0x001,    /* string or number */
	IS_BOOL = 0x002,
	IS_SELECTOR = 0x004,
	IS_BINOP = 0x008,
	IS_CONCAT = 0x010,
	IS_SPAN = 0x020,    /* prefix, range */
	IS_SET = 0x040,
	IS_SETREF = 0x080,
	IS_MAP = 0x100,
	IS_LIST = 0x200,
	IS_VERDICT = 0x400,
	IS_CATCHALL = 0x800,
};

#define IS_PACKET (IS_SELECTOR | IS_BINOP)

static const struct {
	unsigned int kinds;
	const char *what;
} places[] = {
	[PLACE_LEFT] = { IS_WORD | IS_PACKET | IS_CONCAT | IS_MAP,
			 "a selector" },
	[PLACE_RIGHT] = { IS_WORD | IS_BOOL | IS_PACKET | IS_CONCAT | IS_SPAN |
			  IS_SET | IS_SETREF | IS_LIST | IS_MAP,
			  "a value to compare with" },
	[PLACE_ARG] = { IS_WORD | IS_BOOL | IS_PACKET | IS_CONCAT | IS_SPAN |
			IS_MAP | IS_LIST,
			"a value or a map" },
	[PLACE_TARGET] = { IS_SELECTOR, "what is to be changed" },
	[PLACE_OPERAND] = { IS_WORD | IS_PACKET | IS_LIST | IS_MAP,
			    "an operand" },
	[PLACE_FIELD] = { IS_WORD | IS_BOOL | IS_PACKET | IS_SPAN | IS_MAP |
			  IS_LIST,
			  "a field" },
	[PLACE_ADDR] = { IS_WORD | IS_PACKET | IS_MAP, "an address" },
	[PLACE_BOUND] = { IS_WORD | IS_PACKET, "a bound of a range" },
	[PLACE_KEY] = { IS_WORD | IS_BOOL | IS_PACKET | IS_CONCAT | IS_SPAN |
			IS_CATCHALL | IS_SET,
			"the key of an element" },
	[PLACE_DATA] = { IS_WORD | IS_BOOL | IS_PACKET | IS_CONCAT | IS_SPAN |
			 IS_VERDICT | IS_MAP,
			 "the data of an element" },
	[PLACE_MAPPING] = { IS_SET | IS_SETREF, "a set or '@name'" },
	[PLACE_TYPEOF] = { IS_SELECTOR | IS_BINOP | IS_CONCAT, "a selector" },
	[PLACE_NAME] = { IS_WORD | IS_MAP, "a name or a map" },
};

struct ast_expr *json_expr_new(struct json_reader *r, enum ast_kind kind,
			       uint32_t n)
{
	struct ast_expr *e = arena_new(&r->ast->arena, struct ast_expr);

	e->kind = (uint8_t)kind;
	e->at = json_where(r, n);
	return e;
}

/* ---- immediates ---- */

/* What the text form would read as a number. */
static bool is_number(const char *s, size_t len)
{
	bool hex = len > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X');

	if (!len || len > 18)
		return false;
	for (size_t i = hex ? 2 : 0; i < len; i++)
		if (hex ? !isxdigit((unsigned char)s[i]) :
			  !isdigit((unsigned char)s[i]))
			return false;
	return true;
}

static int read_string(struct json_reader *r, json_t *v, struct ast_expr *e)
{
	const char *s = json_string_value(v);
	size_t len = json_string_length(v);

	e->kind = AST_VALUE;
	e->value.text = arena_memdup(&r->ast->arena, s, len);
	e->value.len = (uint32_t)len;
	if (is_number(s, len))
		e->flags |= AST_NUMBER;
	else if (memchr(s, '*', len))
		e->flags |= AST_STARRED;
	return 0;
}

/* Listings print numbers of 64 bits from 2^63 on as negative ones. */
static void read_integer(struct json_reader *r, json_t *v, struct ast_expr *e)
{
	json_int_t num = json_integer_value(v);
	char digits[UTIL_DIGITS], *end = digits + sizeof(digits);
	char *text = util_decimal(end, (uint64_t)num);

	e->kind = AST_VALUE;
	e->flags |= num < 0 ? AST_NUMBER | AST_WRAPPED : AST_NUMBER;
	e->value.len = (uint32_t)(end - text);
	e->value.text = arena_memdup(&r->ast->arena, text, e->value.len);
}

int json_value(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	json_t *v = json_at(r, n);

	if (json_is_string(v))
		return read_string(r, v, e);
	if (!json_is_integer(v))
		return json_wrong(r, n, "a string or a whole number");
	read_integer(r, v, e);
	return 0;
}

static int not_here(struct json_reader *r, uint32_t n, const char *what,
		    enum json_place place)
{
	return diag_error(r->diags, DIAG_CONTEXT, json_where(r, n),
			  "%s is not allowed here, expected %s", what,
			  places[place].what);
}

static int read_setref(struct json_reader *r, uint32_t n, struct ast_expr *e)
{
	json_t *v = json_at(r, n);
	size_t len = json_string_length(v) - 1;

	if (!len)
		return diag_error(r->diags, DIAG_MISSING, json_where(r, n),
				  "a set's name is missing after '@'");
	if (json_name_fits(r, n, len) < 0)
		return -1;
	e->kind = AST_SETREF;
	e->name = strpool_intern(&r->ast->strings, json_string_value(v) + 1,
				 len);
	return 0;
}

static int read_immediate(struct json_reader *r, uint32_t n,
			  enum json_place place, struct ast_expr *e)
{
	unsigned int kinds = places[place].kinds;
	json_t *v = json_at(r, n);
	const char *s = json_string_value(v);

	if (s && *s == '@') {
		if (!(kinds & IS_SETREF))
			return not_here(r, n, "a reference to a set", place);
		return read_setref(r, n, e);
	}
	if (s && (kinds & IS_CATCHALL) && json_same(s, "*")) {
		e->kind = AST_CATCHALL;
		return 0;
	}
	if (json_is_boolean(v)) {
		if (!(kinds & IS_BOOL))
			return not_here(r, n, "a truth value", place);
		e->kind = AST_BOOL;
		e->num = json_is_true(v);
		return 0;
	}
	if (!(kinds & IS_WORD) && (s || json_is_integer(v)))
		return not_here(r, n, s ? "a string" : "a number", place);
	if (!s && !json_is_integer(v))
		return json_wrong(r, n, places[place].what);
	return json_value(r, n, e);
}

/* ---- what is made of others ---- */

static int read_list(struct json_reader *r, uint32_t n, enum json_place place,
		     struct ast_expr *e)
{
	struct ast_expr **last = &e->list.first;

	for (uint32_t i = json_first(n); i < json_end(r, n);
	     i = json_next(r, i)) {
		*last = json_expr(r, i, place);
		last = &(*last)->next;
		e->list.count++;
	}
	return 0;
}

/* The items of an array, of which there must be a number. */
static int need_items(struct json_reader *r, uint32_t n, uint32_t least,
		      uint32_t most)
{
	uint32_t count;

	if (!json_is_array(json_at(r, n)))
		return json_wrong(r, n, "an array");
	count = (uint32_t)json_array_size(json_at(r, n));
	if (count >= least && count <= most)
		return 0;
	return diag_error(r->diags, DIAG_RANGE, json_where(r, n),
			  "'%s' has %u item%s, expected %s%u", json_key(r, n),
			  count, count == 1 ? "" : "s",
			  most > least ? "at least " : "", least);
}

static int read_array(struct json_reader *r, uint32_t n, enum json_place place,
		      struct ast_expr *e)
{
	if (!(places[place].kinds & IS_LIST))
		return not_here(r, n, "an array", place);
	if (json_first(n) == json_end(r, n))
		return diag_error(r->diags, DIAG_MISSING, json_where(r, n),
				  "an empty array, expected values");
	e->kind = AST_LIST;
	return read_list(r, n, PLACE_OPERAND, e);
}

static int read_concat(struct json_reader *r, uint32_t n,
		       const struct json_expr_row *row, struct ast_expr *e)
{
	(void)row;
	if (need_items(r, n, 2, UINT32_MAX) < 0)
		return -1;
	e->kind = AST_CONCAT;
	return read_list(r, n, PLACE_FIELD, e);
}

static int read_range(struct json_reader *r, uint32_t n,
		      const struct json_expr_row *row, struct ast_expr *e)
{
	uint32_t low = json_first(n);

	(void)row;
	if (need_items(r, n, 2, 2) < 0)
		return -1;
	e->kind = AST_RANGE;
	e->pair.left = json_expr(r, low, PLACE_BOUND);
	e->pair.right = json_expr(r, json_next(r, low), PLACE_BOUND);
	return 0;
}

/* More than two operands are taken from the left. */
static int read_binop(struct json_reader *r, uint32_t n,
		      const struct json_expr_row *row, struct ast_expr *e)
{
	struct ast_expr *left;
	uint32_t i = json_first(n);

	if (need_items(r, n, 2, UINT32_MAX) < 0)
		return -1;
	left = json_expr(r, i, PLACE_OPERAND);
	for (i = json_next(r, i); i < json_end(r, n); i = json_next(r, i)) {
		bool last = json_next(r, i) == json_end(r, n);
		struct ast_expr *op = last ? e : json_expr_new(r, AST_BINOP, n);

		op->kind = AST_BINOP;
		op->op = (uint16_t)row->arg;
		op->pair.left = left;
		op->pair.right = json_expr(r, i, PLACE_OPERAND);
		left = op;
	}
	return 0;
}

static const struct json_member prefix_members[] = {
	OPERAND(ast_expr, "addr", PLACE_ADDR, JSON_NEEDED, prefix.expr),
	NEEDED(ast_expr, "len", NUM8, prefix.len),
	MEMBERS_END,
};

static const struct json_member map_members[] = {
	OPERAND(ast_expr, "key", PLACE_LEFT, JSON_NEEDED, pair.left),
	OPERAND(ast_expr, "data", PLACE_MAPPING, JSON_NEEDED, pair.right),
	MEMBERS_END,
};

/* What the members say is all there is to it. */
static int read_plain(struct json_reader *r, uint32_t n,
		      const struct json_expr_row *row, struct ast_expr *e)
{
	e->kind = row->kind;
	return json_bind(r, n, row->members, JSON_NEEDED, e);
}

/* { "set": "@name" } is the reference alone. */
static int read_set(struct json_reader *r, uint32_t n,
		    const struct json_expr_row *row, struct ast_expr *e)
{
	const char *s = json_string_value(json_at(r, n));

	(void)row;
	if (s && *s == '@')
		return read_setref(r, n, e);
	e->kind = AST_SET;
	e->elems = json_elems(r, n);
	return 0;
}

struct in_verdict {
	uint32_t target;
};

static const struct json_member verdict_members[] = {
	NEEDED(in_verdict, "target", NODE, target),
	MEMBERS_END,
};

static int read_jump(struct json_reader *r, uint32_t n,
		     const struct json_expr_row *row, struct ast_expr *e)
{
	struct in_verdict in = { 0 };

	if (json_bind(r, n, verdict_members, JSON_NEEDED, &in) < 0)
		return -1;
	if (!json_is_string(json_at(r, in.target)))
		return json_wrong(r, in.target, "a string");
	e->kind = AST_VERDICT;
	e->code = (int16_t)row->arg;
	e->verdict.chain = json_expr_new(r, AST_VALUE, in.target);
	return json_value(r, in.target, e->verdict.chain);
}

static int read_verdict(struct json_reader *r, uint32_t n,
			const struct json_expr_row *row, struct ast_expr *e)
{
	json_t *v = json_at(r, n);

	/* Programs that make an object of everything write {}. */
	if (!json_is_null(v) && !(json_is_object(v) && !json_object_size(v)))
		return json_wrong(r, n, "null");
	e->kind = AST_VERDICT;
	e->code = (int16_t)row->arg;
	return 0;
}

#define ROW(name, read, kind, arg, kinds) { name, read, kind, arg, NULL, kinds }

static const struct json_expr_row rows[] = {
	ROW("concat", read_concat, AST_CONCAT, 0, IS_CONCAT),
	ROW("set", read_set, AST_SET, 0, IS_SET),
	{ "map", read_plain, AST_MAP, 0, map_members, IS_MAP },
	{ "prefix", read_plain, AST_PREFIX, 0, prefix_members, IS_SPAN },
	ROW("range", read_range, AST_RANGE, 0, IS_SPAN),
	ROW("|", read_binop, AST_BINOP, OP_OR, IS_BINOP),
	ROW("^", read_binop, AST_BINOP, OP_XOR, IS_BINOP),
	ROW("&", read_binop, AST_BINOP, OP_AND, IS_BINOP),
	ROW("<<", read_binop, AST_BINOP, OP_LSHIFT, IS_BINOP),
	ROW(">>", read_binop, AST_BINOP, OP_RSHIFT, IS_BINOP),
	ROW("accept", read_verdict, AST_VERDICT, VERDICT_ACCEPT, IS_VERDICT),
	ROW("drop", read_verdict, AST_VERDICT, VERDICT_DROP, IS_VERDICT),
	ROW("continue", read_verdict, AST_VERDICT, VERDICT_CONTINUE,
	    IS_VERDICT),
	ROW("return", read_verdict, AST_VERDICT, VERDICT_RETURN, IS_VERDICT),
	ROW("jump", read_jump, AST_VERDICT, VERDICT_JUMP, IS_VERDICT),
	ROW("goto", read_jump, AST_VERDICT, VERDICT_GOTO, IS_VERDICT),
	{ .name = NULL },
};

static const struct json_expr_row *const tables[] = { json_selectors, rows };

static void each_expression(void (*fn)(void *, const char *), void *ctx)
{
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		for (const struct json_expr_row *row = tables[i]; row->name;
		     row++)
			fn(ctx, row->name);
}

static const struct json_expr_row *find_row(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
		for (const struct json_expr_row *row = tables[i]; row->name;
		     row++)
			if (json_same(row->name, name))
				return row;
	return NULL;
}

static int read_object(struct json_reader *r, uint32_t n,
		       enum json_place place, struct ast_expr *e)
{
	const struct json_expr_row *row;
	unsigned int kinds;
	uint32_t m;

	if (json_only_member(r, n, "an expression", &m) < 0)
		return -1;
	if (json_same(json_key(r, m), "elem"))
		return json_elem_alone(r, m, place, e);
	row = find_row(json_key(r, m));
	if (!row)
		return json_unknown(r, json_key_span(r->t, m), "expression",
				    json_key(r, m), each_expression);
	kinds = row->kinds ? row->kinds : IS_SELECTOR;
	if (!(places[place].kinds & kinds))
		return diag_error(r->diags, DIAG_CONTEXT,
				  json_key_span(r->t, m),
				  "'%s' is not allowed here, expected %s",
				  row->name, places[place].what);
	return row->read(r, m, row, e);
}

struct ast_expr *json_expr(struct json_reader *r, uint32_t n,
			   enum json_place place)
{
	struct ast_expr *e = json_expr_new(r, AST_POISON, n);
	json_t *v = json_at(r, n);
	int ret;

	if (json_is_object(v))
		ret = read_object(r, n, place, e);
	else if (json_is_array(v))
		ret = read_array(r, n, place, e);
	else
		ret = read_immediate(r, n, place, e);
	if (ret < 0) {
		memset(e, 0, sizeof(*e));
		e->kind = AST_POISON;
		e->at = json_where(r, n);
	}
	return e;
}
