#include "config.h"

#include "kernel/commit/older.h"

#include "kernel/ask/release.h"
#include "kernel/ask/request.h"
#include "kernel/commit/commit.h"
#include "kernel/commit/older_elems.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <string.h>

/* What the events of a kind are called. */
static const char letters[] = {
	[LOW_TABLE] = 't', [LOW_CHAIN] = 'c', [LOW_RULE] = 'r',
	[LOW_SET] = 's',   [LOW_OBJ] = 'o',   [LOW_FLOWTABLE] = 'f',
};

/* ---- is it needed? ---- */

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

	d->destroys = q && ast->destroys && is_unknown(q->sock);
	d->destroys_elems = d->destroys && ast->destroys_elems;
	/* What is silent cannot be tried. */
	d->timeouts = q && release_before(6, 12);
	return d->destroys || d->timeouts;
}

/* ---- asking the kernel ---- */

struct seen {
	const struct low_msg *m; /* has the handle */
	char name[NFT_NAME_MAXLEN]; /* of the one with the handle */
};

static const struct low_name *name_in(const struct low_msg *m)
{
	return m->kind == LOW_TABLE ? &m->table : &m->name;
}

static int take_answer(void *ctx, const struct answer *answer)
{
	const struct low_name *n = name_in(&answer->m);
	struct seen *s = ctx;

	if (answer->m.kind == s->m->kind && n->name &&
	    n->handle == name_in(s->m)->handle &&
	    (s->m->kind == LOW_TABLE ||
	     (answer->m.table.name &&
	      strcmp(answer->m.table.name, s->m->table.name) == 0)))
		snprintf(s->name, sizeof(s->name), "%s", n->name);
	return 0;
}

/* The name behind a handle of what is no rule; "": none. */
static int name_of(const struct older *d, const struct low_msg *m,
		   char *ret_name)
{
	const struct low_msg all = { .kind = m->kind, .family = m->family };
	const struct kernel_query *query = d->base->query;
	struct seen s = { .m = m };
	struct request q;
	int err = query_begin(d->base->query);

	if (err)
		return err;
	request_init(&q, &all, NLM_F_DUMP);
	err = request_run(&q, query->sock, take_answer, &s);
	memcpy(ret_name, s.name, sizeof(s.name));
	return err;
}

/* 0, -ENOENT, or what went wrong. */
static int look_up(const struct older *d, const struct low_msg *m,
		   const char *name)
{
	const struct low_rule rule = {
		.handle = m->kind == LOW_RULE ? m->rule->handle : 0,
	};
	const struct low_obj obj = {
		.type = m->kind == LOW_OBJ ? m->obj->type : 0,
	};
	struct low_msg asked = { .kind = m->kind, .family = m->family,
				 .table = { .name = m->table.name },
				 .name = { .name = name } };
	struct request q;
	int err = query_begin(d->base->query);

	if (err)
		return err;
	if (m->kind == LOW_TABLE)
		asked.table.name = name;
	else if (m->kind == LOW_RULE)
		asked.rule = &rule;
	else if (m->kind == LOW_OBJ)
		asked.obj = &obj;
	request_init(&q, &asked, 0);
	return request_run(&q, d->base->query->sock, request_ignore, NULL);
}

/* ---- what exists ---- */

/* Objects of several types may share a name; rules have handles. */
static struct event *subject(struct older *d, const struct low_msg *m,
			     const char *name)
{
	char label[NFT_NAME_MAXLEN + 16];

	if (m->kind == LOW_TABLE)
		return event_of_table(&d->events, m->family, name);
	if (m->kind == LOW_RULE)
		snprintf(label, sizeof(label), "%" PRIu64, m->rule->handle);
	else if (m->kind == LOW_OBJ)
		snprintf(label, sizeof(label), "%u/%s", m->obj->type, name);
	else
		snprintf(label, sizeof(label), "%s", name);
	return event_named(&d->events, m->family, m->table.name,
			   letters[m->kind], label);
}

/* 1: it exists, 0: not.  Rules have no events of their own: kernels that know
 * 'destroy' refuse that of one which the transaction deleted before. */
static int exists(struct older *d, const struct low_msg *m, const char *name)
{
	struct event *e = subject(d, m, name);
	const char *table = m->kind == LOW_TABLE ? NULL : m->table.name;
	uint32_t gone = events_gone_with(&d->events, m->family, table);
	int err;

	if (m->kind == LOW_RULE)
		gone = MAX(gone, event_named(&d->events, m->family, table, 'c',
				       m->name.name)->gone);

	if (!event_is_known(e) && gone)
		return 0;
	if (!event_is_known(e)) {
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
	const struct low_name *n = name_in(m);

	ret_name[0] = '\0';
	if (m->kind != LOW_RULE && n->by_handle)
		return name_of(d, m, ret_name);
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
		event_made(&d->events,
			   event_of_table(&d->events, m->family, m->table.name));
	if (m->kind == LOW_TABLE || m->kind == LOW_RULE || !m->name.name)
		return;
	if (m->kind == LOW_SET && m->set)
		older_note_set(d, m);
	event_made(&d->events, subject(d, m, m->name.name));
}

static int note_deleted(struct older *d, const struct low_msg *m)
{
	char name[NFT_NAME_MAXLEN];
	int err;

	if (m->kind == LOW_ELEMS) {
		event_gone(&d->events,
			   event_named(&d->events, m->family, m->table.name,
				       'E', m->name.name));
		return 0;
	}
	if (m->kind == LOW_TABLE && !m->table.name && !m->table.by_handle) {
		d->events.flushed[m->family] = d->events.now;
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
		event_gone(&d->events, subject(d, m, name));
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
		there = *name ? exists(d, m, name) : 0;
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
	struct held_set *s;
	int err = older_find_set(d, m->family, m->table.name, m->name.name, &s);

	if (err || !s || s->size == m->set->size)
		return err;
	diag_warn(d->diags, DIAG_UNSUPPORTED, m->name.at.len ? m->name.at : m->at,
		  "'%s' exists already and keeps its size: changing the size came with Linux 6.5",
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
	d->events.now++;
	if (m->verb == LOW_DESTROY && d->destroys)
		return destroy(d, m);
	if (m->verb == LOW_NEW)
		note_new(d, m);
	else
		err = note_deleted(d, m);
	return err ? err : d->behind.msg(d->behind.ctx, m);
}

void older_init(struct older *d, struct resolver_base *base,
		struct diags *diags)
{
	*d = (struct older){ .base = base, .diags = diags };
	events_init(&d->events);
}

void older_release(struct older *d)
{
	helds_release(&d->held);
	events_release(&d->events);
}

struct low_sink older_sink(struct older *d, const struct low_sink *behind)
{
	d->behind = *behind;
	return (struct low_sink){ d, take_msg, older_begin_elems,
				  older_take_elem, older_end_elems };
}
