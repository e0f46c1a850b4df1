#include "config.h"

#include "kernel/older.h"

#include "kernel/commit.h"
#include "kernel/release.h"
#include "kernel/request.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <string.h>

/* What the transaction did to an object before.  Times are numbers of its
 * messages; 0: the kernel holds it. */
struct event {
	bool there;
	uint32_t made, gone;
	bool listed; /* of a set: its elements in the kernel have events */
};

/* The set of a series. */
enum target {
	TARGET_UNKNOWN,
	TARGET_NEW,   /* nothing that the kernel holds is in it */
	TARGET_PLAIN, /* a set of single keys */
	TARGET_OTHER,
};

/* How a kind is asked for, and what its events are called. */
static const struct {
	uint8_t get;
	uint16_t table_attr, name_attr, handle_attr;
	char letter;
} kinds[] = {
	[LOW_TABLE] = { NFT_MSG_GETTABLE, 0, NFTA_TABLE_NAME, NFTA_TABLE_HANDLE, 't' },
	[LOW_CHAIN] = { NFT_MSG_GETCHAIN, NFTA_CHAIN_TABLE, NFTA_CHAIN_NAME,
			NFTA_CHAIN_HANDLE, 'c' },
	[LOW_RULE] = { NFT_MSG_GETRULE, NFTA_RULE_TABLE, NFTA_RULE_CHAIN,
		       NFTA_RULE_HANDLE, 'r' },
	[LOW_SET] = { NFT_MSG_GETSET, NFTA_SET_TABLE, NFTA_SET_NAME,
		      NFTA_SET_HANDLE, 's' },
	[LOW_OBJ] = { NFT_MSG_GETOBJ, NFTA_OBJ_TABLE, NFTA_OBJ_NAME,
		      NFTA_OBJ_HANDLE, 'o' },
	[LOW_FLOWTABLE] = { NFT_MSG_GETFLOWTABLE, NFTA_FLOWTABLE_TABLE,
			    NFTA_FLOWTABLE_NAME, NFTA_FLOWTABLE_HANDLE, 'f' },
};

/* ---- is it needed? ---- */

static bool says_destroy(const struct ast *ast)
{
	for (const struct ast_cmd *cmd = ast->first; cmd; cmd = cmd->next)
		if (cmd->verb == VERB_DESTROY)
			return true;
	return false;
}

/* A table that nobody has is destroyed, and the batch never committed: other
 * kernels than those that know no such message have no reason to object. */
static bool is_unknown(struct kernel_socket *sock)
{
	const struct low_msg m = {
		.verb = LOW_DESTROY,
		.kind = LOW_TABLE,
		.family = FAMILY_INET,
		.table = { .name = "nftload-asks" },
	};
	struct commit_options opt = { .commit = false };
	struct commit_result res = { .outcome = OUTCOME_UNKNOWN };
	struct diags diags;
	struct batch b;
	struct low_sink sink;
	bool invalid;

	diags_init(&diags);
	batch_init(&b, &diags);
	sink = batch_sink(&b);
	if (sink.msg(sink.ctx, &m) == 0 &&
	    batch_seal(&b, sock->seq + 1, 0, false) == 0)
		res = commit_batch(sock, &b, &opt, NULL, &diags);
	invalid = res.outcome == OUTCOME_REFUSED && diags.first &&
		  diags.first->errnum == EINVAL;
	batch_release(&b);
	diags_release(&diags);
	return invalid;
}

bool older_needed(struct older *d, const struct ast *ast)
{
	struct kernel_query *q = d->base->query;

	d->destroys = q && says_destroy(ast) && is_unknown(q->sock);
	/* What is silent cannot be tried. */
	d->timeouts = q && release_before(6, 12);
	return d->destroys || d->timeouts;
}

/* ---- events ---- */

