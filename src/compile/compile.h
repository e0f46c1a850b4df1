/*
 * compile — AST to low-level messages.
 *
 * In:     the AST of all inputs, a resolver, options.
 * Out:    messages into the sink, in the order the kernel must see them.
 * Owns:   its scratch memory; released before it returns.
 * Errors: -1: input errors were reported (messages made so far are to be
 *         thrown away); -errno: the sink or a look-up failed.
 * Spec:   doc/lowering.md.
 */
#ifndef NFTLOAD_COMPILE_COMPILE_H
#define NFTLOAD_COMPILE_COMPILE_H

#include "compile/resolver.h"
#include "object/low.h"
#include "syntax/ast.h"
#include "text/diag.h"
#include "text/source.h"

struct compile_options {
	bool keep_foreign; /* a flush deletes declared tables alone */
	bool by_name; /* interfaces that are missing, where that is possible */
	bool offline; /* check: what the machine would know is a warning */
	/* Told of each table in the kernel that a flush removes; NULL: nobody
	 * wants to know. */
	void (*flushed)(void *ctx, uint8_t family, const char *name);
	void *flushed_ctx;
};

int compile(const struct ast *ast, const struct source_set *sources,
	    const struct resolver *resolver,
	    const struct compile_options *opt, const struct low_sink *sink,
	    struct diags *diags) must_check;

#endif
