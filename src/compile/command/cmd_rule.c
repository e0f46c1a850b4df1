#include "config.h"

#include "compile/command/cmd.h"

#include "compile/command/positions.h"
#include "compile/rule/rule.h"

#include <linux/netlink.h>

static int new_rule(struct cctx *c, const struct ast_cmd *cmd)
{
	const struct ast_ref *ref = &cmd->ref;
	struct ast_num handle = ast_handle(ref);
	struct rule_where where = {
		.family = ref->family,
		.table = ref->table.name,
		.table_name = { .name = ref->table.name, .at = ref->table.at },
		.chain = { .name = ref->name.name, .at = ref->name.at },
		.create_flags = cmd_msg(cmd, LOW_RULE).create_flags,
		.handle_at = handle.at,
		.at = cmd->at,
	};

	if (cmd_is_new(cmd))
		where.create_flags |= NLM_F_APPEND;
	if (cmd->verb == VERB_REPLACE)
		where.handle = handle.val;
	else if (handle.set)
		where.position = handle.val;
	if (positions_place(c, cmd, &where) < 0)
		return -1;
	return rule_compile(c, &where, cmd->rule);
}

int rule_cmd(struct cctx *c, const struct ast_cmd *cmd)
{
	const struct ast_ref *ref = &cmd->ref;
	struct low_msg msg = cmd_msg(cmd, LOW_RULE);
	struct low_rule rule = {
		.handle = ast_handle(ref).val,
		.handle_at = ast_handle(ref).at,
	};

	if (msg.verb == LOW_NEW)
		return new_rule(c, cmd);
	msg.name = (struct low_name){ .name = ref->name.name,
				      .at = ref->name.at };
	msg.rule = &rule;
	if (positions_delete(c, ref) < 0)
		return -1;
	return ctx_emit(c, &msg);
}
