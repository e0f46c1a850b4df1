#include "config.h"

#include "compile/keymap.h"

#include "base/mem.h"

#define SLOTS_MIN 64

/* Multiplies by the golden ratio to spread what differs in few low bits. */
static uint64_t mix(uint64_t h, uint64_t x)
{
	h = (h ^ x) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 29);
}

static size_t hash_of(struct keymap_key key)
{
	uint64_t h = mix(key.family, (uintptr_t)key.table);

	return (size_t)mix(h, (uintptr_t)key.name);
}

static bool same_key(struct keymap_key a, struct keymap_key b)
{
	return a.family == b.family && a.table == b.table && a.name == b.name;
}

/* The slot that holds the key, or the free one where it would go. */
static struct keymap_slot *slot_of(const struct keymap *m,
				   struct keymap_key key)
{
	size_t i = hash_of(key) & (m->nslots - 1);

	while (m->slots[i].val && !same_key(m->slots[i].key, key))
		i = (i + 1) & (m->nslots - 1);
	return &m->slots[i];
}

static void grow(struct keymap *m)
{
	struct keymap bigger = { .nslots = MAX(2 * m->nslots, SLOTS_MIN),
				 .count = m->count };

	bigger.slots = mem_calloc(bigger.nslots, sizeof(*bigger.slots));
	for (size_t i = 0; i < m->nslots; i++) {
		if (m->slots[i].val)
			*slot_of(&bigger, m->slots[i].key) = m->slots[i];
	}
	mem_free(m->slots);
	*m = bigger;
}

void keymap_release(struct keymap *m)
{
	mem_free(m->slots);
	*m = (struct keymap){ 0 };
}

void *keymap_get(const struct keymap *m, struct keymap_key key)
{
	return m->nslots ? slot_of(m, key)->val : NULL;
}

void keymap_put(struct keymap *m, struct keymap_key key, void *val)
{
	struct keymap_slot *slot;

	if (4 * (m->count + 1) > 3 * m->nslots)
		grow(m);
	slot = slot_of(m, key);
	if (!slot->val)
		m->count++;
	*slot = (struct keymap_slot){ key, val };
}
