#include "config.h"

#include "syntax/json/json_read.h"

#include <inttypes.h>
#include <string.h>

/* ---- table ---- */

struct in_table {
	struct json_head head;
	struct ast_num flags;
	struct ast_text comment;
};

static const struct json_member table_members[] = {
	NEEDED(in_table, "family", FAMILY, head.family),
	WORDS(in_table, "name", NAME, JSON_NAMED, head.table, NULL),
	WORDS(in_table, "handle", NUM, JSON_BY_HANDLE, head.handle, NULL),
	WORDS(in_table, "flags", FLAGS, 0, flags, words_table_flags),
	MEMBER(in_table, "comment", COMMENT, comment),
	MEMBERS_END,
};

static int read_table(struct json_reader *r, uint32_t n, uint16_t cases,
		      struct ast_cmd *cmd)
{
	struct in_table in = { .flags.set = false };
	int ret = json_bind(r, n, table_members, cases, &in);

	json_take_head(r, &in.head, cmd);
	if (cases & JSON_HEAD_ONLY)
		return ret;
	cmd->table = arena_new(&r->ast->arena, struct ast_table);
	cmd->table->flags = (uint32_t)in.flags.val;
	cmd->table->have_flags = in.flags.set;
	cmd->table->have_block = in.flags.set || in.comment.text;
	cmd->table->comment = in.comment;
	return ret;
}

/* ---- what chains and flowtables are hooked to ---- */

struct in_hook {
	struct ast_hook hook;
	uint32_t prio, dev;
};

/* A priority may be negative, other numbers are not. */
static struct ast_expr *read_prio(struct json_reader *r, uint32_t n)
{
	struct ast_expr *e = json_expr_new(r, AST_VALUE, n);
	json_int_t num = json_integer_value(json_at(r, n));

	if (!json_is_integer(json_at(r, n))) {
		json_wrong(r, n, "a whole number");
		e->kind = AST_POISON;
	} else if (num < INT32_MIN || num > INT32_MAX) {
		diag_error(r->diags, DIAG_RANGE, e->at,
			   "priority %" JSON_INTEGER_FORMAT
			   " is out of range: it has 32 bits", num);
		e->kind = AST_POISON;
	}
	if (e->kind == AST_POISON)
		return e;
	e->flags = num < 0 ? AST_NUMBER | AST_NEGATIVE : AST_NUMBER;
	e->value.text = arena_printf(&r->ast->arena, "%" JSON_INTEGER_FORMAT,
				     num < 0 ? -num : num);
	e->value.len = (uint32_t)strlen(e->value.text);
	return e;
}

static struct ast_expr *read_device(struct json_reader *r, uint32_t n)
{
	struct ast_expr *e = json_expr_new(r, AST_VALUE, n);

	if (!json_is_string(json_at(r, n))) {
		json_wrong(r, n, "the name of a device");
		e->kind = AST_POISON;
	} else if (json_value(r, n, e) < 0) {
		e->kind = AST_POISON;
	}
	return e;
}

static void read_devices(struct json_reader *r, uint32_t n,
			 struct ast_devices *devices)
{
	struct ast_expr **last = &devices->first;

	devices->at = json_where(r, n);
	if (!json_is_array(json_at(r, n))) {
		*last = read_device(r, n);
		return;
	}
	for (uint32_t i = json_first(n); i < json_end(r, n);
	     i = json_next(r, i)) {
		*last = read_device(r, i);
		last = &(*last)->next;
	}
}

static void read_hook(struct json_reader *r, const struct in_hook *in,
		      struct ast_hook *hook)
{
	*hook = in->hook;
	hook->at = in->hook.hook.at;
	if (in->prio)
		hook->prio = read_prio(r, in->prio);
	if (in->dev)
		read_devices(r, in->dev, &hook->devices);
}

/* ---- chain ---- */

struct in_chain {
	struct json_head head;
	struct in_hook hook;
	uint32_t policy;
	struct ast_text comment;
};

