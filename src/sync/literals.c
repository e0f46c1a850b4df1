#include "config.h"

#include "sync/literals.h"

#include "state/mark.h"

#include <string.h>

void literals_release(struct literals *l)
{
	map_release(&l->sets);
}

/* The map compares the beginning of the digest, as numbers. */
static struct map_key key_of(const uint8_t *digest)
{
	uint32_t number;
	uintptr_t words[2];

	memcpy(&number, digest, sizeof(number));
	memcpy(words, digest + sizeof(number), sizeof(words));
	return (struct map_key){ number, (const void *)words[0],
				 (const void *)words[1] };
}

static void fill_map(struct literals *l, struct state *wanted)
{
	struct state_table *t;
	struct state_set *set;

	l->filled = true;
	state_each(t, &wanted->tables)
		state_each(set, &t->sets)
			if (set->digest && set->constant)
				map_put(&l->sets, key_of(set->digest), set);
}

struct state_set *literals_find(struct literals *l, struct state *wanted,
				const struct low_msg *m)
{
	const uint8_t *digest = l->mistrusted ? NULL : mark_content(m);
	struct state_set *set;

	if (!digest)
		return NULL;
	if (!l->filled)
		fill_map(l, wanted);
	set = map_get(&l->sets, key_of(digest));
	return set && memcmp(set->digest, digest, MARK_CONTENT_BYTES) == 0 ? set :
									NULL;
}

static void fill(struct state_set *set, const struct state_set *same)
{
	const struct elems *from = &same->elems;

	for (uint32_t i = 0; i < from->nsources; i++)
		elems_add(&set->elems, from->sources[i].nlh, NULL);
	set->digest = same->digest;
	set->constant = true;
}

static bool fill_table(struct literals *l, struct state *wanted,
		       struct state_table *present)
{
	bool leads = false;
	struct state_set *set;

	state_each(set, &present->sets) {
		const struct low_msg *m = set->item.low;
		const struct state_set *same =
			set->anonymous && m ? literals_find(l, wanted, m) :
					      NULL;

		if (!same)
			continue;
		fill(set, same);
		leads |= mark_needs_names(m->set);
	}
	return !leads || !mark_finds_renamed(present);
}

bool literals_fill(struct literals *l, struct state *wanted,
		   struct state *present)
{
	struct state_table *t;

	state_each(t, &present->tables) {
		if (!fill_table(l, wanted, t)) {
			l->mistrusted = true;
			return false;
		}
	}
	return true;
}
