#include "config.h"

#include "base/arena.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#ifdef NFTLOAD_DEVELOPER
#define ARENA_BLOCK 512 /* small, so that tests cross block borders */
#else
#define ARENA_BLOCK 65536
#endif

struct arena_block {
	struct arena_block *prev;
	uint8_t *end;
	uint8_t bytes[] __attribute__((aligned(16)));
};

void arena_init(struct arena *a)
{
	*a = (struct arena){ 0 };
}

static void arena_grow(struct arena *a, size_t bytes)
{
	size_t size = MAX(bytes, (size_t)ARENA_BLOCK);
	struct arena_block *b = mem_alloc(sizeof(*b) + size);

	b->prev = a->last;
	b->end = b->bytes + size;
	a->last = b;
	a->at = b->bytes;
	a->end = b->end;
}

void *arena_alloc_slow(struct arena *a, size_t bytes)
{
	void *p;

	if (bytes > SIZE_MAX / 2)
		mem_exhausted(bytes);
	bytes = ROUND_UP(bytes, (size_t)8);
	arena_grow(a, bytes);
	p = a->at;
	a->at += bytes;
	return p;
}

void *arena_memdup(struct arena *a, const void *p, size_t bytes)
{
	void *copy = arena_alloc(a, bytes);

	if (bytes)
		memcpy(copy, p, bytes);
	return copy;
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_alloc(a, len + 1);

	if (len)
		memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *text;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len < 0)
		BUG("bad format '%s'", fmt);
	text = arena_alloc(a, (size_t)len + 1);
	va_start(ap, fmt);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	va_end(ap);
	return text;
}

struct arena_mark arena_mark(const struct arena *a)
{
	return (struct arena_mark){ .last = a->last, .at = a->at };
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
	while (a->last && a->last != mark.last) {
		struct arena_block *prev = a->last->prev;

		/* The first block stays: the next rule needs one again. */
		if (!prev && !mark.last) {
			a->at = a->last->bytes;
			a->end = a->last->end;
			return;
		}
		mem_free(a->last);
		a->last = prev;
	}
	a->at = mark.at;
	a->end = a->last ? a->last->end : NULL;
}

void arena_release(struct arena *a)
{
	while (a->last) {
		struct arena_block *prev = a->last->prev;

		mem_free(a->last);
		a->last = prev;
	}
	arena_init(a);
}
