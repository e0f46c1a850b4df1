/*
 * json — reads libnftables JSON into the AST.
 *
 * In:     a source whose text is one JSON document; the AST to append to.
 * Out:    the commands that the same input as nft text would give; errors and
 *         warnings in diags.  Text and JSON sources may share an AST.
 * Owns:   nothing; nodes lie in the AST's arena.  The document is never held as
 *         one tree: memory grows with the largest command, not with the
 *         document.
 * Units:  spans of the source become opaque (see json_tree.h); the source's
 *         locate function, set here, turns them into bytes and a pointer.
 * Errors: -1 when an error was reported (the AST then holds poison).
 * Spec:   libnftables-json(5), schema version 1; RFC 8259, RFC 6901.
 */
#ifndef NFTLOAD_SYNTAX_JSON_JSON_H
#define NFTLOAD_SYNTAX_JSON_JSON_H

#include "syntax/parse_ctx.h"

int parse_json(struct parse_ctx *ctx, struct source *src) must_check;

/* True when the first non-blank character is '{'. */
bool json_is_document(const struct source *src);

#endif
