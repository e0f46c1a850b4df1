/*
 * parse — parses nft text into the AST.
 *
 * In:     a source; options (include folders); the AST to append to.
 * Out:    commands at the end of the AST; errors in diags.  All files of a run
 *         may be parsed into one AST and then become one transaction.
 * Owns:   nothing; nodes lie in the AST's arena, texts in the sources.
 * Errors: -1 when an error was reported (the AST then holds poison).
 */
#ifndef NFTLOAD_SYNTAX_TEXT_PARSE_H
#define NFTLOAD_SYNTAX_TEXT_PARSE_H

#include "syntax/parse_ctx.h"

int parse_text(struct parse_ctx *ctx, struct source *src) must_check;

/* Parses the element of a plain-text reference, into arena.  NULL after an
 * error. */
struct ast_elem *parse_elem(struct arena *arena, struct strpool *strings,
			    const struct source *src,
			    const struct ast_elem_ref *ref,
			    struct diags *diags) must_check;

#endif
