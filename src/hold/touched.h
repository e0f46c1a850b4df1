/*
 * touched — the tables that a change concerns.
 *
 * In:     the batch of a load, or states.
 * Out:    whether a table is one of them.
 * Owns:   its names, until touched_release().
 * Errors: none.
 *
 * A message without the name of a table (a flush of the ruleset, a handle)
 * touches all tables of its family, or of all families.
 */
#ifndef NFTLOAD_HOLD_TOUCHED_H
#define NFTLOAD_HOLD_TOUCHED_H

#include "base/arena.h"
#include "base/map.h"
#include "base/strpool.h"
#include "batch/batch.h"
#include "state/store.h"

struct touched_table {
	struct touched_table *next;
	const char *name;
	uint8_t family;
};

struct touched {
	struct strpool names;
	struct map tables; /* of struct touched_table */
	struct touched_table *first;
	uint32_t families; /* bits 1 << family: all tables */
	bool all;
};

void touched_init(struct touched *t);
void touched_add(struct touched *t, uint8_t family, const char *name);
/* Adds those of a batch, or of a state. */
void touched_find(struct touched *t, const struct batch *b);
void touched_add_state(struct touched *t, const struct state *s);
void touched_release(struct touched *t);
/* As read_choice.table; ctx: struct touched. */
bool touched_has(void *ctx, const struct low_msg *table);

#endif