static struct event *event_of(struct older *d, uint8_t family,
			      const char *table, const char *label)
{
	struct keymap_key key = {
		family,
		table ? strpool_intern(&d->names, table, strlen(table)) : NULL,
		label ? strpool_intern(&d->names, label, strlen(label)) : NULL,
	};
	struct event *e = keymap_get(&d->events, key);

	if (e)
		return e;
	e = arena_new(&d->arena, struct event);
	e->made = UINT32_MAX; /* nothing is known yet */
	keymap_put(&d->events, key, e);
	return e;
}

static struct event *named(struct older *d, uint8_t family,
			   const char *table, char letter, const char *name)
{
	char label[NFT_NAME_MAXLEN + 32];

	snprintf(label, sizeof(label), "%c%s", letter, name ? name : "");
	return event_of(d, family, table, label);
}

static struct event *table_event(struct older *d, uint8_t family,
				 const char *table)
{
	return event_of(d, family, table, NULL);
}

static bool is_known(const struct event *e)
{
	return e->made != UINT32_MAX;
}

static void make(const struct older *d, struct event *e)
{
	e->there = true;
	e->made = d->now;
}

static void drop(const struct older *d, struct event *e)
{
	e->there = false;
	e->made = e->gone = d->now;
}

/* The last time at which everything of a table went. */
static uint32_t gone_with_table(struct older *d, uint8_t family,
				const char *table)
{
	uint32_t gone = MAX(d->flushed[FAMILY_UNSPEC], d->flushed[family]);

	return table ? MAX(gone, table_event(d, family, table)->gone) : gone;
}

/* ---- asking the kernel ---- */

struct seen {
	uint64_t handle;
	const char *table; /* NULL: tables are looked for */
	uint16_t table_attr, name_attr, handle_attr;
	char name[NFT_NAME_MAXLEN]; /* of the one with the handle */
};

static int take_answer(void *ctx, const struct nlmsghdr *nlh)
{
	struct seen *s = ctx;
	const char *name = answer_str(nlh, s->name_attr);
	const char *table = s->table ? answer_str(nlh, s->table_attr) : NULL;

	if (answer_num(nlh, s->handle_attr) == s->handle && name &&
	    (!s->table || (table && strcmp(table, s->table) == 0)))
		snprintf(s->name, sizeof(s->name), "%s", name);
	return 0;
}

/* The name behind a handle of what is no rule; "": none. */
static int name_of(const struct older *d, const struct low_msg *m,
		   uint64_t handle, char *ret_name)
{
	const struct kernel_query *query = d->base->query;
	struct seen s = {
		.handle = handle,
		.table = m->kind == LOW_TABLE ? NULL : m->table.name,
		.table_attr = kinds[m->kind].table_attr,
		.name_attr = kinds[m->kind].name_attr,
		.handle_attr = kinds[m->kind].handle_attr,
	};
	struct request q;
	int err = query_begin(d->base->query);

	if (err)
		return err;
	request_init(&q, kinds[m->kind].get, m->family, NLM_F_DUMP);
	err = request_run(&q, query->sock, take_answer, &s);
	memcpy(ret_name, s.name, sizeof(s.name));
	return err;
}

static int ignore(void *ctx, const struct nlmsghdr *nlh)
{
	(void)ctx;
	(void)nlh;
	return 0;
}

/* 0, -ENOENT, or what went wrong. */
static int look_up(const struct older *d, const struct low_msg *m,
		   const char *name)
{
	struct request q;
	int err = query_begin(d->base->query);

	if (err)
		return err;
	request_init(&q, kinds[m->kind].get, m->family, 0);
	if (m->kind != LOW_TABLE)
		request_str(&q, kinds[m->kind].table_attr, m->table.name);
	request_str(&q, kinds[m->kind].name_attr, name);
	if (m->kind == LOW_RULE)
		mnl_attr_put_u64(q.nlh, NFTA_RULE_HANDLE,
				 htobe64(m->rule->handle));
	if (m->kind == LOW_OBJ)
		mnl_attr_put_u32(q.nlh, NFTA_OBJ_TYPE, htonl(m->obj->type));
	return request_run(&q, d->base->query->sock, ignore, NULL);
}

