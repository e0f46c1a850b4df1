/*
 * lift_typeof — reads descriptors of `typeof` declarations.
 *
 * Private to print/lift.
 * In:     a descriptor of set userdata, and the id of the set's type.
 * Out:    the type, and the selectors as they were written.
 * Errors: false: the descriptor says nothing, as those of `type` declarations,
 *         or something unknown.
 * Spec:   doc/userdata.md.
 */
#ifndef NFTLOAD_PRINT_LIFT_LIFT_TYPEOF_H
#define NFTLOAD_PRINT_LIFT_LIFT_TYPEOF_H

#include "print/lift/lift_in.h"

bool lift_typeof(struct lift *l, const uint8_t *descr, uint32_t len,
		 uint32_t id, struct ktype *ret_type,
		 struct ast_expr **ret_expr);

#endif
