#include "config.h"

#include "syntax/json/json_read.h"

struct ast_place *json_place_of(struct json_reader *r, struct ast_cmd *cmd)
{
	if (!cmd->ref.place)
		cmd->ref.place = arena_new(&r->ast->arena, struct ast_place);
	return cmd->ref.place;
}

void json_take_head(struct json_reader *r, const struct json_head *head,
		    struct ast_cmd *cmd)
{
	struct ast_ref *ref = &cmd->ref;
	bool gone = JSON_CASE(cmd->verb) & JSON_GONE;
	bool rule = cmd->kind == OBJ_RULE;

	ref->family = head->family;
	ref->table = head->table;
	ref->name = head->name;
	/* Listings print handles everywhere: where a name will do, or a new
	 * object gets its own, they mean nothing. */
	if (!head->handle.set)
		return;
	if ((gone && !(cmd->kind == OBJ_TABLE ? head->table.name :
						head->name.name)) ||
	    (rule && (gone || cmd->verb == VERB_REPLACE)))
		json_place_of(r, cmd)->handle = head->handle;
}