/* ---- what exists ---- */

/* Objects of several types may share a name; rules have handles. */
static struct event *subject(struct older *d, const struct low_msg *m,
			     const char *name)
{
	char label[NFT_NAME_MAXLEN + 16];

	if (m->kind == LOW_TABLE)
		return table_event(d, m->family, name);
	if (m->kind == LOW_RULE)
		snprintf(label, sizeof(label), "%" PRIu64, m->rule->handle);
	else if (m->kind == LOW_OBJ)
		snprintf(label, sizeof(label), "%u/%s", m->obj->type, name);
	else
		snprintf(label, sizeof(label), "%s", name);
	return named(d, m->family, m->table.name, kinds[m->kind].letter, label);
}

/* 1: it exists, 0: not.  Rules have no events of their own: kernels that know
 * 'destroy' refuse that of one which the transaction deleted before. */
static int exists(struct older *d, const struct low_msg *m, const char *name)
{
	struct event *e = subject(d, m, name);
	const char *table = m->kind == LOW_TABLE ? NULL : m->table.name;
	uint32_t gone = gone_with_table(d, m->family, table);
	int err;

	if (m->kind == LOW_RULE)
		gone = MAX(gone, named(d, m->family, table, 'c',
				       m->name.name)->gone);

	if (!is_known(e) && gone)
		return 0;
	if (!is_known(e)) {
		err = look_up(d, m, name);
		if (err && err != -ENOENT)
			return err;
		e->there = !err;
		e->made = 0;
	}
	return e->there && e->made >= gone;
}

/* The name that the message is about, also where it says a handle. */
static int subject_name(const struct older *d, const struct low_msg *m,
			char *ret_name)
{
	const struct low_name *n = m->kind == LOW_TABLE ? &m->table : &m->name;

	ret_name[0] = '\0';
	if (m->kind != LOW_RULE && n->by_handle)
		return name_of(d, m, n->handle, ret_name);
	snprintf(ret_name, NFT_NAME_MAXLEN, "%s", n->name ? n->name : "");
	return 0;
}

/* ---- messages ---- */

/* A chain's new name counts after the transaction alone. */
static bool is_rename(const struct low_msg *m)
{
	return m->kind == LOW_CHAIN && m->name.handle;
}

static void note_new(struct older *d, const struct low_msg *m)
{
	if (is_rename(m))
		return;
	if (m->kind == LOW_TABLE && m->table.name)
		make(d, table_event(d, m->family, m->table.name));
	else if (m->kind != LOW_TABLE && m->kind != LOW_RULE && m->name.name)
		make(d, subject(d, m, m->name.name));
}

static int note_deleted(struct older *d, const struct low_msg *m)
{
	char name[NFT_NAME_MAXLEN];
	int err;

	if (m->kind == LOW_ELEMS) {
		drop(d, named(d, m->family, m->table.name, 'E', m->name.name));
		return 0;
	}
	if (m->kind == LOW_TABLE && !m->table.name && !m->table.by_handle) {
		d->flushed[m->family] = d->now;
		return 0;
	}
	if (m->kind == LOW_RULE)
		return 0;
	/* Devices are taken from it, and it stays. */
	if ((m->kind == LOW_CHAIN && m->chain) ||
	    (m->kind == LOW_FLOWTABLE && m->flowtable))
		return 0;
	err = subject_name(d, m, name);
	if (!err && *name)
		drop(d, subject(d, m, name));
	return err;
}

/* What is in no table cannot be destroyed, either: the kernel tells. */
static int table_is_there(struct older *d, const struct low_msg *m)
{
	const struct low_msg table = {
		.kind = LOW_TABLE,
		.family = m->family,
		.table = m->table,
	};

	if (m->kind == LOW_TABLE)
		return 1;
	return exists(d, &table, m->table.name);
}

