/*
 * lift_decl — makes nodes of declarations: of tables, chains, sets, objects and
 * flow tables.
 *
 * In:     records of a state, from files or from the kernel.
 * Out:    commands without the content of chains and sets: rules and elements
 *         are lifted one by one (lift.h).  What the kernel fills in is filled
 *         in, such as the policy of a base chain.
 * Owns:   what nodes point at lies in the lift's arena, until lift_rewind().
 * Errors: false: cannot (print/print_options.h).
 */
#ifndef NFTLOAD_PRINT_LIFT_LIFT_DECL_H
#define NFTLOAD_PRINT_LIFT_LIFT_DECL_H

#include "print/lift/lift.h"

/* `add` commands, with the handle as their place. */
void lift_table(struct lift *l, const struct state_table *t,
		struct ast_cmd *ret_cmd);
bool lift_chain(struct lift *l, const struct state_chain *c,
		struct ast_cmd *ret_cmd);
bool lift_flowtable(struct lift *l, const struct state_flowtable *f,
		    struct ast_cmd *ret_cmd);
/* types: of the same set. */
bool lift_set(struct lift *l, const struct lift_set *types,
	      struct ast_cmd *ret_cmd);
bool lift_object(struct lift *l, const struct state_obj *obj,
		 struct ast_cmd *ret_cmd);

/* Any of these, or a rule.  False, too, for what is marked as unsaid; ret_cmd
 * has the names alone then. */
bool lift_item(struct lift *l, struct state_item *item,
	       struct ast_cmd *ret_cmd);

/* The command that adds an item of a table, without its body. */
void lift_cmd(struct lift *l, const struct state_table *t,
	      const struct state_item *item, enum obj_kind kind,
	      struct ast_cmd *ret_cmd);

#endif
