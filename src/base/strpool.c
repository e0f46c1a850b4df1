#include "config.h"

#include "base/mem.h"
#include "base/strpool.h"

#include <string.h>

#define FIRST_SLOTS 1024

void strpool_init(struct strpool *p)
{
	*p = (struct strpool){ 0 };
	arena_init(&p->arena);
}

void strpool_release(struct strpool *p)
{
	mem_free(p->slots);
	arena_release(&p->arena);
	*p = (struct strpool){ 0 };
}

/* FNV-1a: short names, and the table is checked by comparison anyway. */
static size_t hash(const char *s, size_t len)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (uint8_t)s[i]) * 1099511628211u;
	return (size_t)(h ^ (h >> 32));
}

static const char **slot_of(struct strpool *p, const char *s, size_t len)
{
	size_t at = hash(s, len) & (p->nslots - 1);

	while (p->slots[at] && (strncmp(p->slots[at], s, len) != 0 ||
				p->slots[at][len] != '\0'))
		at = (at + 1) & (p->nslots - 1);
	return &p->slots[at];
}

static void grow(struct strpool *p)
{
	const char **old = p->slots;
	size_t nold = p->nslots;

	p->nslots = nold ? nold * 2 : FIRST_SLOTS;
	p->slots = mem_calloc(p->nslots, sizeof(*p->slots));
	for (size_t i = 0; i < nold; i++)
		if (old[i])
			*slot_of(p, old[i], strlen(old[i])) = old[i];
	mem_free(old);
}

const char *strpool_intern(struct strpool *p, const char *s, size_t len)
{
	const char **slot;

	if ((p->count + 1) * 2 > p->nslots)
		grow(p);
	slot = slot_of(p, s, len);
	if (!*slot) {
		*slot = arena_strndup(&p->arena, s, len);
		p->count++;
	}
	return *slot;
}
