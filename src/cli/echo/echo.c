#include "config.h"

#include "cli/echo/echo.h"

#include "base/mem.h"
#include "syntax/lex.h"
#include "tables/family.h"

#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <string.h>

static const struct echo_kind kinds[] = {
	{ LOW_TABLE, 0, "table", echo_text_table, echo_json_table },
	{ LOW_CHAIN, 0, "chain", echo_text_chain, echo_json_chain },
	{ LOW_RULE, 0, "rule", echo_text_own, echo_json_rule },
	{ LOW_SET, 7, "set", echo_text_own, echo_json_set },
	{ LOW_ELEMS, 0, "element", echo_text_element, echo_json_element },
	{ LOW_OBJ, 0, NULL, echo_text_own, echo_json_object },
	{ LOW_FLOWTABLE, 0, "flowtable", echo_text_own, echo_json_flowtable },
};

static const struct echo_kind *kind_of(const struct low_msg *low)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (low->verb == LOW_NEW && kinds[i].low == low->kind)
			return &kinds[i];
	return NULL;
}

/* The comment in the user data: type, length and value of each entry. */
static const char *comment_of(const struct echo_item *it)
{
	const uint8_t *p = it->low.udata;
	size_t len = it->low.udata_len;

	while (p && len >= 2 && (size_t)p[1] + 2 <= len) {
		if (p[0] == it->kind->comment && memchr(p + 2, 0, p[1]))
			return (const char *)p + 2;
		len -= p[1] + 2u;
		p += p[1] + 2u;
	}
	return NULL;
}

static uint32_t set_flags(const struct echo_item *it)
{
	return it->kind->low == LOW_SET && it->low.set ? it->low.set->flags : 0;
}

static const char *keyword_of(const struct echo_item *it)
{
	if (set_flags(it) & (NFT_SET_MAP | NFT_SET_OBJECT))
		return "map";
	if (it->kind->keyword)
		return it->kind->keyword;
	return it->low.obj ? nfobj_word(it->low.obj->type) : NULL;
}

/* Sets and chains that belong to one rule are part of its text. */
static bool part_of_a_rule(const struct echo_item *it)
{
	const struct low_msg *low = &it->low;

	switch ((enum low_kind)it->kind->low) {
	case LOW_SET:
		return set_flags(it) & NFT_SET_ANONYMOUS;
	case LOW_CHAIN:
		return low->chain && low->chain->flags & NFT_CHAIN_BINDING;
	case LOW_RULE:
		return strncmp(it->name, "__chain", 7) == 0;
	default:
		return false;
	}
}

/* How many tokens stand before the body: [verb] keywords [[family] table]
 * name. */
static size_t names_before(const struct token *t, const struct echo_item *it)
{
	bool verb = token_is(&t[0], "add") || token_is(&t[0], "create");
	size_t at = verb + 1 + (strchr(it->keyword, ' ') != NULL);

	/* The place of a rule or of an element is the body. */
	if (it->kind->low == LOW_RULE ||
	    it->kind->low == LOW_ELEMS)
		return 0;
	if (!verb)
		return at + 1;
	/* With a family the table's name stands second. */
	return token_is(&t[at + 1], it->table) && token_is(&t[at + 2], it->name) ?
		       at + 3 :
		       at + 2;
}

/* Sets the item's text to what stands behind the names. */
static void cut_body(struct echo_item *it, const struct source *src,
		     struct located at)
{
	struct token t[8];
	struct lexer lx;
	size_t before;

	lex_init_part(&lx, src, at.off, at.len);
	for (size_t i = 0; i < ARRAY_SIZE(t); i++)
		lex_next(&lx, &t[i]);
	before = names_before(t, it);
	if (t[before].kind == TOKEN_EOF)
		return;
	it->own = src->text + t[before].at.off;
	it->own_len = at.off + at.len - t[before].at.off;
}

/* False: nothing in the input declares the item.  It is a set that a meter
 * made, and the text of the meter's rule makes it again. */
