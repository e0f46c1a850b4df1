/*
 * compile — compiles the AST to low messages.
 *
 * In:     the AST of the inputs, a resolver, options.
 * Out:    messages into the sink, in the order that the kernel needs.
 * Owns:   nothing after it returns.
 * Errors: -1: errors of the input were reported, and the caller must drop the
 *         messages made so far; -errno: the sink or a look-up failed.
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
	bool keep_foreign; /* a flush deletes only declared tables */
	bool by_name; /* match missing interfaces by name, where possible */
	bool offline; /* check: questions to the machine become warnings */
	/* Called for each table of the kernel that a flush removes; may be
	 * NULL. */
	void (*flushed)(void *ctx, uint8_t family, const char *name);
	void *flushed_ctx;
	/* The owner of the tables that the input makes: own() adds the mark of
	 * an owner to a table's user data.  NULL: no mark. */
	const char *owner;
	void (*own)(struct arena *a, struct low_msg *table, const char *owner);
};

int compile_ast(const struct ast *ast, const struct source_set *sources,
		const struct resolver *resolver,
		const struct compile_options *opt, const struct low_sink *sink,
		struct diags *diags) must_check;
/* Compiles one `get element` to elements in the sink, which have keys alone: in
 * sets of intervals, key and key_end are the bounds, big endian. */
int compile_keys(const struct ast *ast, const struct ast_cmd *cmd,
		 const struct source_set *sources,
		 const struct resolver *resolver, const struct low_sink *sink,
		 struct diags *diags) must_check;

#endif
