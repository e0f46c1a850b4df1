#include "config.h"

#include "kernel/subject.h"

#include "base/bytes.h"
#include "object/rows.h"
#include "kernel/request.h"
#include "object/rows.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <string.h>

/* clang-format off */
static const struct {
	uint8_t kind, attr, part;
} parts[] = {
	{ LOW_TABLE, NFTA_TABLE_NAME,          PART_TABLE },
	{ LOW_TABLE, NFTA_TABLE_HANDLE,        PART_TABLE },
	{ LOW_CHAIN, NFTA_CHAIN_TABLE,         PART_TABLE },
	{ LOW_CHAIN, NFTA_CHAIN_NAME,          PART_NAME },
	{ LOW_CHAIN, NFTA_CHAIN_HANDLE,        PART_NAME },
	{ LOW_CHAIN, NFTA_CHAIN_HOOK,          PART_HOOK },
	{ LOW_CHAIN, NFTA_CHAIN_POLICY,        PART_POLICY },
	{ LOW_CHAIN, NFTA_CHAIN_TYPE,          PART_TYPE },
	{ LOW_RULE, NFTA_RULE_TABLE,           PART_TABLE },
	{ LOW_RULE, NFTA_RULE_CHAIN,           PART_CHAIN },
	{ LOW_RULE, NFTA_RULE_CHAIN_ID,        PART_CHAIN },
	{ LOW_RULE, NFTA_RULE_HANDLE,          PART_HANDLE },
	{ LOW_RULE, NFTA_RULE_POSITION,        PART_HANDLE },
	{ LOW_RULE, NFTA_RULE_POSITION_ID,     PART_HANDLE },
	{ LOW_RULE, NFTA_RULE_EXPRESSIONS,     PART_EXPR },
	{ LOW_SET, NFTA_SET_TABLE,             PART_TABLE },
	{ LOW_SET, NFTA_SET_NAME,              PART_NAME },
	{ LOW_SET, NFTA_SET_HANDLE,            PART_NAME },
	{ LOW_ELEMS, NFTA_SET_ELEM_LIST_TABLE, PART_TABLE },
	{ LOW_ELEMS, NFTA_SET_ELEM_LIST_SET,   PART_NAME },
	{ LOW_ELEMS, NFTA_SET_ELEM_LIST_SET_ID, PART_NAME },
	{ LOW_ELEMS, NFTA_SET_ELEM_LIST_ELEMENTS, PART_ELEM },
	{ LOW_OBJ, NFTA_OBJ_TABLE,             PART_TABLE },
	{ LOW_OBJ, NFTA_OBJ_NAME,              PART_NAME },
	{ LOW_OBJ, NFTA_OBJ_HANDLE,            PART_NAME },
	{ LOW_OBJ, NFTA_OBJ_TYPE,              PART_TYPE },
	{ LOW_FLOWTABLE, NFTA_FLOWTABLE_TABLE, PART_TABLE },
	{ LOW_FLOWTABLE, NFTA_FLOWTABLE_NAME,  PART_NAME },
	{ LOW_FLOWTABLE, NFTA_FLOWTABLE_HANDLE, PART_NAME },
	{ LOW_FLOWTABLE, NFTA_FLOWTABLE_HOOK,  PART_HOOK },
};

/* Attributes of expressions that name another object. */
static const struct {
	uint8_t kind, attr, named;
	const char *word;
} refs[] = {
	{ NFX_LOOKUP, NFTA_LOOKUP_SET,         NAMED_SET, "set" },
	{ NFX_DYNSET, NFTA_DYNSET_SET_NAME,    NAMED_SET, "set" },
	{ NFX_OBJREF, NFTA_OBJREF_SET_NAME,    NAMED_SET, "map" },
	{ NFX_OBJREF, NFTA_OBJREF_IMM_NAME,    NAMED_OBJ, "object" },
	{ NFX_FLOW,   NFTA_FLOW_TABLE_NAME,    NAMED_FLOWTABLE, "flowtable" },
};
/* clang-format on */

/* Some names of the kernel's attributes have no NUL. */
static const char *copy_str(struct arena *a, const struct nlattr *attr)
{
	const char *p = mnl_attr_get_payload(attr);

	return arena_strndup(a, p, strnlen(p, mnl_attr_get_payload_len(attr)));
}

static uint64_t number(const struct nlattr *attr)
{
	size_t len = attr ? mnl_attr_get_payload_len(attr) : 0;

	if (!len || len > sizeof(uint64_t))
		return 0;
	return bytes_get_be(mnl_attr_get_payload(attr), len);
}

const struct nlattr *subject_attr(const struct subject *s, unsigned int attr)
{
	return answer_attr(s->nlh, attr);
}

static bool covers(const struct subject *s, const struct nlattr *attr)
{
	const uint8_t *at = s->m->bytes + s->off;
	const uint8_t *from = (const uint8_t *)attr;

	return at >= from && at < from + MNL_ALIGN(attr->nla_len);
}

