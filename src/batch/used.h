/*
 * used — the names that messages make or use, each with what reshape.c notes of
 * it.
 *
 * In:     names as attributes of messages; their bytes must stay as they are.
 * Out:    one struct used for each kind, family, table and name.
 * Owns:   the notes, until used_release().
 */
#ifndef NFTLOAD_BATCH_USED_H
#define NFTLOAD_BATCH_USED_H

#include "base/chunks.h"
#include "object/brief.h"

struct used {
	uint32_t number;  /* in struct used_names, from 1 */
	uint32_t made;	  /* the era in which the batch made it; 0: never */
	uint32_t awaited; /* the stretch of a message that used it before */
	/* A chain's last rule with a set of its own, in that stretch. */
	uint32_t bound, last;
	bool leads;	/* a set whose elements name chains or objects */
	bool constant;	/* a set whose elements come before its rules */

	/* of used.c */
	uint8_t names, family;
	uint16_t len;
	uint32_t hash;
	uint32_t table; /* the number of the table's name, 0: none */
	const uint8_t *text;
};

struct used_names {
	struct chunks list; /* of struct used */
	uint32_t *slots;    /* numbers, 0: free; open addressing */
	uint32_t nslots;    /* a power of two */
	uint32_t table;	    /* the one that was looked up last, or 0 */
};

void used_init(struct used_names *u);
void used_release(struct used_names *u);
/* names: enum row_named; name: NULL for a table.  What is new is zeroed. */
struct used *used_of(struct used_names *u, const struct brief *m,
		     uint8_t names, const struct nlattr *name);
struct used *used_at(const struct used_names *u, uint32_t number);

#endif
