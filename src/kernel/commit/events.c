#include "config.h"

#include "kernel/commit/events.h"

#include <linux/netfilter/nf_tables.h>
#include <stdio.h>

void events_init(struct events *ev)
{
	*ev = (struct events){ .now = 0 };
	arena_init(&ev->arena);
	strpool_init(&ev->names);
}

void events_release(struct events *ev)
{
	map_release(&ev->map);
	strpool_release(&ev->names);
	arena_release(&ev->arena);
}

static struct event *event_of(struct events *ev, uint8_t family,
			      const char *table, const char *label)
{
	struct map_key key = {
		family,
		table ? strpool_intern(&ev->names, table, strlen(table)) : NULL,
		label ? strpool_intern(&ev->names, label, strlen(label)) : NULL,
	};
	struct event *e = map_get(&ev->map, key);

	if (e)
		return e;
	e = arena_new(&ev->arena, struct event);
	e->made = UINT32_MAX; /* nothing is known yet */
	map_put(&ev->map, key, e);
	return e;
}

struct event *event_named(struct events *ev, uint8_t family, const char *table,
			  char letter, const char *name)
{
	char label[NFT_NAME_MAXLEN + 32];

	snprintf(label, sizeof(label), "%c%s", letter, name ? name : "");
	return event_of(ev, family, table, label);
}

struct event *event_of_table(struct events *ev, uint8_t family,
			     const char *table)
{
	return event_of(ev, family, table, NULL);
}

bool event_is_known(const struct event *e)
{
	return e->made != UINT32_MAX;
}

void event_made(const struct events *ev, struct event *e)
{
	e->there = true;
	e->made = ev->now;
}

void event_gone(const struct events *ev, struct event *e)
{
	e->there = false;
	e->made = e->gone = ev->now;
}

uint32_t events_gone_with(struct events *ev, uint8_t family, const char *table)
{
	uint32_t gone = MAX(ev->flushed[FAMILY_UNSPEC], ev->flushed[family]);

	return table ? MAX(gone, event_of_table(ev, family, table)->gone) :
		       gone;
}
