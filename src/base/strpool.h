/*
 * strpool — interned strings: equal text is the same pointer.
 *
 * Owns:   the strings, until strpool_release().  Callers keep the pointers.
 * Units:  lengths in bytes; strings hold no NUL and end in one.
 */
#ifndef NFTLOAD_BASE_STRPOOL_H
#define NFTLOAD_BASE_STRPOOL_H

#include "base/arena.h"

struct strpool {
	struct arena arena;
	const char **slots; /* open addressing; nslots is a power of two */
	size_t nslots, count;
};

void strpool_init(struct strpool *p);
void strpool_release(struct strpool *p);
const char *strpool_intern(struct strpool *p, const char *s, size_t len);

#endif
