#include "config.h"

#include "state/read.h"

#include "base/map.h"
#include "base/strpool.h"
#include "kernel/ask/query.h"
#include "kernel/ask/request.h"
#include "object/decode.h"

#include <errno.h>
#include <string.h>

#define SHORT_TRIES 50 /* of a question that is answered in no time */

/* One try. */
struct attempt {
	struct dump *dump;
	struct kernel_socket *sock;
	const struct read_choice *choice;
	struct arena scratch; /* emptied after each message */
	struct arena tables;  /* of struct read_table */
	struct strpool names; /* of tables */
	struct map wanted;    /* of struct read_table */
};

/* A table that is wanted. */
struct read_table {
	uint64_t uses; /* of its chains: at least the number of its rules, but
			* for transactions under way */
	uint64_t chains;
};

/* With a witness others may change their tables meanwhile: the kernel goes
 * through the elements of a set, the rules of a chain and the sets of a table
 * without regard to those.  Other lists it counts over all tables, so that an
 * interrupted answer may lack some. */
static bool may_be_interrupted(enum low_kind kind)
{
	return kind == LOW_ELEMS || kind == LOW_RULE || kind == LOW_SET;
}

static int ask(struct attempt *t, enum low_kind kind, const struct low_msg *of,
	       dump_keep_fn *keep)
{
	const struct low_msg m = {
		.kind = (uint8_t)kind,
		.family = of->family,
		.table = { .name = of->table.name },
		.name = { .name = of->name.name },
	};
	const struct dump_question q = {
		.about = &m,
		.keep = keep,
		.ctx = t,
		.spared = t->choice->witness && may_be_interrupted(kind),
	};
	int tries = t->choice->witness ? SHORT_TRIES : 1, err;

	do
		err = dump_ask(t->dump, t->sock, &q);
	while (err == -EINTR && --tries > 0);
	return err;
}

static struct map_key key_of(struct attempt *t, const struct low_msg *m)
{
	const char *name = m->table.name;

	return (struct map_key){
		m->family,
		strpool_intern(&t->names, name, strlen(name)),
		NULL,
	};
}

static bool keep_table(void *ctx, const struct nlmsghdr *nlh)
{
	struct attempt *t = ctx;
	const struct arena_mark empty = arena_mark(&t->scratch);
	struct low_msg m;
	bool wanted = decode_msg(&m, nlh, &t->scratch) && m.table.name &&
		      t->choice->table(t->choice->ctx, &m);

	if (wanted)
		map_put(&t->wanted, key_of(t, &m),
			arena_new(&t->tables, struct read_table));
	arena_rewind(&t->scratch, empty);
	return wanted;
}

/* The kernel has no filter for chains. */
static bool keep_chain(void *ctx, const struct nlmsghdr *nlh)
{
	struct attempt *t = ctx;
	const struct arena_mark empty = arena_mark(&t->scratch);
	struct read_table *of = NULL;
	struct low_msg m;

	if (decode_msg(&m, nlh, &t->scratch) && m.table.name && m.name.name)
		of = map_get(&t->wanted, key_of(t, &m));
	if (of) {
		of->chains++;
		of->uses += m.use;
	}
	arena_rewind(&t->scratch, empty);
	return of;
}

static bool wants(const struct attempt *t, enum low_kind kind)
{
	return !t->choice->kinds || t->choice->kinds & 1u << kind;
}

static int read_named(struct attempt *t, const struct low_msg *table)
{
	static const enum low_kind kinds[] = { LOW_SET, LOW_OBJ,
					       LOW_FLOWTABLE };
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(kinds) && !err; i++)
		if (wants(t, kinds[i]))
			err = ask(t, kinds[i], table, NULL);
	return err;
}

static int read_elements(struct attempt *t, const struct low_msg *set)
{
	const struct read_choice *c = t->choice;

	if (c->elements && !c->elements(c->ctx, set))
		return 0;
	return ask(t, LOW_ELEMS, set, NULL);
}

/* Whether one dump of all rules takes less than one of each chain.  The kernel
 * begins each datagram, of some 64 rules, with a walk over those before, 40 ns
 * each; a dump of its own takes 10 us. */
static bool is_read_at_once(struct attempt *t, const struct low_msg *m)
{
	const struct read_table *of = map_get(&t->wanted, key_of(t, m));

	return !t->choice->rules &&
	       of->uses * of->uses < of->chains * 32000;
}

