/*
 * print_json — writes nodes of the syntax tree as libnftables JSON, as nft 1.1.7
 * lists them.
 *
 * In:     nodes as lift makes them under options.json (print_options.h): values
 *         are words, and AST_NUMBER says that a word is a number.  No
 *         variables, no `value / mask`, no poison.
 * Out:    trees of jansson, for json_decref().
 * Owns:   nothing.
 * Errors: none.  Bytes that are not UTF-8, which JSON cannot hold, become
 *         U+FFFD.
 * Spec:   libnftables-json(5), schema version 1; what it leaves open is as nft
 *         1.1.7 lists it.
 *
 * An allocation of jansson must succeed or end the process.  The program arranges
 * this with json_memory_install() of syntax/json/json_memory.h, or with
 * json_set_alloc_funcs(mem_alloc, mem_free).
 */
#ifndef NFTLOAD_PRINT_JSON_PRINT_JSON_H
#define NFTLOAD_PRINT_JSON_PRINT_JSON_H

#include "syntax/ast.h"

#include <jansson.h>

json_t *print_json_expr(const struct ast_expr *e);
json_t *print_json_stmt(const struct ast_stmt *s);
/* An array of statements. */
json_t *print_json_stmts(const struct ast_stmt *first);
/* The statements that new elements get: counters are null unless they begin
 * with a count. */
json_t *print_json_template(const struct ast_stmt *first);
/* An element of a set or map: a key, an object with attributes, or an array of
 * such a key and its data. */
json_t *print_json_elem(const struct ast_elem *el);
/* The elements of an AST_SET, all of which have nodes, in an array. */
json_t *print_json_elems(const struct ast_expr *set);
/*
 * What an `add` command makes, without the verb: { "table": { ... } }.  The
 * handle is that of its place.  The elements of a set are written if the node
 * has them.
 */
json_t *print_json_cmd(const struct ast_cmd *cmd);
/* The members with which every object begins: family, table, name, handle. */
json_t *print_json_head(const struct ast_cmd *cmd);

#endif
