#include "config.h"

#include "state/applying.h"

#include <errno.h>
#include <string.h>

int apply_refuse(const struct apply *a, int errnum, struct span at)
{
	struct state_refusal *r = a->r ? chunks_push(&a->r->list) : NULL;

	if (r)
		*r = (struct state_refusal){ a->msg, errnum, at.off };
	return -errnum;
}

void apply_note_unknown(const struct apply *a, const struct state_table *t,
			const struct ref *ref)
{
	struct map_key key = { (uint32_t)ref->kind | ref->type << 8, t, NULL };
	struct state_unknown *u;

	if (!a->r || !a->msg)
		return;
	/* Of a table that is not declared itself, nothing else is. */
	if (ref->kind != LOW_TABLE && !t->declared)
		return;
	key.name = strpool_intern(&a->s->names, ref->name, strlen(ref->name));
	if (map_get(&a->r->seen, key))
		return;
	u = chunks_push(&a->r->unknown);
	*u = (struct state_unknown){ a->msg,    ref->at.off,  ref->kind,
				     ref->type, t->item.name, key.name };
	map_put(&a->r->seen, key, u);
}

int apply_miss(const struct apply *a, const struct low_msg *m, struct span at)
{
	return m->verb == LOW_DESTROY ? 0 : apply_refuse(a, ENOENT, at);
}

/* ---- records ---- */

void apply_describe(const struct apply *a, struct state_item *i)
{
	i->nlh = a->nlh;
	i->msg = a->msg;
	i->low = arena_new(&a->s->arena, struct low_msg);
	decode_msg(i->low, a->nlh, &a->s->arena);
}

bool apply_knows_tables(const struct state *s, uint8_t family)
{
	return s->known || (s->known_families >> family & 1);
}

struct state_table *apply_need_table(const struct apply *a,
				     const struct low_msg *m)
{
	struct state_table *t = state_table(a->s, m->family, m->table.name);

	if (t)
		return t;
	if (!m->table.name || !a->msg || apply_knows_tables(a->s, m->family) ||
	    store_was_removed(a->s, LOW_TABLE, m->family, NULL,
			      m->table.name)) {
		apply_miss(a, m, m->table.at);
		return NULL;
	}
	t = store_add_table(a->s, m->family, m->table.name);
	if (m->verb != LOW_DESTROY)
		apply_note_unknown(a, t,
				   &(struct ref){ .kind = LOW_TABLE,
						  .name = m->table.name,
						  .at = m->table.at });
	return t;
}

/* ---- devices ---- */

static bool has_device(const struct low_device *list,
		       const struct low_device *d)
{
	for (; list; list = list->next)
		if (list->wildcard == d->wildcard &&
		    strcmp(list->name, d->name) == 0)
			return true;
	return false;
}

static struct low_device *copy_device(struct state *s,
				      const struct low_device *d,
				      const struct low_device *next)
{
	struct low_device *copy = arena_new(&s->arena, struct low_device);

	*copy = *d;
	copy->name = strpool_intern(&s->names, d->name, strlen(d->name));
	copy->next = next;
	return copy;
}

void apply_add_devices(struct state *s, struct low_hook *hook,
		       const struct low_device *more)
{
	for (; more; more = more->next)
		if (!has_device(hook->devices, more))
			hook->devices = copy_device(s, more, hook->devices);
}

void apply_drop_devices(struct state *s, struct low_hook *hook,
			const struct low_device *which)
{
	const struct low_device *all = hook->devices;

	hook->devices = NULL;
	for (; all; all = all->next)
		if (!has_device(which, all))
			hook->devices = copy_device(s, all, hook->devices);
}
