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

/* Eight bytes at a time: names of some rulesets are long and many. */
static size_t hash(const char *s, size_t len)
{
	uint64_t h = len, word;

	for (; len >= sizeof(word); s += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, s, sizeof(word));
		h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 32;
	}
	word = 0;
	memcpy(&word, s, len);
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
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
