/*
 * typeof — evaluates selectors outside of rules for their types, and writes
 * their descriptors for set userdata.
 *
 * Internal to compile/.
 * Units:  descriptor bytes as stored in NFTA_SET_USERDATA TLVs 3 and 4.
 * Spec:   doc/userdata.md.
 */
#ifndef NFTLOAD_COMPILE_VALUE_TYPEOF_H
#define NFTLOAD_COMPILE_VALUE_TYPEOF_H

#include "compile/scope/ctx.h"

/* Kinds of expressions as descriptors number them. */
enum described {
	DESCR_VERDICT = 1, DESCR_VALUE = 4, DESCR_PAYLOAD = 7,
	DESCR_EXTHDR = 8, DESCR_META = 9, DESCR_SOCKET = 10, DESCR_OSF = 11,
	DESCR_CT = 12, DESCR_CONCAT = 13, DESCR_NUMGEN = 23, DESCR_HASH = 24,
	DESCR_RT = 25, DESCR_FIB = 27, DESCR_XFRM = 28,
};

/* Evaluates `typeof EXPR` of a declaration: selectors joined by '.', without
 * protocol matches.  The result is in c->arena. */
int expr_typeof_eval(struct cctx *c, const struct ast_expr *e,
		     struct tx **ret_tx) must_check;

/* Writes the descriptor of e to buf, which has room bytes.  Returns the number
 * of bytes written, 0 when e cannot be described. */
uint32_t typeof_descriptor(const struct tx *e, uint8_t *buf, uint32_t room);

#endif
