#include "config.h"

#include "kernel/commit/older_elems.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>
#include <string.h>

/* ---- sets ---- */

static struct held_set *set_of(struct older *d, struct event *e)
{
	if (!e->set)
		e->set = arena_new(&d->events.arena, struct held_set);
	return e->set;
}

/* The last time at which the set went, if it did. */
static uint32_t set_gone(struct older *d, const struct event *e, uint8_t family,
			 const char *table)
{
	return MAX(e->gone, events_gone_with(&d->events, family, table));
}

static bool is_there(const struct event *e, uint32_t gone)
{
	return event_is_known(e) && e->there && e->made >= gone;
}

static int ask_for_set(struct older *d, struct held_set *s, uint8_t family,
		       const char *table, const char *name)
{
	struct low_msg m;
	struct resolver ask;
	struct arena a;
	int err;

	arena_init(&a);
	query_fill_resolver(&ask);
	err = ask.set(d->base, family, table, name, &a, &m);
	s->asked = true;
	s->in_kernel = !err;
	if (!err) {
		s->flags = m.set->flags;
		s->size = m.set->size;
		s->timeout_ms = m.set->timeout_ms;
	}
	arena_release(&a);
	return err == -ENOENT ? 0 : err;
}

int older_find_set(struct older *d, uint8_t family, const char *table,
		   const char *name, struct held_set **ret_set)
{
	struct event *e = event_named(&d->events, family, table, 's', name);
	uint32_t gone = set_gone(d, e, family, table);
	struct held_set *s = set_of(d, e);
	int err = 0;

	if (!gone && !s->asked)
		err = ask_for_set(d, s, family, table, name);
	if (!err)
		*ret_set = is_there(e, gone) || (s->in_kernel && !gone) ? s :
									  NULL;
	return err;
}

void older_note_set(struct older *d, const struct low_msg *m)
{
	struct event *e = event_named(&d->events, m->family, m->table.name, 's',
				      m->name.name);
	uint32_t gone = set_gone(d, e, m->family, m->table.name);
	struct held_set *s = set_of(d, e);

	/* The first declaration counts. */
	if (is_there(e, gone) || (s->in_kernel && !gone))
		return;
	s->declared = true;
	s->flags = m->set->flags;
	s->size = m->set->size;
	s->timeout_ms = m->set->timeout_ms;
}

/* ---- what is known of elements ---- */

static bool is_followed(const struct older *d, const struct held_set *s)
{
	return d->destroys_elems ||
	       (d->timeouts && s->flags & NFT_SET_TIMEOUT);
}

/* The set of the series that begins; it stays NULL where nothing depends on
 * what its elements were before. */
static int open_set(struct older *d)
{
	const struct low_elems *h = &d->head;
	struct held_set *s, *found;
	struct event *e;
	uint32_t gone;
	int err;

	d->set = NULL;
	/* Those without a name of their own have no other elements. */
	if (!h->set.name || strchr(h->set.name, '%'))
		return 0;
	e = event_named(&d->events, h->family, h->table.name, 's', h->set.name);
	s = set_of(d, e);
	if (s->declared && !is_followed(d, s))
		return 0;
	err = older_find_set(d, h->family, h->table.name, h->set.name, &found);
	if (err || !is_followed(d, s))
		return err;
	d->set = s;
	gone = MAX(set_gone(d, e, h->family, h->table.name),
		   event_named(&d->events, h->family, h->table.name, 'E',
			       h->set.name)
			   ->gone);
	if (!s->id || s->since < gone) {
		s->id = ++d->set_ids;
		s->since = d->events.now;
	}
	s->listed |= gone || !s->in_kernel;
	return 0;
}

static struct held_key key_of(const struct older *d, const struct low_elem *e)
{
	return (struct held_key){ d->set->id, e->flags, e->key, e->key_end,
				  e->key_len };
}

/* One that the kernel holds. */
static void learn(struct older *d, const struct low_elem *k)
{
	const struct held_key key = { d->set->id, k->flags, k->key, k->key_end,
				      k->key_len };
	const struct held now = {
		.there = true,
		.timeout_ms = k->have_timeout ? k->timeout_ms :
			      k->expires_ms   ? d->set->timeout_ms :
						0,
		.udata = k->udata,
		.udata_len = (uint16_t)k->udata_len,
	};
	struct held before;

	/* What messages did to it came later. */
	if (!held_get(&d->held, &key, &before))
		held_put(&d->held, &key, &now);
}

static int list_elements(struct older *d)
{
	struct low_elem *first = NULL;
	struct resolver ask;
	struct arena a;
	int err;

	if (d->set->listed)
		return 0;
	arena_init(&a);
	query_fill_resolver(&ask);
	err = ask.elements(d->base, d->head.family, d->head.table.name,
			   d->head.set.name, &a, &first);
	for (const struct low_elem *k = first; k; k = k->next)
		learn(d, k);
	arena_release(&a);
	d->set->listed = !err;
	return err;
}

static int look_up(struct older *d, const struct low_elem *e)
{
	const struct low_elem want = { .flags = e->flags, .key = e->key,
					  .key_len = e->key_len };
	const struct map_key set = { d->head.family, d->head.table.name,
				     d->head.set.name };
	struct low_elem *found = NULL;
	struct arena a;
	int err;

	d->set->lookups++;
	arena_init(&a);
	err = query_element(d->base, set, &want, &a, &found);
	if (found)
		learn(d, found);
	arena_release(&a);
	return err == -ENOENT ? 0 : err;
}

static bool is_plain(const struct held_set *s)
{
	return !(s->flags & (NFT_SET_INTERVAL | NFT_SET_MAP | NFT_SET_OBJECT));
}

