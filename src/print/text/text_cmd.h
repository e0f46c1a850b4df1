/*
 * text_cmd — writes nodes as commands, each on one line: what echoes and
 * differences show.
 *
 * In:     commands of lift (lift_decl.h).
 * Out:    text that can be loaded: `add rule ip t c accept`.
 * Owns:   nothing.
 */
#ifndef NFTLOAD_PRINT_TEXT_TEXT_CMD_H
#define NFTLOAD_PRINT_TEXT_TEXT_CMD_H

#include "print/text/text_out.h"
#include "syntax/ast.h"

/* A verb, the kind and the names. */
void text_cmd_head(struct text_out *o, const char *verb,
		   const struct ast_cmd *cmd);
/* What stands behind the names: the statements of a rule, a block; nothing, if
 * nothing has to be said. */
void text_cmd_body(struct text_out *o, const struct ast_cmd *cmd);

#endif
