/*
 * chunks — a growing array that never moves its items.
 *
 * Items of one fixed size lie in chunks, each twice as large as the chunk
 * before; an item is found by its index in constant time.  Growing copies
 * nothing, so a million items never need twice their memory.
 *
 * Owns:   the items; chunks_release() frees them.
 * Units:  sizes in bytes, counts in items.
 */
#ifndef NFTLOAD_BASE_CHUNKS_H
#define NFTLOAD_BASE_CHUNKS_H

#include "base/util.h"

struct chunks {
	uint8_t *first;	 /* level 0: small lists need no more */
	uint8_t **level; /* level n >= 1 has twice the items of n - 1 */
	size_t size;	 /* of one item */
	size_t count;
	uint8_t *at, *end; /* where the next items go, in the last level */
};

void chunks_init(struct chunks *c, size_t item_size);
void chunks_release(struct chunks *c);
void *chunks_at(const struct chunks *c, size_t index);
/* Takes back the items from index on. */
void chunks_cut(struct chunks *c, size_t index);

/* Finds the place of the next item. */
void chunks_grow(struct chunks *c);

/* Adds a zeroed item at the end and returns it. */
static inline void *chunks_push(struct chunks *c)
{
	uint8_t *item;

	if (c->at == c->end)
		chunks_grow(c);
	item = c->at;
	c->at += c->size;
	c->count++;
	return item;
}

#endif
