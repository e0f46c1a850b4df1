/*
 * roundtrip — what is encoded decodes, and encodes to the same bytes.
 *
 *     roundtrip [-k] FILE...
 *
 * Each FILE is compiled; every message of its batch is decoded, encoded again
 * and compared.  With -k it is loaded into this network namespace, which is
 * emptied before, and all that the kernel holds then is asked for: no attribute
 * of it may be unknown, and each object that the batch made must be the same in
 * canonical form.  Rules are looked for among those of their chain, but for
 * those with sets and chains of their own, which the kernel names.
 *
 * The last line says how many there were.  The exit status is 1 where a message
 * differs, or an attribute is unknown.
 */
#include "config.h"

#include "base/mem.h"
#include "kernel/ask/request.h"
#include "load/load.h"
#include "object/decode.h"
#include "object/encode.h"
#include "object/equal.h"

#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct roundtrip {
	struct wire w;
	struct arena arena; /* emptied after each message */
	const char *file;
	unsigned int files, messages, answers, elements, compared, wrong;
};

static void wrong(struct roundtrip *r, const char *what, const char *which)
{
	printf("FAILED: %s: %s: %s\n", r->file, which, what);
	r->wrong++;
}

static void no_memory(size_t bytes)
{
	fprintf(stderr, "no memory for %zu bytes\n", bytes);
	exit(1);
}

/* ---- messages of a batch ---- */

static void encode_elems(struct roundtrip *r, const struct nlmsghdr *nlh)
{
	struct decode_elems in = decode_elems(nlh);
	struct low_elem e;
	uint32_t nest;

	if (!in.start)
		return;
	nest = wire_nest(&r->w, NFTA_SET_ELEM_LIST_ELEMENTS);
	while (decode_elem(&in, &e, &r->arena)) {
		const struct nlattr *item =
			(const void *)((const uint8_t *)nlh + e.off);

		/* The number of an item says nothing. */
		encode_item(&r->w, &e, item->nla_type & NLA_TYPE_MASK);
		r->elements++;
	}
	wire_nest_end(&r->w, nest);
	if (in.unknown)
		wrong(r, "unknown attributes in elements", "batch");
}

static void check_message(struct roundtrip *r, const struct batch_msg *m)
{
	const struct nlmsghdr *nlh = (const void *)m->bytes;
	const struct rows_msg *type = decode_type(nlh);
	struct low_msg low;

	if (!type)
		return; /* begin and end */
	r->messages++;
	if (!decode_msg(&low, nlh, &r->arena) || low.nunknown || low.nhidden)
		wrong(r, "unknown attributes", type->name);
	encode_begin(&r->w, &low, nlh->nlmsg_flags);
	encode_attrs(&r->w, &low, NULL);
	if (low.kind == LOW_ELEMS)
		encode_elems(r, nlh);
	r->w.nlh->nlmsg_seq = nlh->nlmsg_seq;
	r->w.nlh->nlmsg_pid = nlh->nlmsg_pid;
	if (wire_len(&r->w) != m->len || memcmp(r->w.nlh, nlh, m->len) != 0)
		wrong(r, "encodes to other bytes", type->name);
}

static void check_batch(struct roundtrip *r, const struct batch *b)
{
	const struct arena_mark empty = arena_mark(&r->arena);

	for (uint32_t i = 0; i < batch_count(b); i++) {
		check_message(r, batch_msg_by_seq(b, b->seq0 + i));
		arena_rewind(&r->arena, empty);
	}
}

/* ---- what the kernel holds ---- */

/* An object, as the kernel sent it. */
struct dumped {
	struct dumped *next;
	struct low_msg m;
};

struct dump {
	struct roundtrip *r;
	struct arena arena;
	struct dumped *first, **last;
};

static void keep(struct dump *d, const struct nlmsghdr *nlh)
{
	struct dumped *h = arena_new(&d->arena, struct dumped);

	nlh = arena_memdup(&d->arena, nlh, nlh->nlmsg_len);
	(void)decode_msg(&h->m, nlh, &d->arena);
	*d->last = h;
	d->last = &h->next;
}

