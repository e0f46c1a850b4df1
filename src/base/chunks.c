#include "config.h"

#include "base/chunks.h"
#include "base/mem.h"

#include <string.h>

#define FIRST 4 /* items of level 0, a power of two */
#define FIRST_SHIFT 2
#define LEVELS 32

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

static uint8_t *items_of(const struct chunks *c, unsigned int level)
{
	return level ? c->level[level] : c->first;
}

void *chunks_at(const struct chunks *c, size_t index)
{
	unsigned int level = level_of(index);

	return items_of(c, level) + (index - level_start(level)) * c->size;
}

static void add_level(struct chunks *c, unsigned int level)
{
	uint8_t **items = &c->first;

	if (level >= LEVELS)
		mem_exhausted(SIZE_MAX);
	if (level && !c->level)
		c->level = mem_calloc(LEVELS, sizeof(*c->level));
	if (level)
		items = &c->level[level];
	/* It may be there still from before an item was taken back. */
	if (!*items)
		*items = mem_calloc((size_t)FIRST << level, c->size);
}

void chunks_grow(struct chunks *c)
{
	unsigned int level = level_of(c->count);

	if (c->count == level_start(level))
		add_level(c, level);
	c->at = chunks_at(c, c->count);
	c->end = items_of(c, level) + ((size_t)FIRST << level) * c->size;
}

void chunks_cut(struct chunks *c, size_t index)
{
	while (c->count > index)
		memset(chunks_at(c, --c->count), 0, c->size);
	c->at = c->end = NULL;
}

void chunks_release(struct chunks *c)
{
	mem_free(c->first);
	for (unsigned int i = 1; c->level && i < LEVELS; i++)
		mem_free(c->level[i]);
	mem_free(c->level);
	chunks_init(c, c->size);
}