static bool own_text(struct echo *e, struct echo_item *it, struct span at)
{
	const struct source *src;

	if (at.len == 0 || at.file == SOURCE_NONE)
		return it->kind->low != LOW_SET;
	src = source_at(e->sources, at.file);
	cut_body(it, src, source_locate(src, at, &e->arena));
	return true;
}

static bool fill(struct echo_item *it, const struct batch_msg *m)
{
	const struct nlmsghdr *asked = (const void *)m->bytes;
	const struct low_msg *low = &it->low;
	const struct low_name *n = low->kind == LOW_TABLE ? &low->table :
							     &low->name;

	it->family = family_name((enum family)low->family);
	it->keyword = keyword_of(it);
	it->table = low->table.name;
	it->name = n->name;
	if (!it->family || !it->keyword || !it->table || !it->name)
		return false;
	it->verb = it->kind->low == LOW_RULE &&
				   !(asked->nlmsg_flags &
				     (NLM_F_APPEND | NLM_F_REPLACE)) ?
			   "insert" :
			   "add";
	it->handle = n->handle;
	if (low->kind == LOW_RULE)
		it->handle = low->rule ? low->rule->handle : 0;
	it->comment = comment_of(it);
	return !part_of_a_rule(it);
}

void echo_init(struct echo *e, const struct options *o,
	       const struct source_set *sources)
{
	*e = (struct echo){
		.sources = sources,
		.json = o->json,
		.handle = o->handle,
	};
	arena_init(&e->arena);
}

static bool from_document(const struct echo *e, struct span at)
{
	return at.file != SOURCE_NONE &&
	       echo_is_document(source_at(e->sources, at.file));
}

static size_t count_documents(const struct echo *e)
{
	size_t n = 0;

	for (uint32_t i = 0; i < source_count(e->sources); i++)
		n += echo_is_document(source_at(e->sources, i));
	return n;
}

static void print_item(struct echo *e, struct echo_item *it, struct span at)
{
	/* At the first one: by then all sources are read. */
	if (e->count == 0)
		e->json |= count_documents(e) > 0;
	if (!own_text(e, it, at) && !e->json)
		return;
	if (e->json) {
		fputs(e->count ? ", " : "{\"nftables\": [", stdout);
		it->kind->json(e, it);
	} else {
		it->kind->text(e, it);
	}
	e->count++;
}

void echo_object(void *ctx, const struct batch_msg *m, struct span at,
		 const void *nlh)
{
	struct echo *e = ctx;
	struct arena_mark mark = arena_mark(&e->arena);
	struct echo_item it = { .kind = NULL };

	if (decode_msg(&it.low, nlh, &e->arena))
		it.kind = kind_of(&it.low);
	if (!it.kind || !fill(&it, m))
		; /* nothing that is shown */
	else if (!from_document(e, m->at))
		print_item(e, &it, at);
	else if (it.handle)
		echo_handles_add(&e->handles, m->at, rows_msg_type(it.kind->low, LOW_NEW), it.handle);
	arena_rewind(&e->arena, mark);
}

/* A document that stands alone is printed with all that it has. */
static bool echo_alone(struct echo *e)
{
	uint32_t n = source_count(e->sources), i = 0;

	if (e->count || count_documents(e) != 1)
		return false;
	while (i < n && !echo_is_document(source_at(e->sources, i)))
		i++;
	echo_document(&e->handles, source_at(e->sources, i));
	return true;
}

static void end(struct echo *e)
{
	bool alone = echo_alone(e);

	if (!alone && !e->json && count_documents(e) == 0)
		return;
	if (!alone && e->count == 0)
		fputs("{\"nftables\": [", stdout);
	if (!alone)
		e->count = echo_documents(&e->handles, e->sources, e->count);
	puts(alone ? "" : "]}");
}

void echo_end(void *ctx)
{
	struct echo *e = ctx;

	if (!e->ended)
		end(e);
	e->ended = true;
}

void echo_release(struct echo *e)
{
	echo_handles_release(&e->handles);
	arena_release(&e->arena);
}