static int destroy(struct older *d, const struct low_msg *m)
{
	struct low_msg deletion = *m;
	char name[NFT_NAME_MAXLEN];
	int there = subject_name(d, m, name);

	deletion.verb = LOW_DEL;
	if (!there)
		there = table_is_there(d, m);
	if (there < 0)
		return there;
	if (there) {
		there = *name || m->kind == LOW_RULE ? exists(d, m, name) : 0;
		if (there <= 0)
			return there;
	}
	there = note_deleted(d, &deletion);
	return there < 0 ? there : d->behind.msg(d->behind.ctx, &deletion);
}

/* ---- what older kernels do not see in a message ---- */

/* They would delete the whole chain. */
static int refuse_devices(const struct older *d, const struct low_msg *m)
{
	const struct span at = m->chain->hook.devices->at;

	diag_error(d->diags, DIAG_UNSUPPORTED, at.len ? at : m->at,
		   "this kernel cannot take a device from a chain, which came with Linux 6.4");
	diag_hint(d->diags, "delete the chain, and add it with the other devices");
	return -EOPNOTSUPP;
}

static bool takes_devices(const struct low_msg *m)
{
	return m->kind == LOW_CHAIN && m->verb == LOW_DEL && m->chain &&
	       m->chain->hook.devices;
}

static bool gives_size(const struct low_msg *m)
{
	return m->kind == LOW_SET && m->verb == LOW_NEW && m->set &&
	       m->set->size && m->name.name &&
	       !(m->create_flags & NLM_F_EXCL);
}

/* They keep the size of a set that is there. */
static int warn_size(struct older *d, const struct low_msg *m)
{
	uint32_t gone = gone_with_table(d, m->family, m->table.name);
	struct kernel_set set = { .size = 0 };
	struct resolver ask;
	struct arena a;
	int err;

	if (MAX(gone, named(d, m->family, m->table.name, 's',
			    m->name.name)->gone))
		return 0;
	arena_init(&a);
	query_fill_resolver(&ask);
	err = ask.set(d->base, m->family, m->table.name, m->name.name, &a,
		      &set);
	arena_release(&a);
	if (err || set.size == m->set->size)
		return err == -ENOENT ? 0 : err;
	diag_warn(d->diags, DIAG_UNSUPPORTED, m->name.at.len ? m->name.at : m->at,
		  "'%s' is there already, and keeps its size: changing it came with Linux 6.5",
		  m->name.name);
	diag_hint(d->diags, "delete it first");
	return 0;
}

static int look_closer(struct older *d, const struct low_msg *m)
{
	if (takes_devices(m) && release_before(6, 4))
		return refuse_devices(d, m);
	if (gives_size(m) && release_before(6, 5))
		return warn_size(d, m);
	return 0;
}

static int take_msg(void *ctx, const struct low_msg *m)
{
	struct older *d = ctx;
	int err = look_closer(d, m);

	if (err)
		return err;
	d->now++;
	if (m->verb == LOW_DESTROY)
		return destroy(d, m);
	if (m->verb == LOW_NEW)
		note_new(d, m);
	else
		err = note_deleted(d, m);
	return err ? err : d->behind.msg(d->behind.ctx, m);
}

/* ---- elements ---- */

static size_t add_hex(char *out, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
	return 2 * len;
}

#define KEY_MAX 64 /* NFT_DATA_VALUE_MAXLEN */

/* Where there is no end, it is the key itself. */
static struct event *element(struct older *d, uint32_t flags,
			     const uint8_t *key, const uint8_t *key_end,
			     size_t len)
{
	char label[NFT_NAME_MAXLEN + 4 * KEY_MAX + 16];
	size_t n;

	len = MIN(len, (size_t)KEY_MAX);
	n = (size_t)snprintf(label, sizeof(label), "e%s/%u/", d->head.set.name,
			     flags & (NFT_SET_ELEM_INTERVAL_END |
				      NFT_SET_ELEM_CATCHALL));
	if (key) {
		n += add_hex(label + n, key, len);
		add_hex(label + n, key_end ? key_end : key, len);
	}
	return event_of(d, d->head.family, d->head.table.name, label);
}

