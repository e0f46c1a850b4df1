/*
 * lift_item — makes the command that adds an item: a table, chain, rule, set,
 * object or flow table, without what it holds.
 *
 * In:     records of a state.
 * Out:    commands, as lift_decl.h makes them.
 * Owns:   what nodes point at lies in the lift's arena, until lift_rewind().
 * Errors: false: cannot (print/print_options.h), or it is marked so; the
 *         command has the names alone.
 */
#ifndef NFTLOAD_PRINT_LIFT_LIFT_ITEM_H
#define NFTLOAD_PRINT_LIFT_LIFT_ITEM_H

#include "print/lift/lift.h"

struct ast_cmd;

bool lift_item(struct lift *l, struct state_item *item,
	       struct ast_cmd *ret_cmd);

#endif
