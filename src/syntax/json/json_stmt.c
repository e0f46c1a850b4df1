#include "config.h"

#include "syntax/json/json_read.h"

#include <string.h>

/* ---- verdicts, matches, assignments ---- */

struct in_block {
	uint32_t rules, expr;
	struct ast_text comment;
};

static const struct json_member block_members[] = {
	NEEDED(in_block, "rules", NODE, rules),
	MEMBERS_END,
};

static const struct json_member block_rule_members[] = {
	NEEDED(in_block, "expr", NODE, expr),
	MEMBER(in_block, "comment", COMMENT, comment),
	MEMBERS_END,
};

static struct ast_rule *block_rule(struct json_reader *r, uint32_t n)
{
	struct ast_rule *rule = arena_new(&r->ast->arena, struct ast_rule);
	struct in_block in = { .expr = 0 };

	rule->at = json_where(r, n);
	if (json_bind(r, n, block_rule_members, JSON_NEEDED, &in) < 0)
		return rule;
	if (!json_is_array(json_at(r, in.expr)))
		json_wrong(r, in.expr, "an array of statements");
	else
		rule->stmts = json_stmts(r, in.expr);
	if (in.comment.text)
		rule->comment = arena_memdup(&r->ast->arena, &in.comment,
					     sizeof(in.comment));
	return rule;
}

/* { "rules": [ { "expr": [ ... ] } ] }: a chain of its own, without a name. */
static int read_block(struct json_reader *r, uint32_t n, int code,
		      struct ast_stmt *s)
{
	struct ast_rules *block = arena_new(&r->ast->arena, struct ast_rules);
	struct ast_rule **last = &block->first;
	struct in_block in = { .rules = 0 };

	if (json_bind(r, n, block_members, JSON_NEEDED, &in) < 0)
		return -1;
	if (!json_is_array(json_at(r, in.rules)))
		return json_wrong(r, in.rules, "an array of rules");
	for (uint32_t i = json_first(in.rules); i < json_end(r, in.rules);
	     i = json_next(r, i)) {
		*last = block_rule(r, i);
		last = &(*last)->next;
	}
	s->expr = json_expr_new(r, AST_VERDICT, n);
	s->expr->code = (int16_t)code;
	s->expr->verdict.block = block;
	return 0;
}

static bool is_block(const struct json_reader *r, uint32_t n)
{
	return json_find(r, n, "rules") ||
	       (!json_find(r, n, "target") && json_means(r, n, "rules"));
}

static int read_verdict(struct json_reader *r, uint32_t n,
			const struct json_stmt *row, struct ast_stmt *s)
{
	if (row->arg && is_block(r, n)) {
		s->kind = STMT_VERDICT;
		return read_block(r, n, row->arg, s);
	}
	/* The statement is the expression: { "jump": { "target": ... } }. */
	s->kind = STMT_VERDICT;
	s->expr = json_expr(r, n - 1, PLACE_DATA);
	return s->expr->kind == AST_POISON ? -1 : 0;
}

static const struct json_member match_members[] = {
	WORDS(ast_stmt, "op", WORD, JSON_NEEDED, op, json_relations),
	OPERAND(ast_stmt, "left", PLACE_LEFT, JSON_NEEDED, match.left),
	OPERAND(ast_stmt, "right", PLACE_RIGHT, JSON_NEEDED, match.right),
	MEMBERS_END,
};

static const struct json_member vmap_members[] = {
	OPERAND(ast_expr, "key", PLACE_LEFT, JSON_NEEDED, pair.left),
	OPERAND(ast_expr, "data", PLACE_MAPPING, JSON_NEEDED, pair.right),
	MEMBERS_END,
};

static int read_vmap(struct json_reader *r, uint32_t n,
		     const struct json_stmt *row, struct ast_stmt *s)
{
	s->kind = STMT_VERDICT;
	s->expr = json_expr_new(r, AST_MAP, n);
	s->expr->flags = AST_VMAP;
	return json_bind(r, n, row->members, JSON_NEEDED, s->expr);
}

static const struct json_member mangle_members[] = {
	OPERAND(ast_stmt, "key", PLACE_TARGET, JSON_NEEDED, set.target),
	OPERAND(ast_stmt, "value", PLACE_ARG, JSON_NEEDED, set.value),
	MEMBERS_END,
};

/* Helpers are objects, and so are security marks that do not come out of a
 * packet. */
