#include "config.h"

#include "kernel/query.h"

#include "batch/batch.h"
#include "kernel/request.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>
#include <sys/ioctl.h>

/* A dump that a commit interrupts is asked again this often. */
#define TRIES 10

static struct kernel_query *query_of(void *ctx)
{
	return ((struct resolver_base *)ctx)->query;
}

/*
 * A commit counts the generation up before its changes can be seen: a dump in
 * between would show the old ruleset, or a part of each, under the new number.
 * Batches are taken one at a time, so that an empty one, which changes nothing
 * and is not answered, ends after a commit that is under way.
 */
static int wait_for_commit(struct kernel_socket *s)
{
	_Alignas(4) uint8_t buf[2 * BATCH_FRAME_LEN];
	const struct iovec iov = { buf, sizeof(buf) };
	uint32_t len = batch_put_frame(buf, NFNL_MSG_BATCH_BEGIN);
	ssize_t sent;

	batch_put_frame(buf + len, NFNL_MSG_BATCH_END);
	sent = s->t->send(s, &iov, 1);
	return sent < 0 ? (int)sent : 0;
}

/*
 * The first question fixes the generation that the batch will carry.  It is
 * read before the answer, so that a change in between makes the kernel refuse
 * the batch rather than take answers from two states.
 */
int query_begin(struct kernel_query *q)
{
	int err;

	if (!q)
		return -EOPNOTSUPP;
	if (q->asked)
		return 0;
	err = kernel_genid(q->sock, &q->genid);
	if (!err)
		err = wait_for_commit(q->sock);
	q->asked = !err;
	return err;
}

/* A question about one object: its answer is taken by fn. */
struct ask {
	uint8_t type, family;
	uint16_t flags;
	uint16_t table_attr, name_attr;
	const char *table, *name;
};

static int ask(void *ctx, const struct ask *a, request_fn *fn, void *fn_ctx)
{
	struct kernel_query *q = query_of(ctx);
	struct request r;
	int err = query_begin(q);

	if (err)
		return err;
	request_init(&r, a->type, a->family, a->flags);
	if (a->table)
		request_str(&r, a->table_attr, a->table);
	if (a->name)
		request_str(&r, a->name_attr, a->name);
	return request_run(&r, q->sock, fn, fn_ctx);
}

static int ignore(void *ctx, const struct nlmsghdr *nlh)
{
	(void)ctx;
	(void)nlh;
	return 0;
}

static const uint8_t *copy_payload(struct arena *a, const struct nlattr *attr,
				   uint32_t *ret_len)
{
	*ret_len = attr ? mnl_attr_get_payload_len(attr) : 0;
	if (!attr)
		return NULL;
	return arena_memdup(a, mnl_attr_get_payload(attr), *ret_len);
}

struct set_ctx {
	struct arena *a;
	struct kernel_set *set;
	bool found;
};

static void add_expr_name(const struct set_ctx *sc, const struct nlattr *expr)
{
	struct kernel_set *set = sc->set;
	const struct nlattr *name =
		expr ? nest_attr(expr, NFTA_EXPR_NAME) : NULL;

	if (!name || set->nexprs == ARRAY_SIZE(set->expr_names) ||
	    mnl_attr_validate(name, MNL_TYPE_NUL_STRING) < 0)
		return;
	set->expr_names[set->nexprs++] =
		arena_strndup(sc->a, mnl_attr_get_str(name),
			      strlen(mnl_attr_get_str(name)));
}

static void take_exprs(const struct set_ctx *sc, const struct nlmsghdr *nlh)
{
	const struct nlattr *list = answer_attr(nlh, NFTA_SET_EXPRESSIONS);
	const struct nlattr *e;

	if (!list) {
		add_expr_name(sc, answer_attr(nlh, NFTA_SET_EXPR));
		return;
	}
	mnl_attr_for_each_nested(e, list)
		add_expr_name(sc, e);
}

static uint32_t desc_size(const struct nlmsghdr *nlh)
{
	const struct nlattr *desc = answer_attr(nlh, NFTA_SET_DESC);
	const struct nlattr *size =
		desc ? nest_attr(desc, NFTA_SET_DESC_SIZE) : NULL;

	if (!size || mnl_attr_get_payload_len(size) != sizeof(uint32_t))
		return 0;
	return ntohl(mnl_attr_get_u32(size));
}

