/*
 * print_json_object — the members of named objects.
 *
 * Internal to print/json.
 *
 * In:     the kind of an object (enum obj_kind), and its node.
 * Out:    members in a JSON object.
 * Owns:   nothing.
 * Errors: none.
 */
#ifndef NFTLOAD_PRINT_JSON_PRINT_JSON_OBJECT_H
#define NFTLOAD_PRINT_JSON_PRINT_JSON_OBJECT_H

#include "syntax/ast.h"

#include <jansson.h>

void print_json_object(json_t *obj, uint8_t kind, const struct ast_object *o);

#endif
