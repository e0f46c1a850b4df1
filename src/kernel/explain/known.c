#include "config.h"

#include "kernel/explain/known.h"

#include "kernel/ask/request.h"
#include "text/suggest.h"

#include <linux/netlink.h>
#include <string.h>

#define BUDGET 2000000 /* names compared, about a tenth of a microsecond each */

struct known_name {
	struct known_name *next;
	uint8_t family;
	const char *table, *name;
	const struct batch_msg *m; /* NULL: the kernel holds it */
	bool gone; /* the message deletes it */
};

static const uint8_t low_kinds[KNOWN_KINDS] = {
	[NAMED_TABLE] = LOW_TABLE,
	[NAMED_CHAIN] = LOW_CHAIN,
	[NAMED_SET] = LOW_SET,
	[NAMED_OBJ] = LOW_OBJ,
	[NAMED_FLOWTABLE] = LOW_FLOWTABLE,
};

void known_init(struct known *n, struct kernel_socket *sock,
		const struct batch *b)
{
	*n = (struct known){ .sock = sock, .b = b, .budget = BUDGET };
	arena_init(&n->arena);
	strpool_init(&n->strings);
}

void known_release(struct known *n)
{
	map_release(&n->hints);
	strpool_release(&n->strings);
	arena_release(&n->arena);
}

static const char *intern(struct known *n, const char *s)
{
	return s ? strpool_intern(&n->strings, s, strlen(s)) : NULL;
}

/* A name that starts so was made up for an anonymous set. */
static bool is_anonymous(const char *name)
{
	return strncmp(name, "__set", 5) == 0 || strncmp(name, "__map", 5) == 0;
}

static void add(struct known *n, enum row_named named, const struct low_msg *low,
		const struct batch_msg *m)
{
	bool is_table = named == NAMED_TABLE;
	const char *name = is_table ? low->table.name : low->name.name;
	struct known_name *e;

	if (!name || is_anonymous(name))
		return;
	e = arena_new(&n->arena, struct known_name);
	e->family = low->family;
	e->name = intern(n, name);
	e->table = is_table ? NULL : intern(n, low->table.name);
	e->m = m;
	e->gone = low->verb != LOW_NEW;
	e->next = n->first[named];
	n->first[named] = e;
}

static void add_message(struct known *n, const struct batch_msg *m,
			struct arena *scratch)
{
	const struct nlmsghdr *nlh = (const void *)m->bytes;
	const struct rows_msg *type = decode_type(nlh);
	struct low_msg low;

	for (int named = NAMED_TABLE; type && named < KNOWN_KINDS; named++)
		if (low_kinds[named] == type->kind &&
		    decode_msg(&low, nlh, scratch))
			add(n, (enum row_named)named, &low, m);
}

static void read_batch(struct known *n)
{
	uint32_t count = batch_count(n->b);
	struct arena_mark empty;
	struct arena scratch;

	if (n->batch_read)
		return;
	n->batch_read = true;
	arena_init(&scratch);
	empty = arena_mark(&scratch);
	for (uint32_t i = 0; i < count; i++) {
		add_message(n, batch_msg_by_seq(n->b, n->b->seq0 + i),
			    &scratch);
		arena_rewind(&scratch, empty);
	}
	arena_release(&scratch);
}

struct read_ctx {
	struct known *n;
	enum row_named named;
};

static int take(void *ctx, const struct answer *answer)
{
	const struct read_ctx *rc = ctx;

	if (answer->m.kind == low_kinds[rc->named])
		add(rc->n, rc->named, &answer->m, NULL);
	return 0;
}

static void read_kernel(struct known *n, enum row_named named)
{
	const struct low_msg all = { .kind = low_kinds[named] };
	struct read_ctx rc = { n, named };
	struct request q;

	if (n->kernel_read[named])
		return;
	n->kernel_read[named] = true;
	request_init(&q, &all, NLM_F_DUMP);
	/* A hint less is no reason to report another error. */
	if (request_run(&q, n->sock, take, &rc) < 0)
		return;
}

static bool same_table(const struct known_name *e, uint8_t family,
		       const char *table)
{
	return e->family == family && e->table && table &&
	       strcmp(e->table, table) == 0;
}

static void compare(struct known_hint *h, struct suggest *s,
		    const struct known_name *e)
{
	if (e->gone)
		return;
	suggest_try(s, e->name);
	if (s->best == e->name)
		h->best_family = e->family;
	h->best = suggest_best(s);
}

static void take_exact(struct known_hint *h, const struct known_name *e)
{
	if (e->family != h->family) {
		/* Only tables get here: the same name, another family. */
		if (e->gone)
			return;
		h->best = e->name;
		h->best_family = e->family;
	} else if (e->gone) {
		h->gone = e->m;
	} else if (e->m) {
		h->made = e->m;
	} else {
		h->in_kernel = true;
	}
}

static void take_elsewhere(struct known_hint *h, const struct known_name *e)
{
	if (h->other_table || e->gone || !e->table ||
	    strcmp(e->name, h->name) != 0)
		return;
	h->other_table = e->table;
	h->other_family = e->family;
}

static void search(struct known *n, struct known_hint *h)
{
	bool other_family = false;
	struct suggest s;

	suggest_init(&s, h->name, strlen(h->name));
	for (const struct known_name *e = n->first[h->named]; e; e = e->next) {
		if (h->named != NAMED_TABLE &&
		    !same_table(e, h->family, h->table)) {
			take_elsewhere(h, e);
			continue;
		}
		if (strcmp(e->name, h->name) == 0) {
			take_exact(h, e);
			other_family |= e->family != h->family;
		} else if (n->budget && !other_family) {
			n->budget--;
			compare(h, &s, e);
		}
	}
}

struct known_hint *known_look(struct known *n, enum row_named named,
			      uint8_t family, const char *table,
			      const char *name)
{
	struct map_key key = { (uint32_t)named << 8 | family,
			       intern(n, table), intern(n, name) };
	struct known_hint *h = map_get(&n->hints, key);

	if (h)
		return h;
	read_batch(n);
	read_kernel(n, named);
	h = arena_new(&n->arena, struct known_hint);
	h->named = (uint8_t)named;
	h->family = family;
	h->table = key.table;
	h->name = key.name;
	search(n, h);
	map_put(&n->hints, key, h);
	return h;
}
