#include "config.h"

#include "cli/counts.h"

#include "object/rows.h"
#include "cli/nlattrs.h"
#include "object/rows.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

/* One message, and what it counts as. */
struct item {
	const struct rows_msg *msg;
	const struct nlmsghdr *nlh;
	struct nlattrs attrs;
	const char *word, *verb;
	json_int_t count;
};

static bool has(const struct item *it, unsigned int attr)
{
	return it->attrs.by_number[attr] != NULL;
}

static uint64_t number(const struct item *it, unsigned int attr)
{
	return nlattrs_number(&it->attrs, attr);
}

/* The kernel puts a number there: nobody gave that name. */
static bool is_nameless(const struct item *it, unsigned int attr)
{
	const char *name = nlattrs_string(&it->attrs, attr);

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
	if (it->msg->verb != LOW_NEW && !has(it, NFTA_TABLE_NAME) &&
	    !has(it, NFTA_TABLE_HANDLE))
		as(it, "ruleset", "flush");
}

static void chain(struct item *it)
{
	if (number(it, NFTA_CHAIN_FLAGS) & NFT_CHAIN_BINDING)
		it->count = 0;
	else if (it->msg->verb == LOW_NEW && has(it, NFTA_CHAIN_HANDLE))
		it->verb = "rename";
}

static void rule(struct item *it)
{
	uint16_t flags = it->nlh->nlmsg_flags;

	if (it->msg->verb == LOW_NEW && !(flags & NLM_F_REPLACE))
		it->verb = flags & NLM_F_APPEND ? "add" : "insert";
	else if (it->msg->verb == LOW_DEL && !has(it, NFTA_RULE_HANDLE) &&
		 !has(it, NFTA_RULE_ID))
		as(it, has(it, NFTA_RULE_CHAIN) ? "chain" : "table", "flush");
}

static void set(struct item *it)
{
	uint64_t flags = number(it, NFTA_SET_FLAGS);

	if (flags & NFT_SET_ANONYMOUS)
		it->count = 0;
	else if (flags & (NFT_SET_MAP | NFT_SET_OBJECT))
		it->word = "map";
}

static void object(struct item *it)
{
	const struct rows *x =
		nfobj_by_type((unsigned int)number(it, NFTA_OBJ_TYPE));

	if (x)
		it->word = x->name;
}

/* The end of an interval is no element of its own. */
static json_int_t elements(const struct nlattr *list)
{
	const struct nlattr *at = NULL;
	json_int_t count = 0;
	struct nlattrs elem;

	while ((at = nlattrs_child(list, at))) {
		nlattrs_of_nest(&elem, at);
		if (!(nlattrs_number(&elem, NFTA_SET_ELEM_FLAGS) &
		      NFT_SET_ELEM_INTERVAL_END))
			count++;
	}
	return count;
}

static void elems(struct item *it)
{
	if (is_nameless(it, NFTA_SET_ELEM_LIST_SET))
		it->count = 0;
	else if (has(it, NFTA_SET_ELEM_LIST_ELEMENTS))
		it->count = elements(
			it->attrs.by_number[NFTA_SET_ELEM_LIST_ELEMENTS]);
	else
		as(it, "set", "flush");
}

static const struct {
	const char *word; /* NULL: the schema's */
	void (*look)(struct item *it);
} kinds[] = {
	[LOW_TABLE] = { NULL, table },	 [LOW_CHAIN] = { NULL, chain },
	[LOW_RULE] = { NULL, rule },	 [LOW_SET] = { NULL, set },
	[LOW_OBJ] = { NULL, object },	 [LOW_FLOWTABLE] = { NULL, NULL },
	[LOW_ELEMS] = { "element", elems },
};

/* ---- all together ---- */

static const char *verb_of(const struct item *it)
{
	if (it->msg->verb != LOW_NEW)
		return it->msg->verb == LOW_DEL ? "delete" : "destroy";
	if (it->nlh->nlmsg_flags & NLM_F_REPLACE)
		return "replace";
	return it->nlh->nlmsg_flags & NLM_F_EXCL ? "create" : "add";
}

static bool look(struct item *it, const struct batch_msg *m)
{
	it->nlh = (const void *)m->bytes;
	it->msg = rows_msg(it->nlh->nlmsg_type & 0xff);
	if (it->nlh->nlmsg_type >> 8 != NFNL_SUBSYS_NFTABLES || !it->msg)
		return false;
	nlattrs_of_message(&it->attrs, it->nlh);
	it->count = 1;
	it->word = kinds[it->msg->kind].word ? kinds[it->msg->kind].word :
					       it->msg->word;
	it->verb = verb_of(it);
	if (kinds[it->msg->kind].look)
		kinds[it->msg->kind].look(it);
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
	struct item it;

	for (uint32_t i = 0; i < batch_count(b); i++)
		if (look(&it, chunks_at(&b->msgs, i)))
			add(all, &it);
	return all;
}