static const struct nlattr *item_at(const struct subject *s,
				    const struct nlattr *nest)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, nest)
		if (covers(s, a))
			return a;
	return NULL;
}

static void set_ref(struct subject *s, enum named named, const char *word,
		    const char *name)
{
	s->ref = (uint8_t)named;
	s->ref_word = word;
	s->ref_name = name;
}

/* The chain of a verdict inside a data nest. */
static void verdict_ref(struct subject *s, const struct nlattr *data,
			struct arena *a)
{
	const struct nlattr *verdict = nest_attr(data, NFTA_DATA_VERDICT);
	const struct nlattr *chain =
		verdict ? nest_attr(verdict, NFTA_VERDICT_CHAIN) : NULL;

	if (chain)
		set_ref(s, NAMED_CHAIN, "chain", copy_str(a, chain));
}

static const char *obj_word(uint64_t type)
{
	const struct rows *x = nfobj_by_type((unsigned int)type);

	return x ? x->name : "object";
}

static void expr_ref(struct subject *s, const struct nlattr *data,
		     struct arena *a)
{
	const struct nlattr *attr;

	if (s->expr_kind == NFX_IMMEDIATE) {
		attr = nest_attr(data, NFTA_IMMEDIATE_DATA);
		if (attr)
			verdict_ref(s, attr, a);
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(refs); i++) {
		if (refs[i].kind != s->expr_kind)
			continue;
		attr = nest_attr(data, refs[i].attr);
		if (attr)
			set_ref(s, (enum named)refs[i].named, refs[i].word,
				copy_str(a, attr));
	}
	if (s->ref == NAMED_OBJ)
		s->ref_word = obj_word(
			number(nest_attr(data, NFTA_OBJREF_IMM_TYPE)));
	else if (s->expr_kind == NFX_LOOKUP &&
		 nest_attr(data, NFTA_LOOKUP_DREG))
		s->ref_word = "map";
}

void subject_expr_ref(struct subject *s, const struct nlattr *item,
		      struct arena *a)
{
	const struct nlattr *name = nest_attr(item, NFTA_EXPR_NAME);
	const struct nlattr *data = nest_attr(item, NFTA_EXPR_DATA);
	const struct rows *x;

	s->ref = NAMED_NOTHING;
	s->expr = name ? copy_str(a, name) : "";
	x = nfexpr_by_name(s->expr);
	s->expr_kind = x ? (int)(x - nfexpr_by_kind(0)) : -1;
	if (data)
		expr_ref(s, data, a);
}

void subject_set_expr(struct subject *s, const struct nlattr *item,
		      struct arena *a)
{
	s->part = PART_EXPR;
	s->item = item;
	s->off = (uint32_t)((const uint8_t *)item - s->m->bytes);
	subject_expr_ref(s, item, a);
}

void subject_elem_ref(struct subject *s, const struct nlattr *item,
		      struct arena *a)
{
	const struct nlattr *data = nest_attr(item, NFTA_SET_ELEM_DATA);
	const struct nlattr *obj = nest_attr(item, NFTA_SET_ELEM_OBJREF);

	s->ref = NAMED_NOTHING;
	if (data || obj)
		s->word = "map";
	if (data)
		verdict_ref(s, data, a);
	else if (obj)
		set_ref(s, NAMED_OBJ, "object", copy_str(a, obj));
}

static void set_elem(struct subject *s, const struct nlattr *item,
		     struct arena *a)
{
	s->item = item;
	subject_elem_ref(s, item, a);
}

static void set_hook(struct subject *s, const struct nlattr *hook,
		     struct arena *a)
{
	const struct nlattr *num = nest_attr(hook, NFTA_HOOK_HOOKNUM);
	const struct nlattr *dev = nest_attr(hook, NFTA_HOOK_DEV);
	const struct nlattr *devs =
		nest_attr(hook, s->kind == LOW_CHAIN ?
					(unsigned int)NFTA_HOOK_DEVS :
					(unsigned int)NFTA_FLOWTABLE_HOOK_DEVS);

	s->has_hook = num != NULL;
	s->hook = (uint32_t)number(num);
	s->priority =
		(int32_t)number(nest_attr(hook, NFTA_HOOK_PRIORITY));
	if (s->kind == LOW_FLOWTABLE)
		dev = NULL;
	if (devs && covers(s, devs))
		dev = item_at(s, devs);
	else if (dev && !covers(s, dev))
		dev = NULL;
	if (dev)
		s->device = copy_str(a, dev);
}

static uint8_t part_of(const struct subject *s, const struct nlattr *attr)
{
	for (size_t i = 0; attr && i < ARRAY_SIZE(parts); i++)
		if (parts[i].kind == s->kind &&
		    parts[i].attr == mnl_attr_get_type(attr))
			return parts[i].part;
	return PART_NONE;
}

static const struct nlattr *attr_at(const struct subject *s)
{
	const struct nlattr *a;

	if (!s->off || s->off >= s->m->len)
		return NULL;
	mnl_attr_for_each(a, s->nlh, sizeof(struct nfgenmsg))
		if (covers(s, a))
			return a;
	return NULL;
}

