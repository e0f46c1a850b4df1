/*
 * plain — gives nodes to plain elements, of which the JSON reader keeps only the
 * place.
 *
 * In:     a tree, and the sources that it was read from.
 * Out:    elements with nodes, in the arena of the tree.
 * Owns:   nothing.
 * Errors: none.
 */
#ifndef NFTLOAD_TESTS_PLAIN_H
#define NFTLOAD_TESTS_PLAIN_H

#include "syntax/ast.h"
#include "text/source.h"

void plain_nodes(struct ast *ast, const struct source_set *sources);

#endif
