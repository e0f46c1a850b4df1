#include "config.h"

#include "cli/flushed.h"

#include "cli/messages.h"
#include "spec/family.h"

#include <string.h>

struct flushed_table {
	struct flushed_table *next;
	uint8_t family;
	const char *name;
};

void flushed_init(struct flushed *f)
{
	arena_init(&f->arena);
	f->first = NULL;
	f->last = &f->first;
}

void flushed_release(struct flushed *f)
{
	arena_release(&f->arena);
}

void flushed_add(void *ctx, uint8_t family, const char *name)
{
	struct flushed *f = ctx;
	struct flushed_table *t = arena_new(&f->arena, struct flushed_table);

	t->family = family;
	t->name = arena_strndup(&f->arena, name, strlen(name));
	*f->last = t;
	f->last = &t->next;
}

void flushed_say(const struct flushed *f, const struct options *o, bool applied)
{
	for (const struct flushed_table *t = f->first; t; t = t->next)
		messages_sayf(o, SAY_NOTE, "the flush %s table %s %s",
			      applied ? "removed" : "would remove",
			      family_name(t->family), t->name);
}