/* A helper is a module of the kernel, with a name of its own. */
static void set_helper(struct subject *s, struct arena *a)
{
	const struct nlattr *data = subject_attr(s, NFTA_OBJ_DATA);
	const struct nlattr *type = subject_attr(s, NFTA_OBJ_TYPE);
	const struct nlattr *name =
		data ? nest_attr(data, NFTA_CT_HELPER_NAME) : NULL;

	if (number(type) == NFT_OBJECT_CT_HELPER && name)
		set_ref(s, NAMED_HELPER, "connection tracking helper",
			copy_str(a, name));
}

static const struct {
	const char *word, *thing; /* NULL: as the schema has it */
	uint8_t handle_attr;
} kinds[] = {
	[LOW_TABLE] = { NULL, NULL, NFTA_TABLE_HANDLE },
	[LOW_CHAIN] = { NULL, NULL, NFTA_CHAIN_HANDLE },
	[LOW_RULE] = { "chain", NULL, NFTA_RULE_HANDLE },
	[LOW_SET] = { NULL, NULL, NFTA_SET_HANDLE },
	[LOW_OBJ] = { NULL, NULL, NFTA_OBJ_HANDLE },
	[LOW_FLOWTABLE] = { NULL, NULL, NFTA_FLOWTABLE_HANDLE },
	[LOW_ELEMS] = { "set", "element", 0 },
};

static void set_words(struct subject *s, const struct rows_msg *msg)
{
	const struct nlattr *flags = subject_attr(s, NFTA_SET_FLAGS);

	s->word = kinds[s->kind].word ? kinds[s->kind].word : msg->word;
	if (s->kind == LOW_OBJ)
		s->word = obj_word(number(subject_attr(s, NFTA_OBJ_TYPE)));
	if (s->kind == LOW_SET && flags &&
	    number(flags) & (NFT_SET_MAP | NFT_SET_OBJECT))
		s->word = "map";
	s->thing = kinds[s->kind].thing ? kinds[s->kind].thing : msg->word;
	if (s->kind == LOW_OBJ || s->kind == LOW_SET)
		s->thing = s->word;
}

static void set_names(struct subject *s, const struct rows_msg *msg,
		      struct arena *a)
{
	const struct nlattr *table = subject_attr(s, msg->table_attr);
	const struct nlattr *name =
		msg->name_attr ? subject_attr(s, msg->name_attr) : NULL;
	const struct nlattr *handle =
		kinds[s->kind].handle_attr ?
			subject_attr(s, kinds[s->kind].handle_attr) :
			NULL;

	if (s->kind == LOW_RULE && !handle)
		handle = subject_attr(s, NFTA_RULE_POSITION);
	s->table = table ? copy_str(a, table) : NULL;
	s->name = name ? copy_str(a, name) : NULL;
	/* The kernel puts a number there: not a name that anybody knows. */
	if (s->name && strchr(s->name, '%'))
		s->name = NULL;
	s->has_handle = handle != NULL;
	s->handle = number(handle);
}

static void set_part(struct subject *s, struct arena *a)
{
	const struct nlattr *attr = attr_at(s), *item, *hook, *type;

	s->part = part_of(s, attr);
	item = s->part == PART_EXPR || s->part == PART_ELEM ?
		       item_at(s, attr) :
		       NULL;
	if (item && s->part == PART_EXPR)
		subject_set_expr(s, item, a);
	else if (item)
		set_elem(s, item, a);
	if (s->kind == LOW_OBJ)
		set_helper(s, a);
	if (s->kind != LOW_CHAIN && s->kind != LOW_FLOWTABLE)
		return;
	hook = subject_attr(s, s->kind == LOW_CHAIN ?
				       (unsigned int)NFTA_CHAIN_HOOK :
				       (unsigned int)NFTA_FLOWTABLE_HOOK);
	if (hook)
		set_hook(s, hook, a);
	type = s->kind == LOW_CHAIN ? subject_attr(s, NFTA_CHAIN_TYPE) : NULL;
	if (type)
		s->type = copy_str(a, type);
}

bool subject_init(struct subject *s, const struct batch_msg *m, uint32_t off,
		  struct arena *a)
{
	const struct nlmsghdr *nlh = (const void *)m->bytes;
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	const struct rows_msg *msg = rows_msg(nlh->nlmsg_type & 0xff);

	*s = (struct subject){ .m = m, .nlh = nlh, .off = off };
	s->expr_kind = -1;
	if (nlh->nlmsg_type >> 8 != NFNL_SUBSYS_NFTABLES || !msg)
		return false;
	s->kind = msg->kind;
	s->verb = msg->verb;
	s->family = nfg->nfgen_family;
	s->excl = nlh->nlmsg_flags & NLM_F_EXCL;
	set_words(s, msg);
	set_names(s, msg, a);
	set_part(s, a);
	return true;
}
