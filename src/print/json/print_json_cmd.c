#include "config.h"

#include "print/json/print_json.h"

#include "print/json/json_put.h"
#include "print/json/print_json_object.h"
#include "syntax/json/json_words.h"
#include "tables/family.h"

json_t *print_json_head(const struct ast_cmd *cmd)
{
	const char *key = cmd->kind == OBJ_RULE ? "chain" : "name";
	const struct ast_num handle = ast_handle(&cmd->ref);
	json_t *obj = json_object();

	json_put_word(obj, "family", family_name((enum family)cmd->ref.family));
	if (cmd->kind != OBJ_TABLE)
		json_put_word(obj, "table", cmd->ref.table.name);
	json_put_word(obj, key,
		      cmd->kind == OBJ_TABLE ? cmd->ref.table.name :
					       cmd->ref.name.name);
	json_put_num(obj, "handle", &handle);
	return obj;
}

static void put_table(json_t *obj, const struct ast_cmd *cmd)
{
	if (!cmd->table)
		return;
	json_put_flags(obj, "flags", words_table_flags, cmd->table->flags);
	json_put_text(obj, "comment", &cmd->table->comment);
}

/* ---- hooks ---- */

/* One device stands alone, without an array. */
static void put_devices(json_t *obj, const struct ast_expr *first)
{
	json_t *list;

	if (first && !first->next) {
		json_put(obj, "dev", print_json_expr(first));
	} else if (first) {
		list = json_array();
		for (; first; first = first->next)
			json_array_append_new(list, print_json_expr(first));
		json_put(obj, "dev", list);
	}
}

static void put_hook(json_t *obj, const struct ast_hook *hook)
{
	json_put_word(obj, "type", hook->type.name);
	json_put_word(obj, "hook", hook->hook.name);
	if (hook->prio)
		json_put(obj, "prio", print_json_expr(hook->prio));
	put_devices(obj, hook->devices.first);
}

static void put_chain(json_t *obj, const struct ast_cmd *cmd)
{
	const struct ast_chain *c = cmd->chain;

	json_put_text(obj, "comment", &c->comment);
	if (!c->hook.hook.name)
		return;
	put_hook(obj, &c->hook);
	if (c->policy)
		json_put(obj, "policy", print_json_expr(c->policy));
}

static void put_flowtable(json_t *obj, const struct ast_cmd *cmd)
{
	put_hook(obj, &cmd->flowtable->hook);
	json_put_flags(obj, "flags", json_flowtable_flags,
		       cmd->flowtable->flags);
}

static void put_rule(json_t *obj, const struct ast_cmd *cmd)
{
	const struct ast_rule *rule = cmd->rule;

	if (rule->comment)
		json_put_text(obj, "comment", rule->comment);
	json_put(obj, "expr", print_json_stmts(rule->stmts));
}

/* ---- sets ---- */

static json_t *type_of(const struct ast_type *type)
{
	json_t *list;

	if (type->expr->kind == AST_VALUE)
		return print_json_expr(type->expr);
	if (type->is_typeof)
		return json_pair_of("typeof", print_json_expr(type->expr));
	list = json_array();
	for (const struct ast_expr *e = type->expr->list.first; e; e = e->next)
		json_array_append_new(list, print_json_expr(e));
	return list;
}

static void put_set(json_t *obj, const struct ast_cmd *cmd)
{
	const struct ast_set *set = cmd->set;

	json_put(obj, "type", type_of(&set->key));
	if (set->data_obj)
		json_put_row(obj, "map", words_objects, set->data_obj);
	else if (set->data.expr)
		json_put(obj, "map", type_of(&set->data));
	json_put_true(obj, "data-interval", set->data_interval);
	json_put_text(obj, "comment", &set->comment);
	if (set->policy.set)
		json_put_row(obj, "policy", words_set_policy, set->policy.val);
	json_put_flags(obj, "flags", words_set_flags, set->flags.val);
	json_put_time(obj, "timeout", &set->timeout_ms, true);
	json_put_time(obj, "gc-interval", &set->gc_ms, false);
	json_put_num(obj, "size", &set->size);
	json_put_true(obj, "auto-merge", set->auto_merge);
	if (set->stmts)
		json_put(obj, "stmt", print_json_template(set->stmts));
	if (set->elements)
		json_put(obj, "elem", print_json_elems(set->elements));
}

static void put_elements(json_t *obj, const struct ast_cmd *cmd)
{
	json_put(obj, "elem", print_json_elems(cmd->elements));
}

/* ---- the door ---- */

static void put_object(json_t *obj, const struct ast_cmd *cmd)
{
	json_put_text(obj, "comment", &cmd->object->comment);
	print_json_object(obj, cmd->kind, cmd->object);
}

static void (*const putters[])(json_t *obj, const struct ast_cmd *cmd) = {
	[OBJ_TABLE] = put_table,	 [OBJ_CHAIN] = put_chain,
	[OBJ_RULE] = put_rule,		 [OBJ_SET] = put_set,
	[OBJ_MAP] = put_set,		 [OBJ_ELEMENT] = put_elements,
	[OBJ_FLOWTABLE] = put_flowtable,
};

json_t *print_json_cmd(const struct ast_cmd *cmd)
{
	json_t *obj = print_json_head(cmd);

	if (cmd->kind <= OBJ_LAST_STATEFUL)
		put_object(obj, cmd);
	else
		putters[cmd->kind](obj, cmd);
	return json_pair_of(word_name(words_objects, cmd->kind), obj);
}
