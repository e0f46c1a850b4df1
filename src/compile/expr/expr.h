/*
 * expr — shared by the files that evaluate expressions.
 *
 * Internal to compile/; what statements use stands in rule_build.h.
 *
 * In:     expressions that were evaluated (struct tx), and where they go.
 * Out:    whether they may; key_reorder() puts other nodes in their place.
 * Errors: -1 after a diagnostic.
 */
#ifndef NFTLOAD_COMPILE_EXPR_EXPR_H
#define NFTLOAD_COMPILE_EXPR_EXPR_H

#include "compile/expr/select.h"
#include "compile/value/typeof.h"

bool dtype_same(const struct dtype *a, const struct dtype *b);
/* Integers and what derives from them directly: not addresses of Ethernet, not
 * sets of flags with names. */
bool dtype_is_number(const struct dtype *dt);
/* -1 after an error where e cannot go to a place of type t. */
int type_check(struct cctx *c, const struct tx *e,
	       const struct vtype *t) must_check;
/* -1 after an error where e cannot be a key of a set or map. */
int key_check(struct cctx *c, const struct tx *e) must_check;
/* Turns host-order numbers of a key to big endian, for interval sets. */
void key_reorder(struct arena *a, struct tx **key);

#endif
