#include "config.h"

#include "syntax/json/json_read.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

struct in_set {
	struct json_head head;
	struct ast_set set; /* what needs no second look */
	uint32_t type, map, elem, stmt, auto_merge;
	struct ast_num timeout_ms;
};

#define SET_MAPS UINT16_C(0x400) /* called a map */

static const struct json_member set_members[] = {
	HEAD_MEMBERS(in_set),
	WORDS(in_set, "type", NODE, JSON_NEW, type, NULL),
	WORDS(in_set, "map", NODE, SET_MAPS, map, NULL),
	WORDS(in_set, "flags", FLAGS, 0, set.flags, words_set_flags),
	WORDS(in_set, "policy", WORD, 0, set.policy, words_set_policy),
	MEMBER(in_set, "elem", NODE, elem),
	MEMBER(in_set, "timeout", SECONDS, set.timeout_ms),
	MEMBER(in_set, "timeout-ms", NUM, timeout_ms),
	MEMBER(in_set, "gc-interval", SECONDS, set.gc_ms),
	MEMBER(in_set, "size", SIZE, set.size),
	MEMBER(in_set, "auto-merge", NODE, auto_merge),
	MEMBER(in_set, "stmt", NODE, stmt),
	IGNORED("count"), /* of elements, in listings */
	MEMBER(in_set, "comment", COMMENT, set.comment),
	MEMBER(in_set, "data-interval", BOOL, set.data_interval),
	MEMBERS_END,
};

/* ---- types ---- */

static struct ast_expr *type_word(struct json_reader *r, uint32_t n)
{
	struct ast_expr *e = json_expr_new(r, AST_VALUE, n);

	if (json_is_string(json_at(r, n))) {
		if (json_value(r, n, e) == 0)
			return e;
	} else {
		json_wrong(r, n, "the name of a type");
	}
	e->kind = AST_POISON;
	return e;
}

static struct ast_expr *type_words(struct json_reader *r, uint32_t n)
{
	struct ast_expr *e = json_expr_new(r, AST_CONCAT, n);
	struct ast_expr **last = &e->list.first;

	for (uint32_t i = json_first(n); i < json_end(r, n);
	     i = json_next(r, i)) {
		*last = type_word(r, i);
		last = &(*last)->next;
		e->list.count++;
	}
	if (e->list.count >= 2)
		return e;
	diag_error(r->diags, DIAG_RANGE, json_where(r, n),
		   "an array of %u, expected at least two types to join",
		   e->list.count);
	e->kind = AST_POISON;
	return e;
}

/* nft 1.0.6 lists joined types of data as "a . b". */
static struct ast_expr *joined_types(struct json_reader *r, uint32_t n)
{
	struct ast_expr *e = json_expr_new(r, AST_CONCAT, n);
	struct ast_expr **last = &e->list.first;
	const char *s = json_string_value(json_at(r, n)), *end;

	for (; s; s = end ? end + strlen(" . ") : NULL) {
		end = strstr(s, " . ");
		*last = json_expr_new(r, AST_VALUE, n);
		(*last)->value.len = (uint32_t)(end ? (size_t)(end - s) :
						      strlen(s));
		(*last)->value.text = arena_memdup(&r->ast->arena, s,
						   (*last)->value.len);
		last = &(*last)->next;
		e->list.count++;
	}
	return e;
}

struct in_typeof {
	struct ast_expr *expr;
};

static const struct json_member typeof_members[] = {
	OPERAND(in_typeof, "typeof", PLACE_TYPEOF, JSON_NEEDED, expr),
	MEMBERS_END,
};

static int read_type(struct json_reader *r, uint32_t n, struct ast_type *type)
{
	struct in_typeof in = { NULL };
	json_t *v = json_at(r, n);

	type->at = json_where(r, n);
	if (json_is_array(v)) {
		type->expr = type_words(r, n);
	} else if (json_is_object(v)) {
		if (json_bind(r, n, typeof_members, JSON_NEEDED, &in) < 0)
			return -1;
		type->is_typeof = true;
		type->expr = in.expr;
	} else if (json_is_string(v) && strstr(json_string_value(v), " . ")) {
		type->expr = joined_types(r, n);
	} else {
		type->expr = type_word(r, n);
	}
	return type->expr->kind == AST_POISON ? -1 : 0;
}

static int read_data_type(struct json_reader *r, uint32_t n,
			  struct ast_set *set)
{
	const char *s = json_string_value(json_at(r, n));
	const struct word *object = s ? word_find(words_objects, s) : NULL;

	set->is_map = true;
	if (!object || object->value > OBJ_LAST_STATEFUL) {
		/* These two have no selector that would give them. */
		set->data.is_typeof = set->key.is_typeof && s &&
				      (json_same(s, "verdict") ||
				       json_same(s, "queue"));
		return read_type(r, n, &set->data);
	}
	set->data_obj = (uint32_t)object->value;
	set->data.at = json_where(r, n);
	return 0;
}

