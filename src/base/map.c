#include "config.h"

#include "base/map.h"
#include "base/mem.h"

#define SLOTS_MIN 64

/* Multiplies by the golden ratio to spread what differs in few low bits. */
static uint64_t mix(uint64_t h, uint64_t x)
{
	h = (h ^ x) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 29);
}

static size_t hash_of(struct map_key key)
{
	uint64_t h = mix(key.family, (uintptr_t)key.table);

	return (size_t)mix(h, (uintptr_t)key.name);
}

static bool same_key(struct map_key a, struct map_key b)
{
	return a.family == b.family && a.table == b.table && a.name == b.name;
}

/* The slot that holds the key, or the free one where it would go. */
static struct map_slot *slot_of(const struct map *m,
				   struct map_key key)
{
	size_t i = hash_of(key) & (m->nslots - 1);

	while (m->slots[i].val && !same_key(m->slots[i].key, key))
		i = (i + 1) & (m->nslots - 1);
	return &m->slots[i];
}

static void grow(struct map *m)
{
	struct map bigger = { .nslots = MAX(2 * m->nslots, SLOTS_MIN),
				 .count = m->count };

	bigger.slots = mem_calloc(bigger.nslots, sizeof(*bigger.slots));
	for (size_t i = 0; i < m->nslots; i++) {
		if (m->slots[i].val)
			*slot_of(&bigger, m->slots[i].key) = m->slots[i];
	}
	mem_free(m->slots);
	*m = bigger;
}

void map_release(struct map *m)
{
	mem_free(m->slots);
	*m = (struct map){ 0 };
}

void *map_get(const struct map *m, struct map_key key)
{
	return m->nslots ? slot_of(m, key)->val : NULL;
}

void map_put(struct map *m, struct map_key key, void *val)
{
	struct map_slot *slot;

	if (4 * (m->count + 1) > 3 * m->nslots)
		grow(m);
	slot = slot_of(m, key);
	if (!slot->val)
		m->count++;
	*slot = (struct map_slot){ key, val };
}
