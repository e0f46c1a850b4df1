#include "config.h"

#include "kernel/ask/query.h"

#include "base/chunks.h"
#include "batch/batch.h"
#include "kernel/ask/request.h"

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

/* A question about an object, or about all of a kind (NLM_F_DUMP). */
static int ask(void *ctx, const struct low_msg *m, uint16_t flags,
	       request_fn *fn, void *fn_ctx)
{
	struct kernel_query *q = query_of(ctx);
	struct request r;
	int err = query_begin(q);

	if (err)
		return err;
	request_init(&r, m, flags);
	return request_run(&r, q->sock, fn, fn_ctx);
}

static struct low_msg named(enum low_kind kind, uint8_t family,
			    const char *table, const char *name)
{
	return (struct low_msg){
		.kind = (uint8_t)kind,
		.family = family,
		.table = { .name = table },
		.name = { .name = name },
	};
}

/* An answer that stays: decoded from a copy of its bytes. */
static const struct nlmsghdr *keep(const struct answer *answer,
				   struct arena *a)
{
	return arena_memdup(a, answer->nlh, answer->nlh->nlmsg_len);
}

struct set_ctx {
	struct arena *a;
	struct low_msg *set;
};

static int take_set(void *ctx, const struct answer *answer)
{
	const struct set_ctx *sc = ctx;

	if (answer->m.kind == LOW_SET && answer->m.set)
		(void)decode_msg(sc->set, keep(answer, sc->a), sc->a);
	return 0;
}

static int query_set(void *ctx, uint8_t family, const char *table,
		     const char *name, struct arena *a,
		     struct low_msg *ret_set)
{
	const struct low_msg m = named(LOW_SET, family, table, name);
	struct set_ctx sc = { .a = a, .set = ret_set };
	int err;

	ret_set->set = NULL;
	err = ask(ctx, &m, 0, take_set, &sc);
	if (err)
		return err;
	return ret_set->set ? 0 : -ENOENT;
}

struct elem_ctx {
	struct arena *a;
	struct low_elem **last;
};

static int take_elems(void *ctx, const struct answer *answer)
{
	struct elem_ctx *ec = ctx;
	struct decode_elems in;
	struct low_elem *e;

	if (answer->m.kind != LOW_ELEMS)
		return 0;
	in = decode_elems(keep(answer, ec->a));
	for (;;) {
		e = arena_new(ec->a, struct low_elem);
		if (!decode_elem(&in, e, ec->a))
			return 0;
		/* One that is about to go must not stay. */
		if (e->expires)
			e->expires_ms = MAX(e->expires_ms, UINT64_C(1));
		*ec->last = e;
		ec->last = &e->next;
	}
}

static int query_elements(void *ctx, uint8_t family, const char *table,
			  const char *set, struct arena *a,
			  struct low_elem **ret_first)
{
	const struct low_msg m = named(LOW_ELEMS, family, table, set);
	struct low_elem *first;
	struct elem_ctx ec = { .a = a };
	int err = -EINTR;

	for (int i = 0; i < TRIES && err == -EINTR; i++) {
		first = NULL;
		ec.last = &first;
		err = ask(ctx, &m, NLM_F_DUMP, take_elems, &ec);
	}
	if (!err)
		*ret_first = first;
	return err;
}

int query_element(struct resolver_base *base, struct map_key set,
		  const struct low_elem *want, struct arena *a,
		  struct low_elem **ret_elem)
{
	const struct low_msg m = named(LOW_ELEMS, (uint8_t)set.family,
				       set.table, set.name);
	struct elem_ctx ec = { .a = a, .last = ret_elem };
	struct request q;
	uint32_t list;
	int err = query_begin(base->query);

	if (err)
		return err;
	request_init(&q, &m, 0);
	list = wire_nest(&q.w, NFTA_SET_ELEM_LIST_ELEMENTS);
	encode_item(&q.w, want, NFTA_LIST_ELEM);
	wire_nest_end(&q.w, list);
	return request_run(&q, base->query->sock, take_elems, &ec);
}

static int query_near(void *ctx, struct map_key set,
		      const struct low_elem *want, struct arena *a,
		      struct low_elem **ret_elem)
{
	struct kernel_query *q = query_of(ctx);

	if (!q || q->whole)
		return -EOPNOTSUPP;
	q->near = true;
	return query_element(ctx, set, want, a, ret_elem);
}

static int query_table(void *ctx, uint8_t family, const char *table)
{
	const struct low_msg m = named(LOW_TABLE, family, table, NULL);

	return ask(ctx, &m, 0, request_ignore, NULL);
}

