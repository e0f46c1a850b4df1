#include "config.h"

#include "compile/scope/cmd_msg.h"

#include "compile/scope/udata.h"

#include <linux/netlink.h>

const struct cmd_verb cmd_verbs[] = {
	[VERB_ADD] = { LOW_NEW, NLM_F_CREATE },
	[VERB_CREATE] = { LOW_NEW, NLM_F_CREATE | NLM_F_EXCL },
	[VERB_INSERT] = { LOW_NEW, NLM_F_CREATE },
	[VERB_REPLACE] = { LOW_NEW, NLM_F_REPLACE },
	[VERB_DELETE] = { LOW_DEL, 0 },
	[VERB_DESTROY] = { LOW_DESTROY, 0 },
	[VERB_FLUSH] = { LOW_DEL, 0 },
	[VERB_RENAME] = { LOW_NEW, 0 },
};

struct low_msg cmd_msg(const struct ast_cmd *cmd, enum low_kind kind)
{
	const struct ast_ref *ref = &cmd->ref;
	struct low_msg msg = {
		.verb = cmd_verbs[cmd->verb].verb,
		.kind = kind,
		.family = ref->family,
		.create_flags = cmd_verbs[cmd->verb].create_flags,
		.at = cmd->word.len ? cmd->word : cmd->at,
		.table = { .name = ref->table.name, .at = ref->table.at },
		.name = { .name = ref->name.name, .at = ref->name.at },
	};
	struct ast_num handle = ast_handle(ref);

	if (handle.set && kind == LOW_TABLE)
		msg.table = (struct low_name){ .handle = handle.val,
					       .by_handle = true,
					       .at = handle.at };
	else if (handle.set)
		msg.name = (struct low_name){ .handle = handle.val,
					      .by_handle = true,
					      .at = handle.at };
	return msg;
}

int cmd_comment(struct cctx *c, const struct ast_text *comment,
		struct low_msg *msg)
{
	struct udata u = udata_new(&c->scratch);

	if (udata_comment(c, &u, UDATA_COMMENT, comment) < 0)
		return -1;
	msg->udata = u.bytes;
	msg->udata_len = u.len;
	return 0;
}
