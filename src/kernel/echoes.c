#include "config.h"

#include "kernel/echoes.h"

#include <arpa/inet.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

#include <libmnl/libmnl.h>

#define NEWSETELEM (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWSETELEM)

/* What identifies an element: its key, and the flags of ends and catch-alls. */
struct elem_id {
	const void *key; /* NULL: a catch-all */
	size_t len;
	uint32_t flags;
};

static const struct nlattr *child(const struct nlattr *nest, uint16_t type)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, nest)
		if (mnl_attr_get_type(a) == type)
			return a;
	return NULL;
}

static const struct nlattr *attr_of(const struct nlmsghdr *nlh, uint16_t type)
{
	const struct nlattr *a;

	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(a) == type)
			return a;
	return NULL;
}

static struct elem_id id_of(const struct nlattr *item)
{
	const struct nlattr *flags = child(item, NFTA_SET_ELEM_FLAGS);
	const struct nlattr *key = child(item, NFTA_SET_ELEM_KEY);
	const struct nlattr *value = key ? child(key, NFTA_DATA_VALUE) : NULL;
	struct elem_id id = { 0 };

	if (flags && mnl_attr_validate(flags, MNL_TYPE_U32) >= 0)
		id.flags = ntohl(mnl_attr_get_u32(flags));
	if (value) {
		id.key = mnl_attr_get_payload(value);
		id.len = mnl_attr_get_payload_len(value);
	}
	return id;
}

static bool same_elem(const struct elem_id *a, const struct elem_id *b)
{
	if (a->flags != b->flags || !a->key != !b->key || a->len != b->len)
		return false;
	return !a->key || memcmp(a->key, b->key, a->len) == 0;
}

static bool same_name(const struct nlmsghdr *a, const struct nlmsghdr *b,
		      uint16_t type)
{
	const struct nlattr *x = attr_of(a, type), *y = attr_of(b, type);

	return x && y && x->nla_len == y->nla_len &&
	       memcmp(mnl_attr_get_payload(x), mnl_attr_get_payload(y),
		      mnl_attr_get_payload_len(x)) == 0;
}

static uint8_t family_of(const struct nlmsghdr *nlh)
{
	const struct nfgenmsg *g = mnl_nlmsg_get_payload(nlh);

	return g->nfgen_family;
}

/* Whether the message adds elements to the set that the echo names. */
static bool is_for_set(const struct batch_msg *m, const struct nlmsghdr *nlh)
{
	const struct nlmsghdr *asked = (const void *)m->bytes;

	return asked->nlmsg_type == NEWSETELEM &&
	       family_of(asked) == family_of(nlh) &&
	       same_name(asked, nlh, NFTA_SET_ELEM_LIST_SET) &&
	       same_name(asked, nlh, NFTA_SET_ELEM_LIST_TABLE);
}

/* Walks on in the message at hand up to the element. */
static bool walk(struct echoes *e, const struct batch_msg *m,
		 const struct elem_id *id)
{
	const struct nlattr *nest = attr_of((const void *)m->bytes,
					    NFTA_SET_ELEM_LIST_ELEMENTS);
	const char *end;

	if (!nest)
		return false;
	end = mnl_attr_get_payload(nest);
	end += mnl_attr_get_payload_len(nest);
	if (!e->at) {
		e->at = mnl_attr_get_payload(nest);
		e->item = 0;
	}
	for (; mnl_attr_ok(e->at, (int)(end - (const char *)e->at));
	     e->at = mnl_attr_next(e->at), e->item++) {
		struct elem_id own = id_of(e->at);

		if (same_elem(&own, id))
			return true;
	}
	return false;
}

static struct span place(const struct echoes *e, const struct batch_msg *m)
{
	const struct batch_elem_loc *loc =
		chunks_at(&e->b->elems, m->first_elem + e->item);

	return (struct span){ batch_elems_file(e->b, m), loc->off, loc->len };
}

static bool find_element(struct echoes *e, const struct nlmsghdr *nlh,
			 const struct elem_id *id,
			 const struct batch_msg **ret_msg, struct span *ret_at)
{
	struct echoes was = *e;

	/* Elements in a set's own declaration are not shown, but walked over:
	 * the walk never goes back. */
	for (; e->msg < batch_count(e->b); e->msg++, e->at = NULL) {
		const struct batch_msg *m = chunks_at(&e->b->msgs, e->msg);

		if (!is_for_set(m, nlh) || !walk(e, m, id))
			continue;
		*ret_msg = m;
		*ret_at = place(e, m);
		return batch_echo_at(e->b, m).len > 0;
	}
	*e = was;
	return false;
}

/* Sets that belong to a rule: their elements are part of its text. */
static bool is_anonymous(const struct nlmsghdr *nlh)
{
	const struct nlattr *name = attr_of(nlh, NFTA_SET_ELEM_LIST_SET);
	const char *text = name ? mnl_attr_get_payload(name) : "";

	return strncmp(text, "__set", 5) == 0 || strncmp(text, "__map", 5) == 0;
}

bool echoes_find(struct echoes *e, const struct nlmsghdr *nlh,
		 const struct batch_msg **ret_msg, struct span *ret_at)
{
	const struct nlattr *list, *item;
	struct elem_id id;

	if (nlh->nlmsg_type != NEWSETELEM) {
		*ret_msg = batch_msg_by_seq(e->b, nlh->nlmsg_seq);
		if (*ret_msg)
			*ret_at = batch_echo_at(e->b, *ret_msg);
		return *ret_msg != NULL;
	}
	list = attr_of(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	item = list ? mnl_attr_get_payload(list) : NULL;
	if (!list || is_anonymous(nlh) ||
	    !mnl_attr_ok(item, mnl_attr_get_payload_len(list)))
		return false;
	id = id_of(item);
	if (id.flags & NFT_SET_ELEM_INTERVAL_END)
		return false;
	return find_element(e, nlh, &id, ret_msg, ret_at);
}
