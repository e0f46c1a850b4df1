/*
 * text_expr — writes expressions and elements as nft lists them.
 *
 * In:     nodes of the parser or of lift.
 * Out:    text that parses to the same nodes.
 * Owns:   nothing.
 */
#ifndef NFTLOAD_PRINT_TEXT_TEXT_EXPR_H
#define NFTLOAD_PRINT_TEXT_TEXT_EXPR_H

#include "print/text/text_out.h"
#include "syntax/ast.h"

void text_expr(struct text_out *o, const struct ast_expr *e);
/* An address before a port: IPv6 in brackets. */
void text_host(struct text_out *o, const struct ast_expr *e);
/* `name "x"`: the name of an object, or a map of names. */
void text_object_name(struct text_out *o, const struct ast_expr *e);
/* The words of the flags that are set, joined by commas. */
void text_flags(struct text_out *o, const struct word *words, uint64_t flags);

#endif
