/*
 * meant — guesses the meaning of a value that cannot be read, for hints.
 *
 * Internal to compile/.
 * In:     the node of the value.
 * Out:    a hint for the error or warning just reported: the value may be a
 *         variable or set without its sign, a range with a colon, or a
 *         placeholder.
 * Errors: none; false: there is no hint.
 */
#ifndef NFTLOAD_COMPILE_VALUE_MEANT_H
#define NFTLOAD_COMPILE_VALUE_MEANT_H

#include "compile/scope/ctx.h"

bool meant_value(struct cctx *c, const struct ast_expr *e);
/* Adds hints: the interfaces that exist, and how to match a missing
 * interface. */
void meant_interface(struct cctx *c, const struct ast_expr *e);

#endif