static int read_all_rules(struct attempt *t, const struct low_msg *table)
{
	return is_read_at_once(t, table) ? ask(t, LOW_RULE, table, NULL) : 0;
}

/* Of every chain: what a chain counts may be that of a transaction under way,
 * which nobody else sees yet. */
static int read_rules(struct attempt *t, const struct low_msg *chain)
{
	const struct read_choice *c = t->choice;

	if (is_read_at_once(t, chain) || (c->rules && !c->rules(c->ctx, chain)))
		return 0;
	return ask(t, LOW_RULE, chain, NULL);
}

/* What is asked about each object of a kind that was read so far. */
static int for_each(struct attempt *t, enum low_kind kind,
		    int (*step)(struct attempt *t, const struct low_msg *m))
{
	const struct arena_mark empty = arena_mark(&t->scratch);
	struct dump_cursor c = { 0 };
	int err = 0;

	for (uint64_t left = t->dump->count; left && !err; left--) {
		const struct nlmsghdr *nlh = dump_next(t->dump, &c);
		const struct rows_msg *type = decode_type(nlh);
		struct low_msg m;

		if (!type || type->kind != kind ||
		    !decode_msg(&m, nlh, &t->scratch))
			continue;
		err = step(t, &m);
		arena_rewind(&t->scratch, empty);
	}
	return err;
}

static int read_all(struct attempt *t)
{
	static const struct low_msg everything;
	int err = ask(t, LOW_TABLE, &everything, keep_table);

	if (!err && t->wanted.count && wants(t, LOW_CHAIN))
		err = ask(t, LOW_CHAIN, &everything, keep_chain);
	if (!err)
		err = for_each(t, LOW_TABLE, read_named);
	if (!err && wants(t, LOW_ELEMS))
		err = for_each(t, LOW_SET, read_elements);
	if (!err && wants(t, LOW_RULE))
		err = for_each(t, LOW_TABLE, read_all_rules);
	if (!err && wants(t, LOW_RULE))
		err = for_each(t, LOW_CHAIN, read_rules);
	return err;
}

/* Whether what was read between two generations is true for the later one. */
static bool is_whole(const struct read_choice *choice, uint32_t before,
		     uint32_t after)
{
	return before == after ||
	       (choice->witness && witness_spared(choice->witness, after));
}

/* -EINTR: somebody changed the ruleset meanwhile.  An object that was there and
 * is not any more says the same. */
static int try(struct reading *r, struct kernel_socket *s,
	       const struct read_choice *choice)
{
	struct attempt t = { .dump = &r->dump, .sock = s, .choice = choice };
	struct kernel_query q = { .sock = s };
	uint32_t after = 0;
	int err;

	if (choice->witness)
		witness_begin(choice->witness, s);
	err = query_begin(&q);
	if (err)
		return err;
	arena_init(&t.scratch);
	arena_init(&t.tables);
	strpool_init(&t.names);
	err = read_all(&t);
	map_release(&t.wanted);
	strpool_release(&t.names);
	arena_release(&t.scratch);
	arena_release(&t.tables);
	if (!err)
		err = kernel_genid(s, &after);
	r->genid = after;
	if (err == -ENOENT || (!err && !is_whole(choice, q.genid, after)))
		return -EINTR;
	return err;
}

/* Whoever is in the way of the next try, too. */
static void note_writer(struct reading *r, struct kernel_socket *watch)
{
	if (r->tries > 1 || writer_watch(watch) == 0)
		writer_last(watch, &r->writer);
}

int state_read(struct reading *r, struct kernel_socket *s,
	       const struct read_choice *choice)
{
	unsigned int tries = choice->tries ? choice->tries : READ_TRIES;
	int err = -EINTR;

	*r = (struct reading){ 0 };
	while (err == -EINTR && r->tries < tries) {
		dump_release(&r->dump);
		r->tries++;
		err = try(r, s, choice);
		if (err == -EINTR && choice->watch)
			note_writer(r, choice->watch);
	}
	/* The kernel describes a commit of ours to every listener, which costs
	 * more than the commit. */
	if (choice->watch && r->tries > 1) {
		writer_last(choice->watch, &r->writer);
		writer_ignore(choice->watch);
	}
	if (err)
		dump_release(&r->dump);
	return err;
}

void reading_release(struct reading *r)
{
	dump_release(&r->dump);
}