struct rule_ctx {
	const char *table, *chain;
	struct chunks handles;
};

/* Kernels before 4.20 do not filter a dump of rules. */
static int take_rule(void *ctx, const struct answer *answer)
{
	const struct low_msg *m = &answer->m;
	struct rule_ctx *rc = ctx;

	if (m->kind == LOW_RULE && m->rule && m->table.name && m->name.name &&
	    strcmp(m->table.name, rc->table) == 0 &&
	    strcmp(m->name.name, rc->chain) == 0)
		*(uint64_t *)chunks_push(&rc->handles) = m->rule->handle;
	return 0;
}

static int query_rules(void *ctx, uint8_t family, const char *table,
		       const char *chain, struct arena *a,
		       struct resolver_rules *ret_rules)
{
	const struct low_msg m = named(LOW_RULE, family, table, chain);
	struct rule_ctx rc = { .table = table, .chain = chain };
	uint64_t *handles;
	int err = -EINTR;

	chunks_init(&rc.handles, sizeof(uint64_t));
	for (int i = 0; i < TRIES && err == -EINTR; i++) {
		chunks_cut(&rc.handles, 0);
		err = ask(ctx, &m, NLM_F_DUMP, take_rule, &rc);
	}
	handles = arena_alloc(a, (rc.handles.count + 1) * sizeof(*handles));
	for (size_t i = 0; i < rc.handles.count; i++)
		handles[i] = *(uint64_t *)chunks_at(&rc.handles, i);
	*ret_rules = (struct resolver_rules){ handles, rc.handles.count };
	chunks_release(&rc.handles);
	return err;
}

static int take_chain_handle(void *ctx, const struct answer *answer)
{
	*(uint64_t *)ctx = answer->m.name.handle;
	return 0;
}

static int query_chain_handle(void *ctx, uint8_t family, const char *table,
			      const char *chain, uint64_t *ret_handle)
{
	const struct low_msg m = named(LOW_CHAIN, family, table, chain);
	uint64_t handle = 0;
	int err = ask(ctx, &m, 0, take_chain_handle, &handle);

	if (!err)
		*ret_handle = handle;
	return err;
}

static int query_flowtable(void *ctx, uint8_t family, const char *table,
			   const char *name)
{
	const struct low_msg m = named(LOW_FLOWTABLE, family, table, name);

	return ask(ctx, &m, 0, request_ignore, NULL);
}

struct name_ctx {
	void (*fn)(void *, const char *);
	void *fn_ctx;
};

static int take_set_name(void *ctx, const struct answer *answer)
{
	const struct name_ctx *nc = ctx;

	if (answer->m.kind == LOW_SET && answer->m.name.name)
		nc->fn(nc->fn_ctx, answer->m.name.name);
	return 0;
}

static int query_each_set(void *ctx, uint8_t family, const char *table,
			  void (*fn)(void *, const char *), void *fn_ctx)
{
	const struct low_msg m = named(LOW_SET, family, table, NULL);
	struct name_ctx nc = { fn, fn_ctx };

	return ask(ctx, &m, NLM_F_DUMP, take_set_name, &nc);
}

struct table_ctx {
	void (*fn)(void *, uint8_t, const char *);
	void *fn_ctx;
};

/* A table that belongs to another socket stays when the ruleset is flushed. */
static int take_table_name(void *ctx, const struct answer *answer)
{
	const struct low_msg *m = &answer->m;
	const struct table_ctx *tc = ctx;

	if (m->kind == LOW_TABLE && m->table.name && !m->owner)
		tc->fn(tc->fn_ctx, m->family, m->table.name);
	return 0;
}

static int query_each_table(void *ctx, uint8_t family,
			    void (*fn)(void *, uint8_t, const char *),
			    void *fn_ctx)
{
	const struct low_msg m = named(LOW_TABLE, family, NULL, NULL);
	struct kernel_query *q = query_of(ctx);
	struct table_ctx tc = { fn, fn_ctx };
	struct request r;

	if (!q)
		return -EOPNOTSUPP;
	request_init(&r, &m, NLM_F_DUMP);
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
	return !q || q->sock->fd < 0 ? if_nametoindex(name) :
				       kernel_socket_ifindex(q->sock, name);
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
	r->element = query_near;
	r->table = query_table;
	r->rules = query_rules;
	r->chain_handle = query_chain_handle;
	r->flowtable = query_flowtable;
	r->each_set = query_each_set;
	r->each_table = query_each_table;
	r->asked_kernel = query_asked;
}
