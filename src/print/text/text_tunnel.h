/*
 * text_tunnel — writes what stands in the braces of a tunnel object.
 *
 * In:     the node of an object of kind OBJ_TUNNEL.
 * Out:    lines, at the depth of the output.
 */
#ifndef NFTLOAD_PRINT_TEXT_TEXT_TUNNEL_H
#define NFTLOAD_PRINT_TEXT_TEXT_TUNNEL_H

#include "print/text/text_out.h"
#include "syntax/ast.h"

void text_tunnel(struct text_out *o, const struct ast_object *obj);

#endif
