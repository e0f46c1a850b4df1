#include "config.h"

#include "syntax/text/grammar.h"

#include "tables/words.h"

struct set_ctx {
	struct ast_set *set;
	struct ast_stmt **last;
};

/* type name = WORD */
static struct ast_expr *type_name(struct parser *p)
{
	struct ast_expr *e;

	if (p->t.kind != TOKEN_WORD) {
		err_expected(p, "the name of a type");
		return NULL;
	}
	if (tok_is(p, "hour") || tok_is(p, "day")) {
		diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			   "type '%.*s' is available through typeof only",
			   (int)p->t.len, p->t.text);
		diag_hint(p->diags, "write 'typeof meta %.*s'", (int)p->t.len,
			  p->t.text);
		return NULL;
	}
	e = ast_value_new(p, &p->t);
	tok_advance(p);
	return e;
}

/* types = type name { '.' type name } */
static struct ast_expr *parse_types(struct parser *p)
{
	return parse_joined(p, type_name(p), AST_CONCAT, type_name);
}

static int parse_type(struct parser *p, bool is_typeof, struct ast_type *type)
{
	type->is_typeof = is_typeof;
	type->at = p->t.at;
	type->expr = is_typeof ? parse_typeof_expr(p) : parse_types(p);
	type->at = tok_since(p, type->at);
	return type->expr ? 0 : -1;
}

/* Whether `tunnel`, `ct` and the like name objects here, not selectors. */
static bool object_begins(struct parser *p)
{
	static const char *const names[] = { "counter", "quota", "limit",
					     "secmark", "synproxy" };
	const struct token *next;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (tok_is(p, names[i]))
			return true;
	if (!tok_is(p, "tunnel") && !tok_is(p, "ct"))
		return false;
	next = tok_peek(p);
	if (tok_is(p, "tunnel"))
		return !token_is(next, "id") && !token_is(next, "path");
	return token_is(next, "helper") || token_is(next, "timeout") ||
	       token_is(next, "expectation");
}

/* map data = OBJECT KIND | [ 'interval' ] ( types | typeof expr | 'verdict'
 *          | 'queue' ) */
static int parse_map_data(struct parser *p, struct ast_set *set)
{
	bool is_typeof = set->key.is_typeof;
	int kind;

	if (object_begins(p) && !is_typeof &&
	    (tok_is(p, "ct") || tok_is(p, "tunnel")))
		return diag_error(p->diags, DIAG_SYNTAX, p->t.at,
				  "a map of '%.*s' objects needs 'typeof' instead of 'type'",
				  (int)p->t.len, p->t.text);
	if (object_begins(p)) {
		set->data.at = p->t.at;
		kind = parse_object_kind(p);
		set->data_obj = kind > 0 ? (uint32_t)kind : 0;
		set->data.at = tok_since(p, set->data.at);
		return kind > 0 ? 0 : -1;
	}
	set->data_interval = tok_accept_word(p, "interval");
	if (is_typeof && (tok_is(p, "verdict") ||
			  (tok_is(p, "queue") && tok_peek(p)->kind != '.')))
		is_typeof = false;
	if (parse_type(p, is_typeof, &set->data) < 0)
		return -1;
	set->data.is_typeof = set->key.is_typeof;
	return 0;
}

/* key = ( 'type' types | 'typeof' typeof expr ) [ ':' map data ] */
static int set_key(struct parser *p, struct set_ctx *c)
{
	struct ast_set *set = c->set;
	bool is_typeof = tok_is(p, "typeof");

	if (set->key.expr) {
		diag_error(p->diags, DIAG_DUPLICATE, p->t.at,
			   "the type is given twice");
		diag_note(p->diags, set->key.at, "first given here");
		return -1;
	}
	tok_advance(p);
	if (parse_type(p, is_typeof, &set->key) < 0)
		return -1;
	if (p->t.kind == ',' && !set->is_map)
		return diag_error(p->diags, DIAG_SYNTAX, p->t.at,
				  "the fields of a key are joined by '.', not ','");
	if (!set->is_map && p->t.kind == ':') {
		diag_error(p->diags, DIAG_SYNTAX, p->t.at,
			   "a set has no data after ':'");
		diag_hint(p->diags, "a set with data is a map: write 'map'");
		return -1;
	}
	if (!set->is_map)
		return 0;
	if (tok_expect(p, ':', "':' and the type of the data") < 0)
		return -1;
	return parse_map_data(p, set);
}

