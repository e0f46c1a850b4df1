/*
 * meant — what a value that cannot be read was meant to be.
 *
 * Internal to compile/.
 * In:     the value, as it stands in the input.
 * Out:    a hint for the error or warning just reported: a variable or set
 *         whose sign is missing, a range with a colon, a template.
 * Errors: none; false: there is no hint.
 */
#ifndef NFTLOAD_COMPILE_VALUE_MEANT_H
#define NFTLOAD_COMPILE_VALUE_MEANT_H

#include "compile/scope/ctx.h"

bool meant_value(struct cctx *c, const struct ast_expr *e);
/* The interfaces that are there, and how one is matched that is not. */
void meant_interface(struct cctx *c, const struct ast_expr *e);

#endif
