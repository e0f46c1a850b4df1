#include "config.h"

#include "kernel/holders.h"

#include "object/rows.h"
#include "kernel/request.h"

#include <inttypes.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <string.h>

#define SEARCHES_MAX 4 /* of all the rules of a table, in one report */
#define MAPS_MAX 64    /* that are looked into */
#define LOOKED_MAX 10000000 /* a tenth of a second */

struct search {
	struct clues *c;
	const struct subject *s; /* what is in use */
	enum named named;
	const char *name;
	const char *maps[MAPS_MAX];
	size_t nmaps;
	const char *map; /* whose elements are being read */
	uint64_t looked; /* at messages, for what removes a rule */
	bool found, in_rule; /* a map without a name holds it */
};

static enum named kind_of(const struct subject *s)
{
	return s->kind == LOW_CHAIN ? NAMED_CHAIN :
	       s->kind == LOW_SET ? NAMED_SET :
	       s->kind == LOW_OBJ ? NAMED_OBJ :
	       s->kind == LOW_FLOWTABLE ? NAMED_FLOWTABLE : NAMED_NOTHING;
}

static bool is_ours(const struct search *f, const struct subject *ref)
{
	return ref->ref == f->named && ref->ref_name &&
	       strcmp(ref->ref_name, f->name) == 0;
}

static bool same_table(const struct search *f, const struct nlmsghdr *nlh,
		       unsigned int attr)
{
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	const char *table = answer_str(nlh, attr);

	return nfg->nfgen_family == f->s->family && table &&
	       strcmp(table, f->s->table) == 0;
}

static bool rule_refers(struct search *f, const struct nlmsghdr *nlh)
{
	const struct nlattr *list = answer_attr(nlh, NFTA_RULE_EXPRESSIONS);
	const struct nlattr *item;

	if (!list || !same_table(f, nlh, NFTA_RULE_TABLE))
		return false;
	mnl_attr_for_each_nested(item, list) {
		struct subject ref = { .expr_kind = -1 };

		subject_expr_ref(&ref, item, f->c->arena);
		if (is_ours(f, &ref))
			return true;
	}
	return false;
}

