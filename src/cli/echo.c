#include "config.h"

#include "cli/echo.h"

#include "base/mem.h"
#include "spec/family.h"
#include "syntax/lex.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
static const struct echo_kind kinds[] = {
	{ NFT_MSG_NEWTABLE, NFTA_TABLE_NAME, NFTA_TABLE_NAME, NFTA_TABLE_HANDLE,
	  NFTA_TABLE_USERDATA, NFTA_TABLE_FLAGS, 0, "table",
	  echo_text_table, echo_json_table },
	{ NFT_MSG_NEWCHAIN, NFTA_CHAIN_TABLE, NFTA_CHAIN_NAME, NFTA_CHAIN_HANDLE,
	  NFTA_CHAIN_USERDATA, NFTA_CHAIN_FLAGS, 0, "chain",
	  echo_text_chain, echo_json_chain },
	{ NFT_MSG_NEWRULE, NFTA_RULE_TABLE, NFTA_RULE_CHAIN, NFTA_RULE_HANDLE,
	  NFTA_RULE_USERDATA, 0, 0, "rule",
	  echo_text_own, echo_json_rule },
	{ NFT_MSG_NEWSET, NFTA_SET_TABLE, NFTA_SET_NAME, NFTA_SET_HANDLE,
	  NFTA_SET_USERDATA, NFTA_SET_FLAGS, 7, "set",
	  echo_text_own, echo_json_set },
	{ NFT_MSG_NEWSETELEM, NFTA_SET_ELEM_LIST_TABLE, NFTA_SET_ELEM_LIST_SET,
	  0, 0, 0, 0, "element",
	  echo_text_element, echo_json_element },
	{ NFT_MSG_NEWOBJ, NFTA_OBJ_TABLE, NFTA_OBJ_NAME, NFTA_OBJ_HANDLE,
	  NFTA_OBJ_USERDATA, NFTA_OBJ_TYPE, 0, NULL,
	  echo_text_own, echo_json_object },
	{ NFT_MSG_NEWFLOWTABLE, NFTA_FLOWTABLE_TABLE, NFTA_FLOWTABLE_NAME,
	  NFTA_FLOWTABLE_HANDLE, 0, NFTA_FLOWTABLE_FLAGS, 0, "flowtable",
	  echo_text_own, echo_json_flowtable },
};

/* By NFT_OBJECT_*. */
static const char *const object_words[] = {
	[NFT_OBJECT_COUNTER] = "counter", [NFT_OBJECT_QUOTA] = "quota",
	[NFT_OBJECT_CT_HELPER] = "ct helper", [NFT_OBJECT_LIMIT] = "limit",
	[NFT_OBJECT_TUNNEL] = "tunnel", [NFT_OBJECT_CT_TIMEOUT] = "ct timeout",
	[NFT_OBJECT_SECMARK] = "secmark",
	[NFT_OBJECT_CT_EXPECT] = "ct expectation",
	[NFT_OBJECT_SYNPROXY] = "synproxy",
};
/* clang-format on */

const char *echo_object_word(uint64_t type)
{
	return type < ARRAY_SIZE(object_words) ? object_words[type] : NULL;
}

static const struct echo_kind *kind_of(const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_type >> 8 != NFNL_SUBSYS_NFTABLES)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].msg == (nlh->nlmsg_type & 0xff))
			return &kinds[i];
	return NULL;
}

/* The comment in the user data: type, length and value of each entry. */
static const char *comment_of(const struct echo_item *it)
{
	size_t len;
	const uint8_t *p;

	p = it->kind->udata ? nlattrs_bytes(&it->attrs, it->kind->udata, &len) :
			      NULL;
	while (p && len >= 2 && (size_t)p[1] + 2 <= len) {
		if (p[0] == it->kind->comment && memchr(p + 2, 0, p[1]))
			return (const char *)p + 2;
		len -= p[1] + 2u;
		p += p[1] + 2u;
	}
	return NULL;
}

static const char *keyword_of(const struct echo_item *it)
{
	uint64_t flags = nlattrs_number(&it->attrs, it->kind->flags);

	if (it->kind->msg == NFT_MSG_NEWSET &&
	    flags & (NFT_SET_MAP | NFT_SET_OBJECT))
		return "map";
	return it->kind->keyword ? it->kind->keyword : echo_object_word(flags);
}

/* Sets and chains that belong to one rule are part of its text. */
static bool part_of_a_rule(const struct echo_item *it)
{
	uint64_t flags = nlattrs_number(&it->attrs, it->kind->flags);

	switch (it->kind->msg) {
	case NFT_MSG_NEWSET:
		return flags & NFT_SET_ANONYMOUS;
	case NFT_MSG_NEWCHAIN:
		return flags & NFT_CHAIN_BINDING;
	case NFT_MSG_NEWRULE:
		return strncmp(it->name, "__chain", 7) == 0;
	}
	return false;
}

/* How many tokens stand before the body: [verb] keywords [[family] table]
 * name. */
static size_t names_before(const struct token *t, const struct echo_item *it)
{
	bool verb = token_is(&t[0], "add") || token_is(&t[0], "create");
	size_t at = verb + 1 + (strchr(it->keyword, ' ') != NULL);

	/* The place of a rule or of an element is the body. */
	if (it->kind->msg == NFT_MSG_NEWRULE ||
	    it->kind->msg == NFT_MSG_NEWSETELEM)
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
		return it->kind->msg != NFT_MSG_NEWSET;
	src = source_at(e->sources, at.file);
	cut_body(it, src, source_locate(src, at, &e->arena));
	return true;
}

static bool fill(struct echo_item *it, const struct batch_msg *m,
		 const struct nlmsghdr *nlh)
{
	const struct nfgenmsg *gen = NLMSG_DATA(nlh);
	const struct nlmsghdr *asked = (const void *)m->bytes;

	nlattrs_of_message(&it->attrs, nlh);
	it->family = family_name(gen->nfgen_family);
	it->keyword = keyword_of(it);
	it->table = nlattrs_string(&it->attrs, it->kind->table);
	it->name = nlattrs_string(&it->attrs, it->kind->name);
	if (!it->family || !it->keyword || !it->table || !it->name)
		return false;
	it->verb = it->kind->msg == NFT_MSG_NEWRULE &&
				   !(asked->nlmsg_flags &
				     (NLM_F_APPEND | NLM_F_REPLACE)) ?
			   "insert" :
			   "add";
	if (it->kind->handle)
		it->handle = nlattrs_number(&it->attrs, it->kind->handle);
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
	struct echo_item it = { .kind = kind_of(nlh) };
	struct arena_mark mark = arena_mark(&e->arena);

	if (!it.kind || !fill(&it, m, nlh))
		return;
	if (!from_document(e, m->at))
		print_item(e, &it, at);
	else if (it.handle)
		echo_handles_add(&e->handles, m->at, it.kind->msg, it.handle);
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
