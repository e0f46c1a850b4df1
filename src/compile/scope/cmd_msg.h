/*
 * cmd_msg — makes the head of a command's message.
 *
 * Internal to compile/.
 * In:     a command.
 * Out:    a message with verb, flags, family, places, the table's name, and the
 *         object's name or handle; without a body.
 * Owns:   nothing; user data is in c->scratch.
 * Errors: -1 after a diagnostic.
 * Spec:   doc/lowering.md, "Commands".
 */
#ifndef NFTLOAD_COMPILE_SCOPE_CMD_MSG_H
#define NFTLOAD_COMPILE_SCOPE_CMD_MSG_H

#include "compile/scope/ctx.h"

/* The verb and flags of a command's message, by enum ast_verb. */
extern const struct cmd_verb {
	uint8_t verb; /* enum low_verb */
	uint16_t create_flags; /* NLM_F_* */
} cmd_verbs[];
struct low_msg cmd_msg(const struct ast_cmd *cmd, enum low_kind kind);
static inline bool cmd_is_new(const struct ast_cmd *cmd)
{
	return cmd->verb == VERB_ADD || cmd->verb == VERB_CREATE;
}
/* Puts a comment into msg as userdata. */
int cmd_comment(struct cctx *c, const struct ast_text *comment,
		struct low_msg *msg) must_check;

#endif