static bool elems_refer(struct search *f, const struct nlmsghdr *nlh)
{
	const struct nlattr *list =
		answer_attr(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	const struct nlattr *item;

	if (!list || !same_table(f, nlh, NFTA_SET_ELEM_LIST_TABLE))
		return false;
	mnl_attr_for_each_nested(item, list) {
		struct subject ref = { .expr_kind = -1 };

		subject_elem_ref(&ref, item, f->c->arena);
		if (is_ours(f, &ref))
			return true;
	}
	return false;
}

/* ---- in the batch ---- */

static const struct nlmsghdr *header(const struct search *f, uint32_t i,
				     const struct batch_msg **ret_m,
				     const struct rows_msg **ret_msg)
{
	const struct batch *b = f->c->b;
	const struct batch_msg *m = batch_msg_by_seq(b, b->seq0 + i);
	const struct nlmsghdr *nlh = m ? (const void *)m->bytes : NULL;

	*ret_m = m;
	*ret_msg = nlh && nlh->nlmsg_type >> 8 == NFNL_SUBSYS_NFTABLES ?
			   rows_msg(nlh->nlmsg_type & 0xff) :
			   NULL;
	return nlh;
}

static void search_batch(struct search *f)
{
	uint32_t count = batch_count(f->c->b);

	for (uint32_t i = 0; i < count && !f->found; i++) {
		const struct rows_msg *msg;
		const struct batch_msg *m;
		const struct nlmsghdr *nlh = header(f, i, &m, &msg);

		if (!msg || msg->verb != LOW_NEW ||
		    !clues_is_before(m, f->s->m))
			continue;
		f->found = (msg->kind == LOW_RULE && rule_refers(f, nlh)) ||
			   (msg->kind == LOW_ELEMS && elems_refer(f, nlh));
		if (f->found)
			diag_note(f->c->diags, m->at, "it is used here");
	}
}

/* Whether the batch removes a rule of the kernel, alone or with its chain. */
static bool is_removed(struct search *f, const char *chain, uint64_t handle)
{
	uint32_t count = batch_count(f->c->b);

	for (uint32_t i = 0; i < count; i++, f->looked++) {
		const struct rows_msg *msg;
		const struct batch_msg *m;
		const struct nlmsghdr *nlh = header(f, i, &m, &msg);
		const char *name;
		uint64_t number;

		if (!msg || msg->kind != LOW_RULE || msg->verb == LOW_NEW ||
		    !same_table(f, nlh, NFTA_RULE_TABLE))
			continue;
		name = answer_str(nlh, NFTA_RULE_CHAIN);
		number = answer_num(nlh, NFTA_RULE_HANDLE);
		if ((!name || strcmp(name, chain) == 0) &&
		    (!number || number == handle))
			return true;
	}
	return false;
}

/* ---- in the kernel ---- */

static int take_rule(void *ctx, const struct nlmsghdr *nlh)
{
	const char *chain = answer_str(nlh, NFTA_RULE_CHAIN);
	uint64_t handle = answer_num(nlh, NFTA_RULE_HANDLE);
	struct search *f = ctx;

	if (f->found || f->looked > LOOKED_MAX || !chain ||
	    !rule_refers(f, nlh) || is_removed(f, chain, handle))
		return 0;
	f->found = true;
	diag_hint(f->c->diags,
		  "the rule with handle %" PRIu64 " in chain '%s' uses it",
		  handle, chain);
	return 0;
}

static int take_map(void *ctx, const struct nlmsghdr *nlh)
{
	uint32_t flags = (uint32_t)answer_num(nlh, NFTA_SET_FLAGS);
	const char *name = answer_str(nlh, NFTA_SET_NAME);
	struct search *f = ctx;

	if (name && flags & (NFT_SET_MAP | NFT_SET_OBJECT) &&
	    f->nmaps < MAPS_MAX && same_table(f, nlh, NFTA_SET_TABLE))
		f->maps[f->nmaps++] =
			arena_strndup(f->c->arena, name, strlen(name));
	return 0;
}

static int take_elems(void *ctx, const struct nlmsghdr *nlh)
{
	struct search *f = ctx;

	if (f->found || !elems_refer(f, nlh))
		return 0;
	f->found = true;
	f->in_rule = strncmp(f->map, "__map", 5) == 0;
	if (!f->in_rule)
		diag_hint(f->c->diags, "map '%s' uses it", f->map);
	return 0;
}

static void ask(struct search *f, uint8_t type, uint16_t table_attr,
		uint16_t name_attr, request_fn *fn)
{
	struct request q;

	request_init(&q, type, f->s->family, NLM_F_DUMP);
	request_str(&q, table_attr, f->s->table);
	if (name_attr)
		request_str(&q, name_attr, f->map);
	/* A hint less is no reason to report another error. */
	if (request_run(&q, f->c->sock, fn, f) < 0)
		return;
}

static void search_kernel(struct search *f)
{
	ask(f, NFT_MSG_GETRULE, NFTA_RULE_TABLE, 0, take_rule);
	if (f->found || (f->named != NAMED_CHAIN && f->named != NAMED_OBJ))
		return;
	ask(f, NFT_MSG_GETSET, NFTA_SET_TABLE, 0, take_map);
	for (size_t i = 0; i < f->nmaps && !f->found; i++) {
		f->map = f->maps[i];
		ask(f, NFT_MSG_GETSETELEM, NFTA_SET_ELEM_LIST_TABLE,
		    NFTA_SET_ELEM_LIST_SET, take_elems);
	}
	if (!f->in_rule)
		return;
	f->named = NAMED_SET;
	f->name = f->map;
	f->found = false;
	ask(f, NFT_MSG_GETRULE, NFTA_RULE_TABLE, 0, take_rule);
}

void holders_tell(struct clues *c, const struct subject *s)
{
	struct search f = { .c = c, .s = s, .named = kind_of(s),
			    .name = s->name };

	if (f.named == NAMED_NOTHING || !s->name || !s->table ||
	    c->searches++ >= SEARCHES_MAX)
		return;
	search_batch(&f);
	if (!f.found)
		search_kernel(&f);
}