static struct event *set_event(struct older *d)
{
	return named(d, d->head.family, d->head.table.name, 's',
		     d->head.set.name);
}

/* The elements that the kernel holds, once a set. */
static int list_elements(struct older *d)
{
	struct event *set = set_event(d);
	struct kernel_elem *first = NULL;
	struct resolver ask;
	struct arena a;
	int err;

	if (set->listed)
		return 0;
	set->listed = true;
	arena_init(&a);
	query_fill_resolver(&ask);
	err = ask.elements(d->base, d->head.family, d->head.table.name,
			   d->head.set.name, &a, &first);
	for (const struct kernel_elem *k = first; k; k = k->next) {
		struct event *e = element(d, k->flags, k->key, k->key_end,
					  k->key_len);

		if (is_known(e))
			continue;
		e->there = true;
		e->made = 0;
	}
	arena_release(&a);
	return err == -ENOENT ? 0 : err;
}

static int begin_elems(void *ctx, const struct low_elems *head)
{
	struct older *d = ctx;
	struct low_elems changed = *head;

	d->now++;
	d->head = *head;
	d->target = TARGET_UNKNOWN;
	if (head->verb == LOW_DESTROY) {
		int err = list_elements(d);

		if (err)
			return err;
		changed.verb = LOW_DEL;
	}
	return d->behind.elems_begin(d->behind.ctx, &changed);
}

/* The last time at which all elements of the set went. */
static uint32_t emptied(struct older *d)
{
	const struct low_elems *h = &d->head;
	uint32_t gone = gone_with_table(d, h->family, h->table.name);

	gone = MAX(gone, set_event(d)->gone);
	return MAX(gone, named(d, h->family, h->table.name, 'E',
			       h->set.name)->gone);
}

static bool element_exists(struct older *d, const struct event *e)
{
	return is_known(e) && e->there && e->made >= emptied(d);
}

/* ---- timeouts ---- */

static int find_target(struct older *d)
{
	struct kernel_set set;
	struct resolver ask;
	struct arena a;
	int err;

	d->target = TARGET_NEW;
	if (emptied(d))
		return 0;
	arena_init(&a);
	query_fill_resolver(&ask);
	err = ask.set(d->base, d->head.family, d->head.table.name,
		      d->head.set.name, &a, &set);
	arena_release(&a);
	if (err)
		return err == -ENOENT ? 0 : err;
	d->target = set.flags & (NFT_SET_INTERVAL | NFT_SET_MAP | NFT_SET_OBJECT) ?
			    TARGET_OTHER :
			    TARGET_PLAIN;
	return 0;
}

