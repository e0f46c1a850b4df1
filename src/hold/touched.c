#include "config.h"

#include "hold/touched.h"

#include "object/decode.h"
#include "tables/family.h"

#include <string.h>

static struct map_key key_of(struct touched *t, const struct low_msg *m)
{
	const char *name = m->table.name;

	return (struct map_key){
		m->family, strpool_intern(&t->names, name, strlen(name)), NULL
	};
}

static void note(struct touched *t, const struct low_msg *m)
{
	struct map_key key;

	if (!m->table.name) {
		t->all |= m->family == FAMILY_UNSPEC;
		t->families |= UINT32_C(1) << m->family % 32;
		return;
	}
	key = key_of(t, m);
	if (!map_get(&t->tables, key))
		map_put(&t->tables, key, t);
}

void touched_find(struct touched *t, const struct batch *b)
{
	struct arena a;

	*t = (struct touched){ 0 };
	strpool_init(&t->names);
	arena_init(&a);
	for (uint32_t i = 0; i < batch_count(b); i++) {
		const struct batch_msg *msg = chunks_at(&b->msgs, i);
		const struct arena_mark mark = arena_mark(&a);
		struct low_msg m;

		if (decode_head(&m, (const void *)msg->bytes, &a))
			note(t, &m);
		arena_rewind(&a, mark);
	}
	arena_release(&a);
}

void touched_release(struct touched *t)
{
	map_release(&t->tables);
	strpool_release(&t->names);
}

bool touched_has(void *ctx, const struct low_msg *table)
{
	struct touched *t = ctx;

	return t->all || t->families & UINT32_C(1) << table->family % 32 ||
	       map_get(&t->tables, key_of(t, table));
}
