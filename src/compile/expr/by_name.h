/*
 * by_name — matches of interfaces that are not there yet, by their names.
 *
 * Internal to compile/.
 * In:     what is matched or looked up by (`iif`, `oif . tcp dport`), and the
 *         constant or the literal set that it is compared with.
 * Out:    the same, or a copy in c->scratch with `iifname` for `iif` and so on
 *         in each field that a missing interface stands in.
 * Errors: -1 after a diagnostic; a warning at each missing name.
 *
 * It works only with compile_options.by_name; sets of a declared type, devices
 * of hooks and targets of packets have no name to put in place of a number.
 */
#ifndef NFTLOAD_COMPILE_EXPR_BY_NAME_H
#define NFTLOAD_COMPILE_EXPR_BY_NAME_H

#include "compile/scope/ctx.h"

int by_name_key(struct cctx *c, const struct ast_expr *key,
		const struct ast_expr *constants,
		const struct ast_expr **ret_key) must_check;

#endif