#define CHAIN_BASE UINT16_C(0x400) /* some of type, hook, prio are there */

static const struct json_member chain_members[] = {
	HEAD_MEMBERS(in_chain),
	WORDS(in_chain, "newname", NAME, JSON_CASE(VERB_RENAME), head.newname,
	      NULL),
	WORDS(in_chain, "type", NAME, CHAIN_BASE, hook.hook.type, NULL),
	WORDS(in_chain, "hook", NAME, CHAIN_BASE, hook.hook.hook, NULL),
	WORDS(in_chain, "prio", NODE, CHAIN_BASE, hook.prio, NULL),
	MEMBER(in_chain, "dev", NODE, hook.dev),
	MEMBER(in_chain, "policy", NODE, policy),
	MEMBER(in_chain, "comment", COMMENT, comment),
	MEMBERS_END,
};

static bool has_hook(const struct json_reader *r, uint32_t n)
{
	return json_given(r, n, "type") || json_given(r, n, "hook") ||
	       json_given(r, n, "prio");
}

static struct ast_expr *read_policy(struct json_reader *r, uint32_t n)
{
	struct ast_expr *e = json_expr_new(r, AST_VALUE, n);
	uint64_t policy;

	if (json_word(r, n, words_chain_policy, &policy) < 0 ||
	    json_value(r, n, e) < 0)
		e->kind = AST_POISON;
	return e;
}

/* Only a chain with a hook has these. */
static void warn_no_hook(struct json_reader *r, uint32_t n)
{
	if (n)
		diag_warn(r->diags, DIAG_OBSOLETE, json_key_span(r->t, n),
			  "'%s' is ignored without 'type', 'hook' and 'prio'",
			  json_key(r, n));
}

static int read_chain(struct json_reader *r, uint32_t n, uint16_t cases,
		      struct ast_cmd *cmd)
{
	bool base = !(cases & JSON_HEAD_ONLY) && has_hook(r, n);
	struct in_chain in = { .policy = 0 };
	int ret = json_bind(r, n, chain_members,
			    base ? cases | CHAIN_BASE : cases, &in);

	json_take_head(r, &in.head, cmd);
	if (cmd->verb == VERB_RENAME)
		cmd->newname = arena_memdup(&r->ast->arena, &in.head.newname,
					    sizeof(in.head.newname));
	if (cases & JSON_HEAD_ONLY)
		return ret;
	cmd->chain = arena_new(&r->ast->arena, struct ast_chain);
	cmd->chain->comment = in.comment;
	if (!base) {
		warn_no_hook(r, in.hook.dev);
		warn_no_hook(r, in.policy);
		return ret;
	}
	read_hook(r, &in.hook, &cmd->chain->hook);
	if (in.policy)
		cmd->chain->policy = read_policy(r, in.policy);
	return ret;
}

/* ---- rule ---- */

struct in_rule {
	struct json_head head;
	uint32_t expr;
	struct ast_num index;
	struct ast_text comment;
};

#define RULE_NEW                                            \
	(JSON_CASE(VERB_ADD) | JSON_CASE(VERB_INSERT) |     \
	 JSON_CASE(VERB_REPLACE))
#define RULE_OLD (JSON_GONE | JSON_CASE(VERB_REPLACE))

static const struct json_member rule_members[] = {
	NEEDED(in_rule, "family", FAMILY, head.family),
	NEEDED(in_rule, "table", NAME, head.table),
	NEEDED(in_rule, "chain", NAME, head.name),
	WORDS(in_rule, "handle", NUM, RULE_OLD, head.handle, NULL),
	WORDS(in_rule, "expr", NODE, RULE_NEW, expr, NULL),
	MEMBER(in_rule, "index", NUM32, index),
	MEMBER(in_rule, "comment", COMMENT, comment),
	MEMBERS_END,
};