/* As many single questions as cost what a list of a large set costs. */
#define LOOKUPS_MAX 4096

/*
 * The kernel finds an element by its key, and a range by any of its keys: also by
 * the lowest, which is that of its start.  An end mark is not found by its key
 * where a range begins, and a concatenation of ranges has two keys.
 */
static bool can_look_up(const struct held_set *s, const struct low_elem *e)
{
	bool joined = s->flags & NFT_SET_INTERVAL && s->flags & NFT_SET_CONCAT;

	return s->lookups < LOOKUPS_MAX && !joined &&
	       !(e->flags & NFT_SET_ELEM_INTERVAL_END);
}

/* Whether the kernel holds it is known then. */
static int ask_for_elem(struct older *d, const struct held_key *key,
			const struct low_elem *e)
{
	struct held known;

	if (d->set->listed || held_get(&d->held, key, &known))
		return 0;
	return can_look_up(d->set, e) ? look_up(d, e) : list_elements(d);
}

/* ---- timeouts ---- */

/* The kernel counts in ticks of its clock, the longest of which is this. */
#define TICK_MS 10

static bool same_timeout(uint64_t a, uint64_t b)
{
	return MAX(a, b) - MIN(a, b) < TICK_MS && !a == !b;
}

static void warn_kept(const struct older *d, const struct low_elem *e)
{
	diag_warn(d->diags, DIAG_UNSUPPORTED,
		  (struct span){ d->head.file, e->off, e->len },
		  "this element exists already and keeps its timeout: changing the timeout came with Linux 6.12");
	diag_hint(d->diags, "delete it first");
}

/* Between two parts of the series that is open. */
static int delete_first(struct older *d, const struct low_elem *e)
{
	const struct low_sink *s = &d->behind;
	const struct low_elem gone = {
		.flags = e->flags,
		.off = e->off,
		.len = e->len,
		.key = e->key,
		.key_len = e->key_len,
	};
	struct low_elems deletion = d->head;
	int err = s->elems_end(s->ctx);

	deletion.verb = LOW_DEL;
	deletion.create_flags = 0;
	if (!err)
		err = s->elems_begin(s->ctx, &deletion);
	if (!err)
		err = s->elem(s->ctx, &gone);
	if (!err)
		err = s->elems_end(s->ctx);
	return err ? err : s->elems_begin(s->ctx, &d->head);
}

/* One that is there: it gets the timeout, and keeps what else it has, as newer
 * kernels have it. */
static int renew(struct older *d, const struct held_key *key,
		 const struct low_elem *e, struct held *was, uint64_t timeout_ms)
{
	struct low_elem again = *e;
	int err;

	if (same_timeout(was->timeout_ms, timeout_ms) && !e->expires_ms)
		return d->behind.elem(d->behind.ctx, e);
	if (!is_plain(d->set) || was->valued) {
		warn_kept(d, e);
		return d->behind.elem(d->behind.ctx, e);
	}
	again.udata = was->udata;
	again.udata_len = was->udata_len;
	again.exprs = NULL;
	err = delete_first(d, e);
	if (!err)
		err = d->behind.elem(d->behind.ctx, &again);
	was->timeout_ms = timeout_ms;
	held_put(&d->held, key, was);
	return err;
}

/* One that must not be there is the kernel's to refuse. */
static bool may_be_renewed(const struct older *d, const struct low_elem *e)
{
	return d->timeouts && d->set->flags & NFT_SET_TIMEOUT &&
	       !(e->flags & NFT_SET_ELEM_INTERVAL_END) &&
	       !(d->head.create_flags & NLM_F_EXCL);
}

static int take_new_elem(struct older *d, const struct low_elem *e)
{
	const struct held_key key = key_of(d, e);
	const struct held now = {
		.there = true,
		.valued = e->exprs,
		.timeout_ms = e->have_timeout ? e->timeout_ms :
						d->set->timeout_ms,
		.udata = e->udata,
		.udata_len = (uint16_t)e->udata_len,
	};
	struct held was;
	int err = may_be_renewed(d, e) ? ask_for_elem(d, &key, e) : 0;

	if (err)
		return err;
	if (!held_add(&d->held, &key, &now, &was) && may_be_renewed(d, e))
		return renew(d, &key, e, &was, now.timeout_ms);
	return d->behind.elem(d->behind.ctx, e);
}

/* ---- the series ---- */

int older_begin_elems(void *ctx, const struct low_elems *head)
{
	struct older *d = ctx;
	struct low_elems changed = *head;
	int err;

	d->events.now++;
	d->head = *head;
	err = open_set(d);
	if (!err && d->destroys && head->verb == LOW_DESTROY) {
		changed.verb = LOW_DEL;
		err = d->set ? list_elements(d) : 0;
	}
	return err ? err : d->behind.elems_begin(d->behind.ctx, &changed);
}

int older_take_elem(void *ctx, const struct low_elem *e)
{
	struct older *d = ctx;
	bool destroyed = d->destroys && d->head.verb == LOW_DESTROY;
	struct held was = { .there = false };
	struct low_elem alone = *e;
	struct held_key key;

	if (!d->set)
		return d->behind.elem(d->behind.ctx, e);
	if (d->head.verb == LOW_NEW)
		return take_new_elem(d, e);
	key = key_of(d, e);
	if (destroyed && !(held_get(&d->held, &key, &was) && was.there))
		return 0;
	held_put(&d->held, &key, &(struct held){ .there = false });
	/* Its other half may be missing. */
	alone.joined &= !destroyed;
	return d->behind.elem(d->behind.ctx, &alone);
}

int older_end_elems(void *ctx)
{
	struct older *d = ctx;

	return d->behind.elems_end(d->behind.ctx);
}
