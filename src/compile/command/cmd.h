/*
 * cmd — compiles commands: one function for each kind of object.
 *
 * Internal to compile/.
 * In:     a command of the function's own kind, with any verb that the grammar
 *         allows.
 * Out:    messages in the sink, names in the scope.
 * Errors: -1 after a diagnostic; the next command is compiled all the same.
 * Spec:   doc/lowering.md, "Commands".
 */
#ifndef NFTLOAD_COMPILE_COMMAND_CMD_H
#define NFTLOAD_COMPILE_COMMAND_CMD_H

#include "compile/scope/cmd_msg.h"
#include "object/wire.h"

int cmd_compile(struct cctx *c, const struct ast_cmd *cmd) must_check;

int chain_cmd(struct cctx *c, const struct ast_cmd *cmd) must_check;
/* For struct diags: names the current command of the struct cctx ctx. */
const char *cmd_about(const void *ctx, struct arena *a);
/* Compiles the rules of a chain's block. */
int chain_rules(struct cctx *c, const struct ast_cmd *cmd) must_check;
int rule_cmd(struct cctx *c, const struct ast_cmd *cmd) must_check;
int object_cmd(struct cctx *c, const struct ast_cmd *cmd) must_check;
int flowtable_cmd(struct cctx *c, const struct ast_cmd *cmd) must_check;

/* ---- shared by several of them ---- */

/* Evaluates the names and numbers of `hook H priority P`, and the devices
 * (reversed, as the reference sends lists). family: whose hooks and priorities
 * count. */
int hook_eval(struct cctx *c, enum family family, const struct ast_hook *hook,
	      struct low_hook *ret_hook) must_check;
/* Evaluates the data of a tunnel object; pointers in it lead to c->scratch. */
int tunnel_data(struct cctx *c, const struct ast_object *o,
		struct low_obj *ret_obj) must_check;

/* ---- object_data.c: attributes of an object's data ---- */

#define OBJECT_LIST_MAX 4096 /* bytes; a tunnel's options are the longest */

void object_num(struct low_obj *obj, unsigned int number, uint64_t val);
void object_text(struct cctx *c, struct low_obj *obj, unsigned int number,
		 const struct ast_text *text);
/* Begins a list of attributes, which object_put_list() makes an attribute. */
struct wire object_list(struct cctx *c);
void object_put_list(struct low_obj *obj, unsigned int number,
		     const struct wire *list);

#endif
