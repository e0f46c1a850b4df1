/*
 * map — finds what belongs to a (family, table, name), or to any two names
 * and a number.
 *
 * In:     interned names (base/strpool.h), or other pointers: they are
 *         compared and hashed as such.
 * Owns:   its slots; what they point to is the caller's.
 */
#ifndef NFTLOAD_BASE_MAP_H
#define NFTLOAD_BASE_MAP_H

#include "base/util.h"

struct map_key {
	uint32_t family; /* or what else tells keys apart */
	const void *table, *name; /* both may be NULL */
};

struct map_slot {
	struct map_key key;
	void *val; /* NULL: free */
};

struct map {
	struct map_slot *slots; /* open addressing, a power of two of them */
	size_t nslots, count;
};

void map_release(struct map *m);
void *map_get(const struct map *m, struct map_key key);
/* Adds or replaces; val is not NULL. */
void map_put(struct map *m, struct map_key key, void *val);

#endif