static int read_rule(struct json_reader *r, uint32_t n, uint16_t cases,
		     struct ast_cmd *cmd)
{
	struct in_rule in = { .expr = 0 };
	int ret = json_bind(r, n, rule_members, cases, &in);

	json_take_head(r, &in.head, cmd);
	if (ret < 0 || cases & JSON_HEAD_ONLY)
		return ret;
	if (cmd->verb != VERB_REPLACE && in.index.set) {
		r->ast->indexed = true;
		json_place_of(r, cmd)->index = in.index;
	}
	cmd->rule = arena_new(&r->ast->arena, struct ast_rule);
	cmd->rule->at = json_where(r, n);
	if (in.comment.text)
		cmd->rule->comment = arena_memdup(&r->ast->arena, &in.comment,
						  sizeof(in.comment));
	if (!json_is_array(json_at(r, in.expr)))
		return json_wrong(r, in.expr, "an array of statements");
	r->ref = &cmd->ref;
	cmd->rule->stmts = json_stmts(r, in.expr);
	return ret;
}

/* ---- flowtable ---- */

struct in_flowtable {
	struct json_head head;
	struct in_hook hook;
	struct ast_num flags;
};

static const struct json_member flowtable_members[] = {
	HEAD_MEMBERS(in_flowtable),
	WORDS(in_flowtable, "hook", NAME, JSON_NEW, hook.hook.hook, NULL),
	WORDS(in_flowtable, "prio", NODE, JSON_NEW, hook.prio, NULL),
	WORDS(in_flowtable, "dev", NODE, JSON_NEW, hook.dev, NULL),
	WORDS(in_flowtable, "flags", FLAGS, 0, flags, json_flowtable_flags),
	MEMBERS_END,
};

static int read_flowtable(struct json_reader *r, uint32_t n, uint16_t cases,
			  struct ast_cmd *cmd)
{
	struct in_flowtable in = { .hook.prio = 0 };
	int ret = json_bind(r, n, flowtable_members, cases, &in);

	json_take_head(r, &in.head, cmd);
	if (cases & JSON_HEAD_ONLY)
		return ret;
	cmd->flowtable = arena_new(&r->ast->arena, struct ast_flowtable);
	cmd->flowtable->at = json_where(r, n);
	cmd->flowtable->flags = (uint32_t)in.flags.val;
	read_hook(r, &in.hook, &cmd->flowtable->hook);
	return ret;
}

/* ---- ruleset, meter ---- */

struct in_ruleset {
	struct json_head head;
};

static const struct json_member ruleset_members[] = {
	MEMBER(in_ruleset, "family", FAMILY, head.family),
	MEMBERS_END,
};

static int read_ruleset(struct json_reader *r, uint32_t n, uint16_t cases,
			struct ast_cmd *cmd)
{
	struct in_ruleset in = { .head.family = 0 };
	int ret = 0;

	if (!json_is_null(json_at(r, n)))
		ret = json_bind(r, n, ruleset_members, cases, &in);
	json_take_head(r, &in.head, cmd);
	return ret;
}

#define FLUSH JSON_CASE(VERB_FLUSH)
#define ALL (JSON_NEW | JSON_GONE | FLUSH)

const struct json_kind json_containers[] = {
	{ "table", OBJ_TABLE, ALL, read_table },
	{ "chain", OBJ_CHAIN, ALL | JSON_CASE(VERB_RENAME), read_chain },
	{ "rule", OBJ_RULE, RULE_NEW | JSON_GONE, read_rule },
	{ "set", OBJ_SET, ALL, json_read_set },
	{ "map", OBJ_MAP, ALL, json_read_set },
	{ "element", OBJ_ELEMENT, JSON_NEW | JSON_GONE, json_read_element },
	{ "flowtable", OBJ_FLOWTABLE, JSON_NEW | JSON_GONE, read_flowtable },
	{ "ruleset", OBJ_RULESET, FLUSH, read_ruleset },
	{ "meter", OBJ_METER, FLUSH, json_read_set },
	{ NULL, 0, 0, NULL },
};