static enum obj_kind assigned_object(const struct ast_expr *key,
				     const struct ast_expr *value)
{
	if (key->kind == AST_CT && json_same(key->key->name, "helper"))
		return OBJ_CT_HELPER;
	if (key->kind == AST_META && json_same(key->key->name, "secmark") &&
	    value->kind != AST_CT)
		return OBJ_SECMARK;
	return OBJ_NONE;
}

static int read_mangle(struct json_reader *r, uint32_t n,
		       const struct json_stmt *row, struct ast_stmt *s)
{
	struct ast_expr *value;
	enum obj_kind object;

	if (json_bind_stmt(r, n, row, JSON_NEEDED, s) < 0)
		return -1;
	if (!ast_is_settable(s->set.target))
		return diag_error(r->diags, DIAG_CONTEXT, s->set.target->at,
				  "this expression cannot be set");
	value = s->set.value;
	object = assigned_object(s->set.target, value);
	if (object) {
		s->kind = STMT_OBJREF;
		s->objref.type = object;
		s->objref.expr = value;
	}
	return 0;
}

/* ---- sets filled by packets ---- */

struct in_dynset {
	struct ast_num op, size;
	struct ast_name name;
	struct ast_expr *data;
	uint32_t elem, set, stmt;
};

#define DYNSET_MEMBERS                                                \
	WORDS(in_dynset, "op", WORD, JSON_NEEDED, op, words_dynset_ops),       \
	NEEDED(in_dynset, "elem", NODE, elem),                        \
	MEMBER(in_dynset, "stmt", NODE, stmt)

static const struct json_member dynset_members[] = {
	DYNSET_MEMBERS,
	NEEDED(in_dynset, "set", NODE, set),
	MEMBERS_END,
};

static const struct json_member dynmap_members[] = {
	DYNSET_MEMBERS,
	NEEDED(in_dynset, "map", NODE, set),
	OPERAND(in_dynset, "data", PLACE_DATA, JSON_NEEDED, data),
	MEMBERS_END,
};

static const struct json_member meter_members[] = {
	NEEDED(in_dynset, "name", NAME, name),
	NEEDED(in_dynset, "key", NODE, elem),
	NEEDED(in_dynset, "stmt", NODE, stmt),
	MEMBER(in_dynset, "size", SIZE, size),
	MEMBERS_END,
};

static struct ast_expr *read_reference(struct json_reader *r, uint32_t n)
{
	const char *s = json_string_value(json_at(r, n));

	if (s && *s == '@')
		return json_expr(r, n, PLACE_MAPPING);
	json_wrong(r, n, "the name of a set after '@'");
	return json_expr_new(r, AST_POISON, n);
}

static void note_use(struct json_reader *r, const struct ast_expr *set)
{
	struct ast_dynset_use *use;

	if (set->kind != AST_SETREF)
		return;
	use = r->ast->dynsets;
	if (use && use->set == set->name && use->table == r->ref->table.name &&
	    use->family == r->ref->family)
		return;
	use = arena_new(&r->ast->arena, struct ast_dynset_use);
	use->family = r->ref->family;
	use->table = r->ref->table.name;
	use->set = set->name;
	use->next = r->ast->dynsets;
	r->ast->dynsets = use;
}

static int read_dynset(struct json_reader *r, uint32_t n,
		       const struct json_stmt *row, struct ast_stmt *s)
{
	struct in_dynset in = { .data = NULL };
	bool map = row->arg;

	if (json_bind(r, n, map ? dynmap_members : dynset_members, JSON_NEEDED,
		      &in) < 0)
		return -1;
	s->kind = STMT_DYNSET;
	s->op = (uint8_t)in.op.val;
	s->dynset.set = read_reference(r, in.set);
	s->dynset.elem = json_elem(r, in.elem);
	s->dynset.elem->data = in.data;
	s->map = map;
	if (in.stmt)
		s->dynset.elem->stmts = json_stateful_stmts(r, in.stmt);
	note_use(r, s->dynset.set);
	return 0;
}

static int read_meter(struct json_reader *r, uint32_t n,
		      const struct json_stmt *row, struct ast_stmt *s)
{
	struct in_dynset in = { .data = NULL };

	(void)row;
	if (json_bind(r, n, meter_members, JSON_NEEDED, &in) < 0)
		return -1;
	s->kind = STMT_METER;
	s->meter = arena_new(&r->ast->arena, struct ast_meter);
	s->meter->name = in.name;
	s->meter->size = in.size;
	s->meter->elem = json_elem(r, in.elem);
	s->meter->elem->stmts = json_stateful_stmts(r, in.stmt);
	return 0;
}

