/*
 * expr — checks the types of expressions; shared by the files that evaluate
 * them.
 *
 * Internal to compile/.  The functions for statements are in rule_build.h.
 *
 * In:     evaluated expressions (struct tx), and the types of the places they
 *         go to.
 * Out:    whether they fit; key_reorder() replaces nodes.
 * Errors: -1 after a diagnostic.
 */
#ifndef NFTLOAD_COMPILE_EXPR_EXPR_H
#define NFTLOAD_COMPILE_EXPR_EXPR_H

#include "compile/expr/select.h"
#include "compile/value/typeof.h"

bool dtype_same(const struct dtype *a, const struct dtype *b);
/* True for integers and types derived directly from integer: not for Ethernet
 * addresses, not for sets of named flags. */
bool dtype_is_number(const struct dtype *dt);
/* Reports an error and returns -1 if e cannot go to a place of type t. */
int expr_type_check(struct cctx *c, const struct tx *e,
		    const struct vtype *t) must_check;
/* Reports an error and returns -1 if e cannot be a key of a set or map. */
int key_check(struct cctx *c, const struct tx *e) must_check;
/* Turns the host-order numbers of a key to big endian, for interval sets. */
void key_reorder(struct arena *a, struct tx **key);

#endif
