/*
 * parse_ctx — the input and output of both readers, of nft text and of JSON.
 *
 * In:     the sources; options (include folders, definitions).
 * Out:    the AST that commands are appended to; diagnostics.
 * Owns:   nothing.
 */
#ifndef NFTLOAD_SYNTAX_PARSE_CTX_H
#define NFTLOAD_SYNTAX_PARSE_CTX_H

#include "syntax/ast.h"
#include "text/diag.h"
#include "text/source.h"

struct parse_options {
	const char *const *include_dirs; /* -I, in order, NULL-terminated or NULL */
	const char *default_dir;	 /* tried last, e.g. "/etc" */
	const char *const *defines; /* -D name=value, NULL-terminated or NULL */
};

struct parse_ctx {
	struct ast *ast;
	struct source_set *sources;
	struct diags *diags;
	struct parse_options opt;
	_Atomic uint64_t *place; /* gets the bytes read so far; NULL: nobody
				  * watches */
};

#endif