static const struct word flow_ops[] = {
	{ "add", 0 },
	{ NULL, 0 },
};

struct in_flow {
	struct ast_num op;
	struct ast_name flowtable;
};

static const struct json_member flow_members[] = {
	WORDS(in_flow, "op", WORD, JSON_NEEDED, op, flow_ops),
	NEEDED(in_flow, "flowtable", NAME, flowtable),
	MEMBERS_END,
};

static int read_flow(struct json_reader *r, uint32_t n,
		     const struct json_stmt *row, struct ast_stmt *s)
{
	struct in_flow in = { .op.set = false };
	const char *name;

	(void)row;
	if (json_bind(r, n, flow_members, JSON_NEEDED, &in) < 0)
		return -1;
	name = in.flowtable.name;
	if (name[0] != '@' || !name[1])
		return diag_error(r->diags, DIAG_TYPE, in.flowtable.at,
				  "expected the name of a flowtable after '@'");
	s->kind = STMT_FLOW;
	in.flowtable.name = strpool_intern(&r->ast->strings, name + 1,
					   strlen(name + 1));
	s->name = arena_memdup(&r->ast->arena, &in.flowtable,
			       sizeof(in.flowtable));
	return 0;
}

/* ---- the rest ---- */

static int read_reset(struct json_reader *r, uint32_t n,
		      const struct json_stmt *row, struct ast_stmt *s)
{
	uint32_t m;

	(void)row;
	if (json_only_member(r, n, "a TCP option", &m) < 0)
		return -1;
	if (!json_same(json_key(r, m), "tcp option"))
		return diag_error(r->diags, DIAG_UNKNOWN_NAME,
				  json_key_span(r->t, m),
				  "'%s' cannot be reset, only 'tcp option' can",
				  json_key(r, m));
	s->kind = STMT_RESET;
	s->expr = json_expr_new(r, AST_EXTHDR, n);
	if (json_read_tcp_option(r, m, NULL, s->expr) < 0)
		return -1;
	if (s->expr->kind != AST_EXTHDR || s->expr->exthdr.field)
		return diag_error(r->diags, DIAG_CONTEXT, s->expr->at,
				  "a whole option is reset, not a part of it");
	return 0;
}

static int read_notrack(struct json_reader *r, uint32_t n,
			const struct json_stmt *row, struct ast_stmt *s)
{
	(void)r, (void)n, (void)row;
	s->kind = STMT_NOTRACK;
	return 0;
}

static int read_xt(struct json_reader *r, uint32_t n,
		   const struct json_stmt *row, struct ast_stmt *s)
{
	(void)row, (void)s;
	return diag_error(r->diags, DIAG_UNSUPPORTED, json_key_span(r->t, n),
			  "'xt' statements belong to iptables, they cannot be loaded");
}

static const struct json_stmt stmts[] = {
	{ "match", NULL, 0, STMT_MATCH, 0, 0, match_members },
	JSON_STMT("accept", read_verdict, 0),
	JSON_STMT("drop", read_verdict, 0),
	JSON_STMT("continue", read_verdict, 0),
	JSON_STMT("return", read_verdict, 0),
	JSON_STMT("jump", read_verdict, VERDICT_JUMP),
	JSON_STMT("goto", read_verdict, VERDICT_GOTO),
	{ "vmap", read_vmap, 0, STMT_VERDICT, 0, 0, vmap_members },
	{ "mangle", read_mangle, 0, STMT_SET, 0, 0, mangle_members },
	JSON_STMT("set", read_dynset, 0),
	JSON_STMT("map", read_dynset, 1),
	JSON_STMT("meter", read_meter, 0),
	JSON_STMT("flow", read_flow, 0),
	JSON_STMT("reset", read_reset, 0),
	JSON_STMT("notrack", read_notrack, 0),
	JSON_STMT("ct helper", json_read_objref, OBJ_CT_HELPER),
	JSON_STMT("ct timeout", json_read_objref, OBJ_CT_TIMEOUT),
	JSON_STMT("ct expectation", json_read_objref, OBJ_CT_EXPECT),
	JSON_STMT("secmark", json_read_objref, OBJ_SECMARK),
	JSON_STMT("tunnel", json_read_objref, OBJ_TUNNEL),
	JSON_STMT("xt", read_xt, 0),
	{ .name = NULL },
};

