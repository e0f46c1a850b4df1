#include "config.h"

#include "hold/touched.h"

#include "object/decode.h"
#include "tables/family.h"

#include <string.h>

static struct map_key key_of(struct touched *t, uint8_t family,
			     const char *name)
{
	return (struct map_key){
		family, strpool_intern(&t->names, name, strlen(name)), NULL
	};
}

void touched_init(struct touched *t)
{
	*t = (struct touched){ 0 };
	strpool_init(&t->names);
}

void touched_add(struct touched *t, uint8_t family, const char *name)
{
	struct map_key key = key_of(t, family, name);
	struct touched_table *table;

	if (map_get(&t->tables, key))
		return;
	table = arena_new(&t->names.arena, struct touched_table);
	*table = (struct touched_table){ t->first, key.table, family };
	t->first = table;
	map_put(&t->tables, key, table);
}

static void note(struct touched *t, const struct low_msg *m)
{
	if (m->table.name) {
		touched_add(t, m->family, m->table.name);
		return;
	}
	t->all |= m->family == FAMILY_UNSPEC;
	t->families |= UINT32_C(1) << m->family % 32;
}

void touched_add_state(struct touched *t, const struct state *s)
{
	const struct state_table *table;

	state_each(table, &s->tables)
		touched_add(t, table->family, table->item.name);
}

void touched_find(struct touched *t, const struct batch *b)
{
	struct arena a;

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
	       map_get(&t->tables, key_of(t, table->family, table->table.name));
}
