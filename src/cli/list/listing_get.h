/*
 * listing_get — finds the elements that a `get element` names.
 *
 * In:     the command; the set with all its elements, settled.
 * Out:    places of the elements, in the order of the command: the element
 *         itself or, in a set of intervals, the one that holds it.
 * Owns:   the places, until listing_get_release().
 * Errors: false after a diagnostic: an element is not there, or is wrong.
 */
#ifndef NFTLOAD_CLI_LIST_LISTING_GET_H
#define NFTLOAD_CLI_LIST_LISTING_GET_H

#include "load/load.h"
#include "print/text/text_state.h"

struct listing_get {
	const struct transaction *t;
	const struct ast_cmd *cmd;
	const struct state_set *set;
	struct diags *diags;
	struct lift_pick *picks;
	size_t npicks, room;
	uint32_t file; /* of the elements that are looked for */
};

bool listing_get_find(struct listing_get *g);
void listing_get_release(struct listing_get *g);

#endif