static const struct json_stmt *const tables[] = { stmts, json_actions,
						  json_stateful, NULL };
static const struct json_stmt *const stateful_only[] = { json_stateful, NULL };

static const struct json_stmt *find_row(const struct json_stmt *const *of,
					const char *name)
{
	for (; *of; of++)
		for (const struct json_stmt *row = *of; row->name; row++)
			if (json_same(row->name, name))
				return row;
	return NULL;
}

static void each_stmt(void (*fn)(void *, const char *), void *ctx)
{
	for (const struct json_stmt *const *of = tables; *of; of++)
		for (const struct json_stmt *row = *of; row->name; row++)
			fn(ctx, row->name);
}

static int unknown_stmt(struct json_reader *r, uint32_t n)
{
	const char *name = json_key(r, n);

	if (find_row(tables, name))
		return diag_error(r->diags, DIAG_CONTEXT, json_key_span(r->t, n),
				  "'%s' keeps no state: expected counter, limit, quota, ct count or last",
				  name);
	return json_unknown(r, json_key_span(r->t, n), "statement", name,
			    each_stmt);
}

static int read_row(struct json_reader *r, uint32_t n,
		    const struct json_stmt *row, struct ast_stmt *s)
{
	if (row->flags & JSON_MAY_NAME && json_is_objref(r, n))
		return json_read_objref(r, n, row, s);
	s->kind = row->kind;
	return row->read ? row->read(r, n, row, s) :
			   json_bind_stmt(r, n, row, JSON_NEEDED, s);
}

static struct ast_stmt *stmt_new(struct json_reader *r, uint32_t n)
{
	struct ast_stmt *s = arena_new(&r->ast->arena, struct ast_stmt);

	s->at = json_where(r, n);
	return s;
}

static void poison(struct ast_stmt *s)
{
	const struct span at = s->at;

	memset(s, 0, sizeof(*s));
	s->kind = STMT_POISON;
	s->at = at;
}

static struct ast_stmt *read_stmt(struct json_reader *r, uint32_t n,
				  const struct json_stmt *const *of)
{
	struct ast_stmt *s = stmt_new(r, n);
	const struct json_stmt *row;
	uint32_t m;
	int ret = json_only_member(r, n, "a statement", &m);

	if (ret == 0) {
		row = find_row(of, json_key(r, m));
		ret = row ? read_row(r, m, row, s) : unknown_stmt(r, m);
	}
	if (ret < 0)
		poison(s);
	return s;
}

static struct ast_stmt *read_stmts(struct json_reader *r, uint32_t n,
				   const struct json_stmt *const *of)
{
	struct ast_stmt *first = NULL, **last = &first;
	unsigned int count = 0;

	for (uint32_t i = json_first(n); i < json_end(r, n);
	     i = json_next(r, i)) {
		if (++count > AST_STATEMENTS_MAX) {
			diag_error(r->diags, DIAG_LIMIT, json_where(r, i),
				   "more than %d statements in one rule",
				   AST_STATEMENTS_MAX);
			break;
		}
		*last = read_stmt(r, i, of);
		last = &(*last)->next;
	}
	return first;
}

struct ast_stmt *json_stmts(struct json_reader *r, uint32_t n)
{
	return read_stmts(r, n, tables);
}

struct ast_stmt *json_stateful_stmts(struct json_reader *r, uint32_t n)
{
	if (json_is_object(json_at(r, n)))
		return read_stmt(r, n, stateful_only);
	if (!json_is_array(json_at(r, n)))
		json_wrong(r, n, "an array of statements");
	return read_stmts(r, n, stateful_only);
}

struct ast_stmt *json_stateful_members(struct json_reader *r, uint32_t n)
{
	struct ast_stmt *first = NULL, **last = &first;

	/* Items of an array have no keys; the caller has reported it. */
	if (!json_is_object(json_at(r, n)))
		return NULL;
	for (uint32_t m = json_first(n); m < json_end(r, n);
	     m = json_next(r, m)) {
		const struct json_stmt *row = find_row(stateful_only,
						       json_key(r, m));
		struct ast_stmt *s;

		if (!row)
			continue;
		s = stmt_new(r, m);
		if (read_row(r, m, row, s) < 0)
			continue;
		*last = s;
		last = &s->next;
	}
	return first;
}
