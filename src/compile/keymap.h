/*
 * keymap — finds what belongs to a (family, table, name).
 *
 * Internal to compile/.
 * In:     interned names: they are compared and hashed as pointers.
 * Owns:   its slots; what they point to is the caller's.
 */
#ifndef NFTLOAD_COMPILE_KEYMAP_H
#define NFTLOAD_COMPILE_KEYMAP_H

#include "base/util.h"

struct keymap_key {
	uint8_t family;
	const char *table, *name; /* both may be NULL */
};

struct keymap_slot {
	struct keymap_key key;
	void *val; /* NULL: free */
};

struct keymap {
	struct keymap_slot *slots; /* open addressing, a power of two of them */
	size_t nslots, count;
};

void keymap_release(struct keymap *m);
void *keymap_get(const struct keymap *m, struct keymap_key key);
/* Adds or replaces; val is not NULL. */
void keymap_put(struct keymap *m, struct keymap_key key, void *val);

#endif