/* flags = 'flags' set flag { ',' set flag } */
static int set_flags(struct parser *p, struct set_ctx *c)
{
	struct ast_num *flags = &c->set->flags;
	struct span start = p->t.at;
	char buf[PARSE_NAME_MAX];
	uint32_t bits;

	tok_advance(p);
	if (parse_word_list(p, words_set_flags,
			    "constant, interval, timeout or dynamic",
			    &bits) < 0)
		return -1;
	if (p->t.kind == TOKEN_WORD &&
	    word_find(words_set_flags, tok_text(&p->t, buf)))
		return diag_error(p->diags, DIAG_SYNTAX, p->t.at,
				  "',' is missing before '%s'", buf);
	flags->val = bits | (c->set->is_map ? flags->val : 0);
	flags->at = tok_since(p, start);
	flags->set = true;
	return 0;
}

static int set_timeout(struct parser *p, struct set_ctx *c)
{
	tok_advance(p);
	return parse_time_ms(p, &c->set->timeout_ms);
}

static int set_gc_interval(struct parser *p, struct set_ctx *c)
{
	tok_advance(p);
	return parse_time_ms(p, &c->set->gc_ms);
}

static int set_size(struct parser *p, struct set_ctx *c)
{
	tok_advance(p);
	return parse_num(p, "a number of elements", UINT32_MAX,
			 &c->set->size);
}

/* policy = 'policy' ( 'performance' | 'memory' ) */
static int set_policy(struct parser *p, struct set_ctx *c)
{
	struct span at;
	const struct word *w;

	tok_advance(p);
	at = p->t.at;
	w = parse_word(p, words_set_policy, "'performance' or 'memory'");
	if (!w)
		return -1;
	c->set->policy = (struct ast_num){ .val = w->value, .at = at,
					   .set = true };
	return 0;
}

static int set_auto_merge(struct parser *p, struct set_ctx *c)
{
	if (c->set->is_map)
		return diag_error(p->diags, DIAG_SYNTAX, p->t.at,
				  "a map has no auto-merge");
	c->set->auto_merge = true;
	c->set->auto_merge_at = p->t.at;
	tok_advance(p);
	return 0;
}

/* elements = 'elements' '=' ( set literal | variable ) */
static int set_elements(struct parser *p, struct set_ctx *c)
{
	if (c->set->elements && !c->set->is_map) {
		diag_error(p->diags, DIAG_DUPLICATE, p->t.at,
			   "the elements are given twice");
		diag_note(p->diags, c->set->elements->at, "first given here");
		return -1;
	}
	tok_advance(p);
	if (tok_expect(p, '=', "'=' and a list of elements") < 0)
		return -1;
	if (p->t.kind != '{' && p->t.kind != '$')
		return err_expected(p, "'{' or a variable");
	c->set->elements = parse_set_operand(p);
	if (!c->set->elements)
		return -1;
	return c->set->elements->kind == AST_POISON ? ITEM_CONTAINED : 0;
}

static int set_comment(struct parser *p, struct set_ctx *c)
{
	return parse_comment(p, &c->set->comment);
}

/* set item = key | flags | 'timeout' TIME | 'gc-interval' TIME
 *          | 'size' NUMBER | policy | 'auto-merge' | elements | comment
 *          | stateful */
static int set_item(struct parser *p, void *ctx)
{
	static const struct {
		const char *word;
		int (*parse)(struct parser *p, struct set_ctx *c);
		int sep;
	} items[] = {
		{ "type", set_key, ITEM_SEP },
		{ "typeof", set_key, ITEM_SEP },
		{ "flags", set_flags, ITEM_SEP },
		{ "timeout", set_timeout, ITEM_SEP },
		{ "gc-interval", set_gc_interval, ITEM_SEP },
		{ "size", set_size, ITEM_SEP },
		{ "policy", set_policy, ITEM_SEP },
		{ "auto-merge", set_auto_merge, ITEM_FREE },
		{ "elements", set_elements, ITEM_FREE },
		{ "comment", set_comment, ITEM_SEP },
	};
	struct set_ctx *c = ctx;
	struct candidates names;

	for (size_t i = 0; i < ARRAY_SIZE(items); i++) {
		int ret;

		if (!tok_is(p, items[i].word))
			continue;
		ret = items[i].parse(p, c);
		return ret < 0 ? ret : items[i].sep;
	}
	if (!stmt_is_stateful(p)) {
		candidates_init(p, &names);
		for (size_t i = 0; i < ARRAY_SIZE(items); i++)
			candidates_add(&names, items[i].word);
		return err_unknown(p, &names, "property",
				   c->set->is_map ? "a map" : "a set");
	}
	*c->last = parse_stateful(p);
	if (!*c->last)
		return -1;
	c->last = &(*c->last)->next;
	return tok_at_end(p) ? ITEM_SEP : ITEM_FREE;
}

/* set block = '{' { set item sep } '}' */
int parse_set_block(struct parser *p, struct ast_set *set)
{
	struct set_ctx ctx = { .set = set, .last = &set->stmts };
	struct block b = { .item = set_item,
			   .ctx = &ctx,
			   .foreign = block_foreign_to_chain,
			   .whole = true };

	return parse_block(p, &b);
}