static int take(void *ctx, const struct answer *answer)
{
	const char *type = decode_type(answer->nlh)->name;
	struct decode_elems in = decode_elems(answer->nlh);
	const struct low_msg *m = &answer->m;
	struct dump *d = ctx;
	struct low_elem e;

	d->r->answers++;
	if (m->nunknown || m->nhidden)
		wrong(d->r, "unknown attributes in the dump", type);
	if (m->kind != LOW_ELEMS) {
		keep(d, answer->nlh);
		return 0;
	}
	while (decode_elem(&in, &e, answer->scratch))
		d->r->elements++;
	if (in.unknown)
		wrong(d->r, "unknown attributes in elements of the dump", type);
	return 0;
}

static void ask(struct dump *d, struct kernel_socket *sock,
		const struct low_msg *m)
{
	struct request q;
	int err;

	request_init(&q, m, NLM_F_DUMP);
	err = request_run(&q, sock, take, d);
	/* A kernel without flow tables says so. */
	if (err && m->kind != LOW_FLOWTABLE)
		wrong(d->r, strerror(-err), "dump");
}

static void ask_all(struct dump *d, struct kernel_socket *sock)
{
	for (unsigned int kind = LOW_TABLE; kind <= LOW_FLOWTABLE; kind++)
		ask(d, sock, &(struct low_msg){ .kind = (uint8_t)kind });
	for (const struct dumped *h = d->first; h; h = h->next) {
		struct low_msg elems = { .kind = LOW_ELEMS,
					 .family = h->m.family,
					 .table.name = h->m.table.name,
					 .name.name = h->m.name.name };

		if (h->m.kind == LOW_SET)
			ask(d, sock, &elems);
	}
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_name(const struct low_msg *a, const struct low_msg *b)
{
	return a->kind == b->kind && a->family == b->family &&
	       same_text(a->table.name, b->table.name) &&
	       same_text(a->name.name, b->name.name) &&
	       (a->kind != LOW_OBJ || a->obj->type == b->obj->type);
}

/* Rules that have sets and chains of their own are called otherwise. */
static bool has_names(const struct low_rule *rule)
{
	for (const struct low_expr *x = rule->exprs; x; x = x->next) {
		const struct low_attr *set = low_attr_of(x, NFTA_LOOKUP_SET);
		const struct low_attr *data =
			low_attr_of(x, NFTA_IMMEDIATE_DATA);

		if (x->kind == NFX_LOOKUP && set && strchr(set->str, '%'))
			return false;
		if (x->kind == NFX_OBJREF || x->kind == NFX_DYNSET)
			return false;
		if (x->kind == NFX_IMMEDIATE && data && !data->len &&
		    data->verdict->chain_id)
			return false;
	}
	return true;
}

static bool is_compared(const struct low_msg *m)
{
	if (m->verb != LOW_NEW || m->kind > LOW_FLOWTABLE ||
	    m->kind == LOW_ELEMS || m->name.handle)
		return false;
	if (m->kind == LOW_RULE)
		return m->rule && m->create_flags & NLM_F_APPEND &&
		       !m->rule->position && !m->rule->position_id &&
		       has_names(m->rule);
	/* The kernel doubles the size of a set of intervals. */
	if (m->kind == LOW_SET && m->set && m->set->size > INT32_MAX)
		return false;
	return m->kind == LOW_TABLE || (m->name.name && m->body);
}

/* Whether one of those which the kernel holds is the same. */
static void compare(struct dump *d, const struct low_msg *m)
{
	bool found = false, same = false;

	for (const struct dumped *h = d->first; h && !same; h = h->next) {
		if (!same_name(&h->m, m))
			continue;
		found = true;
		same = equal_msg(&h->m, m);
	}
	d->r->compared += found;
	if (found && !same)
		wrong(d->r, "is not the same in the kernel",
		      rows_msg(rows_msg_type(m->kind, m->verb))->name);
}

/* Whether a later message makes the object again, perhaps in another way. */
static bool is_made_again(const struct batch *b, uint32_t i,
			  const struct low_msg *m, struct arena *a)
{
	const struct arena_mark mark = arena_mark(a);
	struct low_msg later;
	bool again = false;

	for (i++; m->kind != LOW_RULE && i < batch_count(b) && !again; i++) {
		const struct batch_msg *rec =
			batch_msg_by_seq(b, b->seq0 + i);

		again = decode_msg(&later, (const void *)rec->bytes, a) &&
			later.kind == m->kind &&
			(later.body || later.kind == LOW_TABLE) &&
			same_name(&later, m);
		arena_rewind(a, mark);
	}
	return again;
}

static void check_kernel(struct roundtrip *r, struct kernel_socket *sock,
			 const struct batch *b)
{
	struct dump d = { .r = r };
	struct low_msg m;

	arena_init(&d.arena);
	d.last = &d.first;
	ask_all(&d, sock);
	for (uint32_t i = 0; i < batch_count(b); i++) {
		const struct batch_msg *rec =
			batch_msg_by_seq(b, b->seq0 + i);

		if (decode_msg(&m, (const void *)rec->bytes, &d.arena) &&
		    is_compared(&m) && !is_made_again(b, i, &m, &d.arena))
			compare(&d, &m);
	}
	arena_release(&d.arena);
}

/* ---- files ---- */

static bool run(struct roundtrip *r, const struct load_options *o,
		bool check, struct kernel_socket *sock)
{
	const struct load_events none = { .ctx = NULL };
	struct load l;
	bool done;

	load_init(&l, o, &none);
	done = load_run(&l) == LOAD_GOES_ON && l.n == 1 && l.list[0].compiled;
	if (done && check)
		check_batch(r, &l.list[0].batch);
	if (done && check && sock && l.list[0].code == LOAD_DONE)
		check_kernel(r, sock, &l.list[0].batch);
	load_release(&l);
	return done;
}

static void check_file(struct roundtrip *r, const char *file,
		       struct kernel_socket *sock)
{
	static const char *const flush[] = { "flush ruleset", NULL };
	const struct load_options empty = { .goal = LOAD_COMMIT,
					    .words = flush };
	const struct load_options o = {
		.goal = sock ? LOAD_COMMIT : LOAD_CHECK,
		.files = &file,
		.nfiles = 1,
		.json = strstr(file, ".json"),
		.each = true, /* as it was compiled: not reshaped */
	};

	r->file = file;
	if (sock && !run(r, &empty, false, NULL))
		wrong(r, "the namespace cannot be emptied", "flush");
	if (run(r, &o, true, sock))
		r->files++;
}

int main(int argc, char **argv)
{
	const struct transport_choice how = { .kind = TRANSPORT_SCATTER };
	bool ask_kernel = argc > 1 && strcmp(argv[1], "-k") == 0;
	struct roundtrip r = { .files = 0 };
	struct kernel_socket sock;

	mem_on_exhausted(no_memory);
	if (ask_kernel && kernel_socket_open(&sock, &how) < 0) {
		fputs("no socket of nf_tables can be opened\n", stderr);
		return 77;
	}
	wire_init(&r.w);
	arena_init(&r.arena);
	for (int i = 1 + ask_kernel; i < argc; i++)
		check_file(&r, argv[i], ask_kernel ? &sock : NULL);
	printf("%u of %u files, %u messages, %u answers, %u elements, %u compared: %u wrong\n",
	       r.files, (unsigned int)(argc - 1 - ask_kernel), r.messages,
	       r.answers, r.elements, r.compared, r.wrong);
	arena_release(&r.arena);
	wire_release(&r.w);
	if (ask_kernel)
		kernel_socket_close(&sock);
	return r.wrong || !r.files;
}
