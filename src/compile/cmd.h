/*
 * cmd — commands to messages: one function for each kind of object.
 *
 * Internal to compile/.
 * In:     a command of the function's own kind, any verb that the grammar
 *         lets it have.
 * Out:    messages in the sink, names in the scope.
 * Errors: -1 after a diagnostic; the next command is compiled all the same.
 * Spec:   doc/lowering.md, "Commands".
 */
#ifndef NFTLOAD_COMPILE_CMD_H
#define NFTLOAD_COMPILE_CMD_H

#include "compile/ctx.h"
#include "compile/udata.h"

int cmd_compile(struct cctx *c, const struct ast_cmd *cmd) must_check;

int chain_cmd(struct cctx *c, const struct ast_cmd *cmd) must_check;
/* For struct diags: the command that the struct cctx has at hand. */
const char *cmd_about(const void *ctx, struct arena *a);
/* The rules of a chain's block. */
int chain_rules(struct cctx *c, const struct ast_cmd *cmd) must_check;
int rule_cmd(struct cctx *c, const struct ast_cmd *cmd) must_check;
int object_cmd(struct cctx *c, const struct ast_cmd *cmd) must_check;
int flowtable_cmd(struct cctx *c, const struct ast_cmd *cmd) must_check;

/* ---- shared by several of them ---- */

/* What a command does to the kernel's objects, by enum ast_verb. */
extern const struct cmd_verb {
	uint8_t verb; /* enum low_verb */
	uint16_t create_flags; /* NLM_F_* */
} cmd_verbs[];
/* A message with all that the command says by itself: verb, flags, family,
 * places, the table's name and the object's name or handle. */
struct low_msg cmd_msg(const struct ast_cmd *cmd, enum low_kind kind);
static inline bool cmd_is_new(const struct ast_cmd *cmd)
{
	return cmd->verb == VERB_ADD || cmd->verb == VERB_CREATE;
}
/* A comment as userdata, to be sent with msg. */
int cmd_comment(struct cctx *c, const struct ast_text *comment,
		struct low_msg *msg) must_check;
/* Names and numbers of `hook H priority P`, and the devices (reversed, as the
 * reference sends lists). family: whose hooks and priorities. */
int hook_eval(struct cctx *c, enum family family, const struct ast_hook *hook,
	      struct low_hook *ret_hook) must_check;
/* The data of a tunnel object; c->scratch holds what it points to. */
int tunnel_data(struct cctx *c, const struct ast_object *o,
		struct low_obj *ret_obj) must_check;

#endif
