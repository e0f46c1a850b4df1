/*
 * foreign — tables of others, which `flush ruleset` would take along.
 *
 * Internal to compile/.  Foreign is what the input does not declare as a table
 * of its own, anywhere.
 *
 * In:     the whole AST; the kernel's tables, by the resolver.
 * Out:    a warning, or deletions of the declared tables in the flush's place.
 * Errors: -1 after a diagnostic; failures of the resolver land in c->err.
 */
#ifndef NFTLOAD_COMPILE_COMMAND_FOREIGN_H
#define NFTLOAD_COMPILE_COMMAND_FOREIGN_H

#include "compile/scope/ctx.h"

/* Warns of tables in the kernel that the flush deletes; keeps silent where
 * the kernel cannot be asked. */
void foreign_warn(struct cctx *c, const struct ast_cmd *flush);
/* Deletes the declared tables of the flush's family alone. */
int foreign_keep(struct cctx *c, const struct ast_cmd *flush) must_check;

#endif