/* Of a set of single keys; 0, -ENOENT, or what went wrong. */
static int look_for_key(const struct older *d, const struct low_elem *e)
{
	struct nlattr *list, *item, *key;
	struct request q;

	request_init(&q, NFT_MSG_GETSETELEM, d->head.family, 0);
	request_str(&q, NFTA_SET_ELEM_LIST_TABLE, d->head.table.name);
	request_str(&q, NFTA_SET_ELEM_LIST_SET, d->head.set.name);
	list = mnl_attr_nest_start(q.nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	item = mnl_attr_nest_start(q.nlh, NFTA_LIST_ELEM);
	if (e->flags)
		mnl_attr_put_u32(q.nlh, NFTA_SET_ELEM_FLAGS, htonl(e->flags));
	if (e->key) {
		key = mnl_attr_nest_start(q.nlh, NFTA_SET_ELEM_KEY);
		mnl_attr_put(q.nlh, NFTA_DATA_VALUE, e->key_len, e->key);
		mnl_attr_nest_end(q.nlh, key);
	}
	mnl_attr_nest_end(q.nlh, item);
	mnl_attr_nest_end(q.nlh, list);
	return request_run(&q, d->base->query->sock, ignore, NULL);
}

/* 1: the kernel holds it, and no message before has deleted it. */
static int is_held(struct older *d, const struct low_elem *e)
{
	struct event *event;
	int err = d->target == TARGET_UNKNOWN ? find_target(d) : 0;

	if (err || d->target == TARGET_NEW)
		return err;
	event = element(d, e->flags, e->key, e->key_end, e->key_len);
	if (is_known(event))
		return element_exists(d, event);
	if (d->target == TARGET_OTHER) {
		err = list_elements(d);
		return err ? err : element_exists(d, event);
	}
	err = look_for_key(d, e);
	return err == -ENOENT ? 0 : err ? err : 1;
}

static void warn_kept(const struct older *d, const struct low_elem *e)
{
	diag_warn(d->diags, DIAG_UNSUPPORTED,
		  (struct span){ d->head.file, e->off, e->len },
		  "this element is there already, and keeps its timeout: changing it came with Linux 6.12");
	diag_hint(d->diags, "delete it first");
}

/* Between two parts of the series that is open. */
static int delete_first(struct older *d, const struct low_elem *e)
{
	const struct low_sink *s = &d->behind;
	const struct low_elem gone = {
		.flags = e->flags,
		.off = e->off,
		.len = e->len,
		.key = e->key,
		.key_len = e->key_len,
	};
	struct low_elems deletion = d->head;
	int err = s->elems_end(s->ctx);

	deletion.verb = LOW_DEL;
	deletion.create_flags = 0;
	if (!err)
		err = s->elems_begin(s->ctx, &deletion);
	if (!err)
		err = s->elem(s->ctx, &gone);
	if (!err)
		err = s->elems_end(s->ctx);
	return err ? err : s->elems_begin(s->ctx, &d->head);
}

static int renew(struct older *d, const struct low_elem *e)
{
	int held = is_held(d, e);

	if (held <= 0)
		return held;
	if (d->target == TARGET_PLAIN)
		return delete_first(d, e);
	warn_kept(d, e);
	return 0;
}

static int take_new_elem(struct older *d, const struct low_elem *e)
{
	int err = 0;

	if (d->timeouts && e->have_timeout &&
	    !(d->head.create_flags & NLM_F_EXCL))
		err = renew(d, e);
	if (d->destroys)
		make(d, element(d, e->flags, e->key, e->key_end, e->key_len));
	return err ? err : d->behind.elem(d->behind.ctx, e);
}

static int take_elem(void *ctx, const struct low_elem *e)
{
	struct older *d = ctx;
	struct low_elem alone = *e;
	struct event *event;

	if (d->head.verb == LOW_NEW)
		return take_new_elem(d, e);
	event = element(d, e->flags, e->key, e->key_end, e->key_len);
	if (d->head.verb == LOW_DESTROY && !element_exists(d, event))
		return 0;
	drop(d, event);
	/* Its other half may be missing. */
	alone.joined &= d->head.verb != LOW_DESTROY;
	return d->behind.elem(d->behind.ctx, &alone);
}

static int end_elems(void *ctx)
{
	struct older *d = ctx;

	return d->behind.elems_end(d->behind.ctx);
}

void older_init(struct older *d, struct resolver_base *base,
		struct diags *diags)
{
	*d = (struct older){ .base = base, .diags = diags };
	arena_init(&d->arena);
	strpool_init(&d->names);
}

void older_release(struct older *d)
{
	keymap_release(&d->events);
	strpool_release(&d->names);
	arena_release(&d->arena);
}

struct low_sink older_sink(struct older *d, const struct low_sink *behind)
{
	d->behind = *behind;
	return (struct low_sink){ d, take_msg, begin_elems, take_elem,
				  end_elems };
}
