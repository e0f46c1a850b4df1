/*
 * map — a hash table whose key is (family, table, name), or any number with two
 * names.
 *
 * In:     interned names (base/strpool.h) or other pointers.  The map compares
 *         and hashes the pointers, not the text.
 * Owns:   its slots; the values are the caller's.
 */
#ifndef NFTLOAD_BASE_MAP_H
#define NFTLOAD_BASE_MAP_H

#include "base/util.h"

struct map_key {
	uint32_t family; /* or any other number */
	const void *table, *name; /* both may be NULL */
};

struct map_slot {
	struct map_key key;
	void *val; /* NULL: free */
};

struct map {
	struct map_slot *slots; /* open addressing; nslots is a power of two */
	size_t nslots, count;
};

void map_release(struct map *m);
void *map_get(const struct map *m, struct map_key key);
/* Adds or replaces; val is not NULL. */
void map_put(struct map *m, struct map_key key, void *val);

#endif