static int take_set(void *ctx, const struct nlmsghdr *nlh)
{
	struct set_ctx *sc = ctx;

	*sc->set = (struct kernel_set){
		.flags = (uint32_t)answer_num(nlh, NFTA_SET_FLAGS),
		.key_type = (uint32_t)answer_num(nlh, NFTA_SET_KEY_TYPE),
		.key_len = (uint32_t)answer_num(nlh, NFTA_SET_KEY_LEN),
		.data_type = (uint32_t)answer_num(nlh, NFTA_SET_DATA_TYPE),
		.data_len = (uint32_t)answer_num(nlh, NFTA_SET_DATA_LEN),
		.obj_type = (uint32_t)answer_num(nlh, NFTA_SET_OBJ_TYPE),
		.timeout_ms = answer_num(nlh, NFTA_SET_TIMEOUT),
		.size = desc_size(nlh),
	};
	sc->set->udata = copy_payload(sc->a, answer_attr(nlh, NFTA_SET_USERDATA),
				      &sc->set->udata_len);
	take_exprs(sc, nlh);
	sc->found = true;
	return 0;
}

static int query_set(void *ctx, uint8_t family, const char *table,
		     const char *name, struct arena *a,
		     struct kernel_set *ret_set)
{
	struct set_ctx sc = { .a = a, .set = ret_set };
	const struct ask q = {
		.type = NFT_MSG_GETSET,
		.family = family,
		.table_attr = NFTA_SET_TABLE,
		.name_attr = NFTA_SET_NAME,
		.table = table,
		.name = name,
	};
	int err = ask(ctx, &q, take_set, &sc);

	if (err)
		return err;
	return sc.found ? 0 : -ENOENT;
}

struct elem_ctx {
	struct arena *a;
	struct kernel_elem **last;
};

/* The bytes of a key's value nest. */
static const uint8_t *copy_key(struct arena *a, const struct nlattr *nest,
			       uint16_t *ret_len)
{
	const struct nlattr *value =
		nest ? nest_attr(nest, NFTA_DATA_VALUE) : NULL;
	uint32_t len;
	const uint8_t *key = copy_payload(a, value, &len);

	if (key)
		*ret_len = (uint16_t)len;
	return key;
}

/* Milliseconds, as the kernel sends them; false: they are not there. */
static bool take_ms(const struct nlattr *item, uint16_t number, uint64_t *ret_ms)
{
	const struct nlattr *attr = nest_attr(item, number);

	if (!attr || mnl_attr_get_payload_len(attr) != sizeof(uint64_t))
		return false;
	*ret_ms = be64toh(mnl_attr_get_u64(attr));
	return true;
}

static void take_elem(struct elem_ctx *ec, const struct nlattr *item)
{
	struct kernel_elem *e = arena_new(ec->a, struct kernel_elem);
	const struct nlattr *flags = nest_attr(item, NFTA_SET_ELEM_FLAGS);

	if (flags && mnl_attr_get_payload_len(flags) == sizeof(uint32_t))
		e->flags = ntohl(mnl_attr_get_u32(flags));
	e->key = copy_key(ec->a, nest_attr(item, NFTA_SET_ELEM_KEY),
			  &e->key_len);
	e->key_end = copy_key(ec->a, nest_attr(item, NFTA_SET_ELEM_KEY_END),
			      &e->key_len);
	e->udata = copy_payload(ec->a,
				nest_attr(item, NFTA_SET_ELEM_USERDATA),
				&e->udata_len);
	e->have_timeout = take_ms(item, NFTA_SET_ELEM_TIMEOUT, &e->timeout_ms);
	/* One that is about to go must not stay. */
	if (take_ms(item, NFTA_SET_ELEM_EXPIRATION, &e->expires_ms))
		e->expires_ms = MAX(e->expires_ms, UINT64_C(1));
	*ec->last = e;
	ec->last = &e->next;
}

