#include "config.h"

#include "cli/report/counts.h"

#include "object/decode.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

/* One message, and what it counts as. */
struct item {
	struct low_msg low;
	const struct nlmsghdr *nlh;
	struct arena *a; /* emptied after each message */
	const char *word, *verb;
	json_int_t count;
};

/* The kernel puts a number there: nobody gave that name. */
static bool is_nameless(const char *name)
{
	return name && strchr(name, '%');
}

static void as(struct item *it, const char *word, const char *verb)
{
	it->word = word;
	it->verb = verb;
}

/* ---- one function for each kind ---- */

static void table(struct item *it)
{
	const struct low_name *n = &it->low.table;

	if (it->low.verb != LOW_NEW && !n->name && !n->by_handle)
		as(it, "ruleset", "flush");
}

static void chain(struct item *it)
{
	const struct low_msg *m = &it->low;

	if (m->chain && m->chain->flags & NFT_CHAIN_BINDING)
		it->count = 0;
	else if (m->verb == LOW_NEW && m->name.handle)
		it->verb = "rename";
}

static void rule(struct item *it)
{
	const struct low_msg *m = &it->low;

	if (m->verb == LOW_NEW && !(m->create_flags & NLM_F_REPLACE))
		it->verb = m->create_flags & NLM_F_APPEND ? "add" : "insert";
	else if (m->verb == LOW_DEL &&
		 !(m->rule && (m->rule->handle || m->rule->id)))
		as(it, m->name.name ? "chain" : "table", "flush");
}

static void set(struct item *it)
{
	uint32_t flags = it->low.set ? it->low.set->flags : 0;

	if (flags & NFT_SET_ANONYMOUS)
		it->count = 0;
	else if (flags & (NFT_SET_MAP | NFT_SET_OBJECT))
		it->word = "map";
}

static void object(struct item *it)
{
	const char *word = it->low.obj ? nfobj_word(it->low.obj->type) : NULL;

	if (word)
		it->word = word;
}

/* The end of an interval is no element of its own. */
static json_int_t elements(struct item *it, struct decode_elems in)
{
	const struct arena_mark mark = arena_mark(it->a);
	json_int_t count = 0;
	struct low_elem e;

	while (decode_elem(&in, &e, it->a)) {
		count += !(e.flags & NFT_SET_ELEM_INTERVAL_END);
		arena_rewind(it->a, mark);
	}
	return count;
}

static void elems(struct item *it)
{
	struct decode_elems in = decode_elems(it->nlh);

	if (is_nameless(it->low.name.name))
		it->count = 0;
	else if (in.start)
		it->count = elements(it, in);
	else
		as(it, "set", "flush");
}

static const struct {
	const char *word; /* NULL: the rows' */
	void (*look)(struct item *it);
} kinds[] = {
	[LOW_TABLE] = { NULL, table },	 [LOW_CHAIN] = { NULL, chain },
	[LOW_RULE] = { NULL, rule },	 [LOW_SET] = { NULL, set },
	[LOW_OBJ] = { NULL, object },	 [LOW_FLOWTABLE] = { NULL, NULL },
	[LOW_ELEMS] = { "element", elems }, [LOW_GEN] = { NULL, NULL },
};

/* ---- all together ---- */

static const char *verb_of(const struct low_msg *m)
{
	if (m->verb != LOW_NEW)
		return m->verb == LOW_DEL ? "delete" : "destroy";
	if (m->create_flags & NLM_F_REPLACE)
		return "replace";
	return m->create_flags & NLM_F_EXCL ? "create" : "add";
}

static bool look(struct item *it, const struct batch_msg *m)
{
	unsigned int kind;

	it->nlh = (const void *)m->bytes;
	if (!decode_msg(&it->low, it->nlh, it->a))
		return false;
	kind = it->low.kind;
	it->count = 1;
	it->word = kinds[kind].word ? kinds[kind].word :
				      decode_type(it->nlh)->word;
	it->verb = verb_of(&it->low);
	if (kinds[kind].look)
		kinds[kind].look(it);
	return it->count > 0;
}

static void add(json_t *all, const struct item *it)
{
	json_t *verbs = json_object_get(all, it->word);
	json_int_t before;

	if (!verbs) {
		verbs = json_object();
		json_object_set_new(all, it->word, verbs);
	}
	before = json_integer_value(json_object_get(verbs, it->verb));
	json_object_set_new(verbs, it->verb,
			    json_integer(before + it->count));
}

json_t *counts_json(const struct batch *b)
{
	json_t *all = json_object();
	struct arena_mark empty;
	struct item it;
	struct arena a;

	arena_init(&a);
	empty = arena_mark(&a);
	it.a = &a;
	for (uint32_t i = 0; i < batch_count(b); i++) {
		if (look(&it, chunks_at(&b->msgs, i)))
			add(all, &it);
		arena_rewind(&a, empty);
	}
	arena_release(&a);
	return all;
}
