#include "config.h"

#include "base/mem.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* Set once, by the program: an allocation is handed no context. */
static void (*on_exhausted)(size_t bytes);

void mem_on_exhausted(void (*handler)(size_t bytes))
{
	on_exhausted = handler;
}

void mem_grow_at_once(void)
{
#ifdef __GLIBC__
	mallopt(M_TOP_PAD, 1 << 20);
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
	mallopt(M_TRIM_THRESHOLD, 32 << 20);
#endif
}

void mem_exhausted(size_t bytes)
{
	if (on_exhausted)
		on_exhausted(bytes);
	abort();
}

void *mem_alloc(size_t bytes)
{
	void *p = malloc(bytes ? bytes : 1);

	if (!p)
		mem_exhausted(bytes);
	return p;
}

void *mem_calloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		mem_exhausted(n * size);
	return p;
}

void *mem_zalloc(size_t bytes)
{
	return mem_calloc(1, bytes);
}

void *mem_realloc(void *p, size_t bytes)
{
	void *q = realloc(p, bytes ? bytes : 1);

	if (!q)
		mem_exhausted(bytes);
	return q;
}

void *mem_recalloc(void *p, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		mem_exhausted(SIZE_MAX);
	return mem_realloc(p, bytes);
}

char *mem_strdup(const char *s)
{
	size_t bytes = strlen(s) + 1;

	return memcpy(mem_alloc(bytes), s, bytes);
}

void mem_free(void *p)
{
	free(p);
}

void mem_trim(void)
{
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}
