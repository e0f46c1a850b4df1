/*
 * lift_parts — the statements that have files of their own.
 *
 * Private to print/lift; see lift_in.h.
 */
#ifndef NFTLOAD_PRINT_LIFT_LIFT_PARTS_H
#define NFTLOAD_PRINT_LIFT_LIFT_PARTS_H

#include "print/lift/lift_in.h"

/* lift_nat.c */
bool lift_nat(struct lift_rule *r, const struct low_expr *x);
bool lift_masq(struct lift_rule *r, const struct low_expr *x);
bool lift_redir(struct lift_rule *r, const struct low_expr *x);
bool lift_tproxy(struct lift_rule *r, const struct low_expr *x);

/* lift_forward.c */
bool lift_dup(struct lift_rule *r, const struct low_expr *x);
bool lift_fwd(struct lift_rule *r, const struct low_expr *x);
bool lift_queue(struct lift_rule *r, const struct low_expr *x);
bool lift_dynset(struct lift_rule *r, const struct low_expr *x);
/* `KEY map { ... }` of objects; *ret_type: their type. */
struct ast_expr *lift_object_map(struct lift_rule *r, const struct low_expr *x,
				 uint32_t *ret_type);

/* lift_mangle.c */
bool lift_set_meta(struct lift_rule *r, const struct low_expr *x);
bool lift_set_ct(struct lift_rule *r, const struct low_expr *x);
bool lift_set_option(struct lift_rule *r, const struct low_expr *x);
bool lift_set_payload(struct lift_rule *r, const struct low_expr *x);

#endif
