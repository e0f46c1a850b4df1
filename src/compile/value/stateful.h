/*
 * stateful — counter, limit, quota, ct count and last as low expressions.
 *
 * Internal to compile/.  Rules, set declarations and elements have them.
 * In:     a statement.
 * Out:    the expression, in the arena of the caller.
 * Units:  bytes, packets, seconds and milliseconds, as each attribute says.
 * Errors: -1 after a diagnostic at the offending token.
 */
#ifndef NFTLOAD_COMPILE_VALUE_STATEFUL_H
#define NFTLOAD_COMPILE_VALUE_STATEFUL_H

#include "compile/scope/ctx.h"

/* Another statement than these five is an error. */
int stateful_lower(struct cctx *c, struct arena *a, const struct ast_stmt *s,
		   struct low_expr **ret_expr) must_check;
/* NFX_COUNT: another statement than these five. */
enum nfexpr_kind stateful_kind(const struct ast_stmt *s);

/* The burst of a limit, written or implied: packets, or bytes. An object takes
 * 0 packets for none written. */
int limit_burst(struct cctx *c, const struct ast_limit *l, bool of_object,
		uint32_t *ret_burst) must_check;

#endif
