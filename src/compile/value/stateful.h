/*
 * stateful — lowers the stateful statements: counter, limit, quota, ct count,
 * last.
 *
 * Internal to compile/.  Rules, set declarations and elements use them.
 * In:     a statement.
 * Out:    the expression, in the arena of the caller.
 * Units:  bytes, packets, seconds and milliseconds, as each attribute says.
 * Errors: -1 after a diagnostic at the offending token.
 */
#ifndef NFTLOAD_COMPILE_VALUE_STATEFUL_H
#define NFTLOAD_COMPILE_VALUE_STATEFUL_H

#include "compile/scope/ctx.h"

/* Any other statement is an error. */
int stateful_lower(struct cctx *c, struct arena *a, const struct ast_stmt *s,
		   struct low_expr **ret_expr) must_check;
/* NFX_COUNT: not a stateful statement. */
enum nfexpr_kind stateful_kind(const struct ast_stmt *s);

/* The burst of a limit in packets or bytes, written or implied; for an object
 * without a written burst, 0 packets. */
int stateful_limit_burst(struct cctx *c, const struct ast_limit *l,
			 bool of_object, uint32_t *ret_burst) must_check;

#endif
