/*
 * arena — allocation in blocks, freed all at once.
 *
 * Owns:   every allocation; arena_release() frees them all.
 * Units:  bytes; results are aligned for any object of the program (8 bytes).
 * Errors: none; memory that runs out ends in mem_exhausted().
 *
 * A mark remembers how full the arena is: arena_rewind() frees everything
 * allocated after it, so one arena serves as scratch for each rule or element
 * in turn.
 */
#ifndef NFTLOAD_BASE_ARENA_H
#define NFTLOAD_BASE_ARENA_H

#include "base/util.h"

#include <string.h>

struct arena_block;

struct arena {
	struct arena_block *last; /* the block being filled, newest first */
	uint8_t *at, *end;	  /* the free part of that block */
};

struct arena_mark {
	struct arena_block *last;
	uint8_t *at;
};

void arena_init(struct arena *a);
void arena_release(struct arena *a);

/* Called when the bytes do not fit the block being filled. */
void *arena_alloc_slow(struct arena *a, size_t bytes) __attribute__((malloc));

/* Returns uninitialised bytes.  The function is inline because the sizes of
 * nodes are constants and a rule allocates some forty nodes. */
__attribute__((malloc)) static inline void *arena_alloc(struct arena *a,
							size_t bytes)
{
	uint8_t *p = a->at;

	/* The free part is a multiple of 8 bytes; an empty arena has none. */
	if (bytes >= (size_t)(a->end - p))
		return arena_alloc_slow(a, bytes);
	a->at = p + ROUND_UP(bytes, (size_t)8);
	return p;
}

/* Zeroed bytes. */
__attribute__((malloc)) static inline void *arena_zalloc(struct arena *a,
							 size_t bytes)
{
	return memset(arena_alloc(a, bytes), 0, bytes);
}

void *arena_memdup(struct arena *a, const void *p, size_t bytes);
/* A NUL-terminated copy of len bytes. */
char *arena_strndup(struct arena *a, const char *s, size_t len);
char *arena_printf(struct arena *a, const char *fmt, ...) format_printf(2, 3);

struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);

#define arena_new(a, type) ((type *)arena_zalloc(a, sizeof(type)))

#endif