static int take_elems(void *ctx, const struct nlmsghdr *nlh)
{
	const struct nlattr *list =
		answer_attr(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	const struct nlattr *item;

	if (!list)
		return 0;
	mnl_attr_for_each_nested(item, list)
		take_elem(ctx, item);
	return 0;
}

static int query_elements(void *ctx, uint8_t family, const char *table,
			  const char *set, struct arena *a,
			  struct kernel_elem **ret_first)
{
	struct kernel_elem *first;
	struct elem_ctx ec = { .a = a };
	const struct ask q = {
		.type = NFT_MSG_GETSETELEM,
		.family = family,
		.flags = NLM_F_DUMP,
		.table_attr = NFTA_SET_ELEM_LIST_TABLE,
		.name_attr = NFTA_SET_ELEM_LIST_SET,
		.table = table,
		.name = set,
	};
	int err = -EINTR;

	for (int i = 0; i < TRIES && err == -EINTR; i++) {
		first = NULL;
		ec.last = &first;
		err = ask(ctx, &q, take_elems, &ec);
	}
	if (!err)
		*ret_first = first;
	return err;
}

int query_element(struct resolver_base *base, uint8_t family, const char *table,
		  const char *set, const struct kernel_elem *want,
		  struct arena *a, struct kernel_elem **ret_elem)
{
	struct elem_ctx ec = { .a = a, .last = ret_elem };
	struct nlattr *list, *item, *key;
	struct request q;
	int err = query_begin(base->query);

	if (err)
		return err;
	request_init(&q, NFT_MSG_GETSETELEM, family, 0);
	request_str(&q, NFTA_SET_ELEM_LIST_TABLE, table);
	request_str(&q, NFTA_SET_ELEM_LIST_SET, set);
	list = mnl_attr_nest_start(q.nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	item = mnl_attr_nest_start(q.nlh, NFTA_LIST_ELEM);
	if (want->flags)
		mnl_attr_put_u32(q.nlh, NFTA_SET_ELEM_FLAGS, htonl(want->flags));
	if (want->key) {
		key = mnl_attr_nest_start(q.nlh, NFTA_SET_ELEM_KEY);
		mnl_attr_put(q.nlh, NFTA_DATA_VALUE, want->key_len, want->key);
		mnl_attr_nest_end(q.nlh, key);
	}
	mnl_attr_nest_end(q.nlh, item);
	mnl_attr_nest_end(q.nlh, list);
	return request_run(&q, base->query->sock, take_elems, &ec);
}

static int query_table(void *ctx, uint8_t family, const char *table)
{
	const struct ask q = {
		.type = NFT_MSG_GETTABLE,
		.family = family,
		.table_attr = NFTA_TABLE_NAME,
		.table = table,
	};

	return ask(ctx, &q, ignore, NULL);
}

/* Handles are listed as they come, and copied into one array at the end. */
struct rule_item {
	struct rule_item *next;
	uint64_t handle;
};

struct rule_ctx {
	struct arena *a;
	const char *table, *chain;
	struct rule_item *first, **last;
	size_t count;
};

/* Kernels before 4.20 do not filter a dump of rules. */
static int take_rule(void *ctx, const struct nlmsghdr *nlh)
{
	struct rule_ctx *rc = ctx;
	const char *table = answer_str(nlh, NFTA_RULE_TABLE);
	const char *chain = answer_str(nlh, NFTA_RULE_CHAIN);
	struct rule_item *it;

	if (!table || !chain || strcmp(table, rc->table) != 0 ||
	    strcmp(chain, rc->chain) != 0)
		return 0;
	it = arena_new(rc->a, struct rule_item);
	it->handle = answer_num(nlh, NFTA_RULE_HANDLE);
	*rc->last = it;
	rc->last = &it->next;
	rc->count++;
	return 0;
}

static int query_rules(void *ctx, uint8_t family, const char *table,
		       const char *chain, struct arena *a,
		       struct kernel_rule **ret_rules, size_t *ret_count)
{
	struct rule_ctx rc = { .a = a, .table = table, .chain = chain };
	const struct ask q = {
		.type = NFT_MSG_GETRULE,
		.family = family,
		.flags = NLM_F_DUMP,
		.table_attr = NFTA_RULE_TABLE,
		.name_attr = NFTA_RULE_CHAIN,
		.table = table,
		.name = chain,
	};
	struct kernel_rule *rules;
	size_t n = 0;
	int err = -EINTR;

	for (int i = 0; i < TRIES && err == -EINTR; i++) {
		rc.last = &rc.first;
		rc.count = 0;
		err = ask(ctx, &q, take_rule, &rc);
	}
	if (err)
		return err;
	rules = arena_alloc(a, (rc.count + 1) * sizeof(*rules));
	for (const struct rule_item *it = rc.first; n < rc.count; it = it->next)
		rules[n++].handle = it->handle;
	*ret_rules = rules;
	*ret_count = n;
	return 0;
}

static int take_chain_handle(void *ctx, const struct nlmsghdr *nlh)
{
	*(uint64_t *)ctx = answer_num(nlh, NFTA_CHAIN_HANDLE);
	return 0;
}

static int query_chain_handle(void *ctx, uint8_t family, const char *table,
			      const char *chain, uint64_t *ret_handle)
{
	uint64_t handle = 0;
	const struct ask q = {
		.type = NFT_MSG_GETCHAIN,
		.family = family,
		.table_attr = NFTA_CHAIN_TABLE,
		.name_attr = NFTA_CHAIN_NAME,
		.table = table,
		.name = chain,
	};
	int err = ask(ctx, &q, take_chain_handle, &handle);

	if (!err)
		*ret_handle = handle;
	return err;
}

static int query_flowtable(void *ctx, uint8_t family, const char *table,
			   const char *name)
{
	const struct ask q = {
		.type = NFT_MSG_GETFLOWTABLE,
		.family = family,
		.table_attr = NFTA_FLOWTABLE_TABLE,
		.name_attr = NFTA_FLOWTABLE_NAME,
		.table = table,
		.name = name,
	};

	return ask(ctx, &q, ignore, NULL);
}

struct name_ctx {
	void (*fn)(void *, const char *);
	void *fn_ctx;
};

static int take_set_name(void *ctx, const struct nlmsghdr *nlh)
{
	const struct name_ctx *nc = ctx;
	const char *name = answer_str(nlh, NFTA_SET_NAME);

	if (name)
		nc->fn(nc->fn_ctx, name);
	return 0;
}

static int query_each_set(void *ctx, uint8_t family, const char *table,
			  void (*fn)(void *, const char *), void *fn_ctx)
{
	struct name_ctx nc = { fn, fn_ctx };
	const struct ask q = {
		.type = NFT_MSG_GETSET,
		.family = family,
		.flags = NLM_F_DUMP,
		.table_attr = NFTA_SET_TABLE,
		.table = table,
	};

	return ask(ctx, &q, take_set_name, &nc);
}

struct table_ctx {
	void (*fn)(void *, uint8_t, const char *);
	void *fn_ctx;
};

/* A table that belongs to another socket stays when the ruleset is flushed. */
static int take_table_name(void *ctx, const struct nlmsghdr *nlh)
{
	const struct table_ctx *tc = ctx;
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	const char *name = answer_str(nlh, NFTA_TABLE_NAME);

	if (name && !answer_attr(nlh, NFTA_TABLE_OWNER))
		tc->fn(tc->fn_ctx, nfg->nfgen_family, name);
	return 0;
}

static int query_each_table(void *ctx, uint8_t family,
			    void (*fn)(void *, uint8_t, const char *),
			    void *fn_ctx)
{
	struct kernel_query *q = query_of(ctx);
	struct table_ctx tc = { fn, fn_ctx };
	struct request r;

	if (!q)
		return -EOPNOTSUPP;
	request_init(&r, NFT_MSG_GETTABLE, family, NLM_F_DUMP);
	return request_run(&r, q->sock, take_table_name, &tc);
}

static size_t slot_of(const char *name)
{
	size_t h = 5381;

	for (; *name; name++)
		h = h * 33 ^ (uint8_t)*name;
	return (h ^ h >> 7) % QUERY_IFNAMES;
}

/* Asked through the socket of the transaction, whose namespace it is that
 * counts: no other need be entered or opened. */
static uint32_t index_of(const struct kernel_query *q, const char *name)
{
	struct ifreq req = { .ifr_ifindex = 0 };

	if (!q || q->sock->fd < 0)
		return if_nametoindex(name);
	strcpy(req.ifr_name, name);
	return ioctl(q->sock->fd, SIOCGIFINDEX, &req) < 0 ?
		       0 :
		       (uint32_t)req.ifr_ifindex;
}

/* Not part of the ruleset: no generation belongs to it, and no right is
 * needed.  Offline, an interface that is missing here may exist elsewhere. */
static int query_ifindex(void *ctx, const char *name, uint32_t *ret_index)
{
	struct resolver_base *base = ctx;
	size_t slot = slot_of(name);

	if (strlen(name) >= IF_NAMESIZE)
		return -ENOENT;
	if (strcmp(base->ifnames[slot].name, name) != 0) {
		uint32_t index = index_of(base->query, name);

		if (!index && errno != ENODEV)
			return -errno;
		if (!index)
			return base->query ? -ENOENT : -EOPNOTSUPP;
		strcpy(base->ifnames[slot].name, name);
		base->ifnames[slot].index = index;
	}
	*ret_index = base->ifnames[slot].index;
	return 0;
}

#define INDEX_MAX 4096 /* looked for: a hint need not know all of them */

/* The socket answers for its own namespace; a list of all interfaces would
 * need one of another kind. */
static void query_each_interface(void *ctx, bool (*fn)(void *, const char *),
				 void *fn_ctx)
{
	const struct kernel_query *q = query_of(ctx);
	struct ifreq req = { .ifr_ifindex = 0 };

	if (!q || q->sock->fd < 0)
		return;
	for (int index = 1; index <= INDEX_MAX; index++) {
		req.ifr_ifindex = index;
		if (ioctl(q->sock->fd, SIOCGIFNAME, &req) == 0 &&
		    !fn(fn_ctx, req.ifr_name))
			return;
	}
}

static bool query_asked(void *ctx)
{
	const struct kernel_query *q = query_of(ctx);

	return q && q->asked;
}

void query_fill_resolver(struct resolver *r)
{
	r->ifindex = query_ifindex;
	r->each_interface = query_each_interface;
	r->set = query_set;
	r->elements = query_elements;
	r->table = query_table;
	r->rules = query_rules;
	r->chain_handle = query_chain_handle;
	r->flowtable = query_flowtable;
	r->each_set = query_each_set;
	r->each_table = query_each_table;
	r->asked_kernel = query_asked;
}
