#include "config.h"

#include "base/chunks.h"
#include "base/mem.h"

#include <string.h>

#define FIRST 8 /* items of level 0, a power of two */
#define FIRST_SHIFT 3

void chunks_init(struct chunks *c, size_t item_size)
{
	*c = (struct chunks){ .size = item_size };
}

/* Level n begins at item FIRST * (2^n - 1). */
static unsigned int level_of(size_t index)
{
	size_t scaled = (index >> FIRST_SHIFT) + 1;

	return 63 - (unsigned int)__builtin_clzll(scaled);
}

static size_t level_start(unsigned int level)
{
	return (((size_t)1 << level) - 1) << FIRST_SHIFT;
}

void *chunks_at(const struct chunks *c, size_t index)
{
	unsigned int level = level_of(index);

	return c->level[level] + (index - level_start(level)) * c->size;
}

void *chunks_push(struct chunks *c)
{
	unsigned int level = level_of(c->count);

	if (level >= CHUNKS_LEVELS)
		mem_exhausted(SIZE_MAX);
	if (!c->level[level])
		c->level[level] = mem_calloc((size_t)FIRST << level, c->size);
	return chunks_at(c, c->count++);
}

void chunks_release(struct chunks *c)
{
	for (unsigned int i = 0; i < CHUNKS_LEVELS; i++)
		mem_free(c->level[i]);
	chunks_init(c, c->size);
}
