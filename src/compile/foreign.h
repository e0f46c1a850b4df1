/*
 * foreign — tables of others, which `flush ruleset` would take along.
 *
 * Internal to compile/.  Foreign is what the input does not declare as a table
 * of its own, anywhere.
 */
#ifndef NFTLOAD_COMPILE_FOREIGN_H
#define NFTLOAD_COMPILE_FOREIGN_H

#include "compile/ctx.h"

/* Warns of tables in the kernel that the flush deletes; keeps silent where
 * the kernel cannot be asked. */
void foreign_warn(struct cctx *c, const struct ast_cmd *flush);
/* Deletes the declared tables of the flush's family alone. */
int foreign_keep(struct cctx *c, const struct ast_cmd *flush) must_check;

#endif
