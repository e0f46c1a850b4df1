/*
 * by_name — matches interfaces that do not exist yet by their names.
 *
 * Internal to compile/.
 * In:     the left side or key (`iif`, `oif . tcp dport`), and the constant or
 *         literal set that it is compared with.
 * Out:    the key itself, or a copy in c->scratch in which `iifname` replaces
 *         `iif` (and `oifname` `oif` ...) in each field that a missing
 *         interface is compared with.
 * Errors: -1 after a diagnostic; a warning at each missing name.
 *
 * It works only with compile_options.by_name.  Sets of a declared type, devices
 * of hooks and targets of packets need the number and cannot take a name.
 */
#ifndef NFTLOAD_COMPILE_EXPR_BY_NAME_H
#define NFTLOAD_COMPILE_EXPR_BY_NAME_H

#include "compile/scope/ctx.h"

int by_name_key(struct cctx *c, const struct ast_expr *key,
		const struct ast_expr *constants,
		const struct ast_expr **ret_key) must_check;

#endif
