/*
 * typeof — types of selectors outside of rules, and their descriptors in set
 * userdata.
 *
 * Internal to compile/.
 * Units:  descriptor bytes as stored in NFTA_SET_USERDATA TLVs 3 and 4.
 * Spec:   doc/userdata.md.
 */
#ifndef NFTLOAD_COMPILE_VALUE_TYPEOF_H
#define NFTLOAD_COMPILE_VALUE_TYPEOF_H

#include "compile/scope/ctx.h"

/* `typeof EXPR` of a declaration: selectors joined by '.'.  No dependencies,
 * no protocol context. Result in c->arena. */
int typeof_eval(struct cctx *c, const struct ast_expr *e,
		struct tx **ret_tx) must_check;

/* Appends the descriptor of e to buf (room bytes left). Returns the bytes
 * written, 0 when e cannot be described. */
uint32_t typeof_descriptor(const struct tx *e, uint8_t *buf, uint32_t room);

#endif