/* ---- set, map, element ---- */

static int read_merge(struct json_reader *r, uint32_t n, struct ast_set *set)
{
	if (!n)
		return 0;
	if (!json_is_boolean(json_at(r, n)))
		return json_wrong(r, n, "true or false");
	set->auto_merge = json_is_true(json_at(r, n));
	set->auto_merge_at = json_where(r, n);
	return 0;
}

static bool has_statements(const struct ast_elems *elems)
{
	for (size_t i = 0; i < elems->refs.count; i++) {
		const struct ast_elem_ref *ref = chunks_at(&elems->refs, i);

		if (ref->node && ref->node->stmts)
			return true;
	}
	return false;
}

static unsigned int count(const struct ast_stmt *s)
{
	unsigned int n = 0;

	for (; s; s = s->next)
		n++;
	return n;
}

/* Of several statements nft lists one with each element: too few to say what
 * the element has, so that it gets the set's. */
static void drop_listed_in_part(const struct ast_set *set)
{
	const struct ast_elems *elems = set->elements->elems;
	unsigned int all = count(set->stmts);

	if (all < 2)
		return;
	for (size_t i = 0; i < elems->refs.count; i++) {
		const struct ast_elem_ref *ref = chunks_at(&elems->refs, i);

		if (ref->node && count(ref->node->stmts) < all)
			ref->node->stmts = NULL;
	}
}

/* nft 1.0 lists no flag `dynamic`, without which elements have no statements
 * of their own. */
static void read_set_elems(struct json_reader *r, uint32_t n,
			   struct ast_set *set)
{
	set->elements = json_set_of(r, n, NULL);
	if (!set->stmts && has_statements(set->elements->elems)) {
		set->flags.val |= NFT_SET_EVAL;
		set->flags.set = true;
	}
	drop_listed_in_part(set);
}

static int fill_set(struct json_reader *r, const struct in_set *in,
		    struct ast_set *set)
{
	int ret = 0;

	if (in->type && read_type(r, in->type, &set->key) < 0)
		ret = -1;
	if (in->map && read_data_type(r, in->map, set) < 0)
		ret = -1;
	if (in->timeout_ms.set)
		set->timeout_ms = in->timeout_ms;
	if (read_merge(r, in->auto_merge, set) < 0)
		ret = -1;
	if (in->stmt)
		set->stmts = json_stateful_stmts(r, in->stmt);
	if (in->elem)
		read_set_elems(r, in->elem, set);
	return ret;
}

/* A map goes by either name: what makes it one is its key "map". */
int json_read_set(struct json_reader *r, uint32_t n, uint16_t cases,
		  struct ast_cmd *cmd)
{
	struct in_set in = { .type = 0 };
	int ret;

	if (cmd->kind == OBJ_MAP && !(cases & JSON_HEAD_ONLY))
		cases |= SET_MAPS;
	ret = json_bind(r, n, set_members, cases, &in);
	json_take_head(r, &in.head, cmd);
	if (cases & JSON_HEAD_ONLY)
		return ret;
	cmd->kind = in.map ? OBJ_MAP : cmd->kind;
	cmd->set = arena_memdup(&r->ast->arena, &in.set, sizeof(in.set));
	if (fill_set(r, &in, cmd->set) < 0)
		ret = -1;
	return ret;
}

struct in_element {
	struct json_head head;
	uint32_t elem;
};

static const struct json_member element_members[] = {
	HEAD_MEMBERS(in_element),
	NEEDED(in_element, "elem", NODE, elem),
	MEMBERS_END,
};

/* The list of the command before, if that adds to the same set. */
static struct ast_elems *adjacent_list(const struct json_reader *r,
				       const struct ast_cmd *cmd)
{
	const struct ast_cmd *last = r->last;

	if (!last || !(JSON_CASE(cmd->verb) & JSON_NEW) ||
	    last->kind != OBJ_ELEMENT || last->verb != cmd->verb ||
	    last->poisoned || last->ref.family != cmd->ref.family ||
	    last->ref.table.name != cmd->ref.table.name ||
	    last->ref.name.name != cmd->ref.name.name)
		return NULL;
	return last->elements->elems;
}

int json_read_element(struct json_reader *r, uint32_t n, uint16_t cases,
		      struct ast_cmd *cmd)
{
	struct in_element in = { .elem = 0 };
	struct ast_elems *into;
	int ret;

	/* Elements are deleted from a set that is named. */
	cases = (cases & (uint16_t)~JSON_HEAD_ONLY) | JSON_BY_NAME;
	ret = json_bind(r, n, element_members, cases, &in);
	json_take_head(r, &in.head, cmd);
	if (ret < 0 || !in.elem)
		return -1;
	into = adjacent_list(r, cmd);
	cmd->elements = json_set_of(r, in.elem, into);
	return into ? 1 : 0;
}
