/*
 * foreign — warns of tables of others that `flush ruleset` would delete, or
 * keeps them.
 *
 * Internal to compile/.  A table is foreign if the input nowhere declares it.
 *
 * In:     the whole AST; the kernel's tables, from the resolver.
 * Out:    a warning, or deletions of the declared tables instead of the flush.
 * Errors: -1 after a diagnostic; failures of the resolver go to c->err.
 */
#ifndef NFTLOAD_COMPILE_COMMAND_FOREIGN_H
#define NFTLOAD_COMPILE_COMMAND_FOREIGN_H

#include "compile/scope/ctx.h"

/* Warns of foreign tables that the flush deletes; silent where the kernel
 * cannot be asked. */
void foreign_warn(struct cctx *c, const struct ast_cmd *flush);
/* Deletes only the declared tables of the flush's family. */
int foreign_keep(struct cctx *c, const struct ast_cmd *flush) must_check;

#endif
