#include "config.h"

#include "support.h"

#include "kernel/ask/query.h"
#include "kernel/ask/request.h"
#include "kernel/commit/commit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/*
 * Against the kernel itself, in a network namespace of this process alone:
 * low messages go in, the resolver's questions get them back.
 */

/* Exit code of a test that automake counts as skipped. */
#define SKIPPED 77

static const struct transport_choice scatter = { .kind = TRANSPORT_SCATTER };

struct fixture {
	struct kernel_socket sock;
	struct kernel_query query;
	struct resolver_base base; /* what the resolver gets */
	struct resolver resolver;
	struct diags diags;
	struct batch batch;
	struct low_sink sink;
	struct arena arena;
};

static void begin_batch(struct fixture *f)
{
	batch_release(&f->batch);
	batch_init(&f->batch, &f->diags);
	f->sink = batch_sink(&f->batch);
}

static int set_up(void **state)
{
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	diags_init(&f.diags);
	arena_init(&f.arena);
	assert_int_equal(kernel_socket_open(&f.sock, &scatter), 0);
	f.query.sock = &f.sock;
	f.base.query = &f.query;
	query_fill_resolver(&f.resolver);
	f.resolver.ctx = &f.base;
	batch_init(&f.batch, &f.diags);
	begin_batch(&f);
	*state = &f;
	return 0;
}

static void send_msg(struct fixture *f, const struct low_msg *m)
{
	assert_int_equal(f->sink.msg(f->sink.ctx, m), 0);
}

static struct commit_result commit(struct fixture *f, uint32_t genid)
{
	const struct commit_options opt = { .commit = true };
	int err = batch_seal(&f->batch, f->sock.seq + 1, genid, true);

	assert_int_equal(err, 0);
	return commit_batch(&f->sock, &f->batch, &opt, NULL, &f->diags);
}

static int tear_down(void **state)
{
	const struct low_msg flush = { .verb = LOW_DEL, .kind = LOW_TABLE };
	struct fixture *f = *state;

	begin_batch(f);
	send_msg(f, &flush);
	assert_int_equal(commit(f, 0).outcome, OUTCOME_COMMITTED);
	kernel_socket_close(&f->sock);
	batch_release(&f->batch);
	diags_release(&f->diags);
	arena_release(&f->arena);
	return 0;
}

static void add_table(struct fixture *f, const char *name)
{
	const struct low_msg m = {
		.verb = LOW_NEW,
		.kind = LOW_TABLE,
		.family = 2,
		.at = { 0, 1, 1 },
		.table = { .name = name },
		.udata_flags_set = true,
	};

	send_msg(f, &m);
}

static struct low_msg message(enum low_kind kind, const char *name)
{
	return (struct low_msg){
		.verb = LOW_NEW,
		.kind = (uint8_t)kind,
		.family = 2,
		.create_flags = NLM_F_CREATE,
		.at = { 0, 2, 1 },
		.table = { .name = "t", .at = { 0, 3, 1 } },
		.name = { .name = name, .at = { 0, 4, 1 } },
	};
}

static void add_chain(struct fixture *f, const char *name)
{
	static const struct low_chain plain;
	struct low_msg m = message(LOW_CHAIN, name);

	m.chain = &plain;
	send_msg(f, &m);
}

static void add_jump(struct fixture *f, const char *chain, const char *target)
{
	const struct low_verdict v = { .code = NFT_JUMP, .chain = target };
	const struct low_expr e = {
		.kind = NFX_IMMEDIATE,
		.nattrs = 2,
		.at = { 0, 5, 1 },
		.attrs = { { .number = NFTA_IMMEDIATE_DREG },
			   { .number = NFTA_IMMEDIATE_DATA, .verdict = &v } },
	};
	const struct low_rule r = { .exprs = &e };
	struct low_msg m = message(LOW_RULE, chain);

	m.create_flags |= NLM_F_APPEND;
	m.rule = &r;
	send_msg(f, &m);
}

static const struct low_set interval_set = {
	.flags = NFT_SET_INTERVAL,
	.id = 1,
	.key_type = 7,
	.key_len = 4,
};

static void add_set(struct fixture *f, const char *name, unsigned int ranges)
{
	const struct low_elems head = {
		.family = 2,
		.create_flags = NLM_F_CREATE | NLM_F_EXCL,
		.at = { 0, 6, 1 },
		.table = { .name = "t" },
		.set = { .name = name },
		.set_id = 1,
	};
	struct low_msg m = message(LOW_SET, name);

	m.udata = (const uint8_t *)"\0\004\002\0\0\0";
	m.udata_len = 6;
	m.set = &interval_set;
	send_msg(f, &m);
	assert_int_equal(f->sink.elems_begin(f->sink.ctx, &head), 0);
	for (uint32_t i = 0; i < ranges; i++) {
		uint32_t key = htonl(0x0a000000 + 4 * i);
		struct low_elem e = { .key = (const uint8_t *)&key,
				      .key_len = 4,
				      .joined = true };

		assert_int_equal(f->sink.elem(f->sink.ctx, &e), 0);
		key = htonl(0x0a000000 + 4 * i + 2);
		e.flags = NFT_SET_ELEM_INTERVAL_END;
		e.joined = false;
		assert_int_equal(f->sink.elem(f->sink.ctx, &e), 0);
	}
	assert_int_equal(f->sink.elems_end(f->sink.ctx), 0);
}

static void test_questions(void **state)
{
	struct fixture *f = *state;
	struct resolver *r = &f->resolver;
	struct resolver_rules rules;
	struct low_msg set;
	uint64_t handle = 0;
	uint32_t index;

	add_table(f, "t");
	add_chain(f, "a");
	add_chain(f, "b");
	add_jump(f, "a", "b");
	add_jump(f, "a", "b");
	add_set(f, "s", 3);
	assert_int_equal(commit(f, 0).outcome, OUTCOME_COMMITTED);
	assert_false(r->asked_kernel(r->ctx));
	assert_int_equal(r->table(r->ctx, 2, "t"), 0);
	assert_true(r->asked_kernel(r->ctx));
	assert_int_equal(r->table(r->ctx, 2, "u"), -ENOENT);
	assert_int_equal(r->table(r->ctx, 1, "t"), -ENOENT);
	assert_int_equal(r->chain_handle(r->ctx, 2, "t", "b", &handle), 0);
	assert_true(handle > 0);
	assert_int_equal(r->rules(r->ctx, 2, "t", "a", &f->arena, &rules), 0);
	assert_int_equal(rules.count, 2);
	assert_true(rules.handles[0] < rules.handles[1]);
	assert_int_equal(r->set(r->ctx, 2, "t", "s", &f->arena, &set), 0);
	assert_int_equal(set.set->flags, NFT_SET_INTERVAL);
	assert_int_equal(set.set->key_type, 7);
	assert_int_equal(set.set->key_len, 4);
	assert_int_equal(set.udata_len, 6);
	assert_int_equal(r->set(r->ctx, 2, "t", "z", &f->arena, &set),
			 -ENOENT);
	assert_int_equal(r->flowtable(r->ctx, 2, "t", "z"), -ENOENT);
	assert_int_equal(r->ifindex(r->ctx, "lo", &index), 0);
	assert_int_equal(index, 1);
	assert_int_equal(r->ifindex(r->ctx, "lo", &index), 0);
	assert_int_equal(r->ifindex(r->ctx, "nosuch0", &index), -ENOENT);
}

/* Several messages of elements, and their dump of several datagrams. */
static void test_elements(void **state)
{
	struct fixture *f = *state;
	struct low_elem *first = NULL;
	struct names_seen seen = { .count = 0 };
	unsigned int n = 0, ends = 0;

	add_table(f, "t");
	add_set(f, "s", 5000);
	assert_true(batch_count(&f->batch) > 5);
	assert_int_equal(commit(f, 0).outcome, OUTCOME_COMMITTED);
	assert_int_equal(f->resolver.elements(f->resolver.ctx, 2, "t", "s",
					      &f->arena, &first), 0);
	for (const struct low_elem *e = first; e; e = e->next) {
		assert_int_equal(e->key_len, 4);
		ends += e->flags & NFT_SET_ELEM_INTERVAL_END;
		n++;
	}
	assert_int_equal(n, 10000);
	assert_int_equal(ends, 5000);
	assert_int_equal(f->resolver.each_set(f->resolver.ctx, 2, "t",
					      see_name, &seen), 0);
	assert_int_equal(seen.count, 1);
}

/* The batch carries the generation of the first answer. */
static void test_lost_race(void **state)
{
	struct fixture *f = *state;
	struct resolver *r = &f->resolver;

	add_table(f, "t");
	assert_int_equal(r->table(r->ctx, 2, "t"), -ENOENT);
	assert_int_equal(commit(f, f->query.genid).outcome,
			 OUTCOME_COMMITTED);
	begin_batch(f);
	add_table(f, "u");
	assert_int_equal(commit(f, f->query.genid).outcome, OUTCOME_RETRY);
	f->query.asked = false;
	assert_int_equal(r->table(r->ctx, 2, "u"), -ENOENT);
	assert_int_equal(commit(f, f->query.genid).outcome,
			 OUTCOME_COMMITTED);
	f->query.asked = false;
	assert_int_equal(r->table(r->ctx, 2, "u"), 0);
}

static void test_all_errors_and_nothing_applied(void **state)
{
	struct fixture *f = *state;
	struct resolver *r = &f->resolver;
	struct commit_result res;

	add_table(f, "t");
	add_chain(f, "somewhere");
	for (int i = 0; i < 200; i++)
		add_jump(f, "somewhere", i % 2 ? "somewhre" : "elsewhere");
	res = commit(f, 0);
	assert_int_equal(res.outcome, OUTCOME_REFUSED);
	assert_int_equal(res.errors, 200);
	assert_int_equal(f->diags.nerrors, 200);
	assert_int_equal(f->diags.first->at.off, 5);
	assert_string_equal(
		f->diags.first->text,
		"chain 'elsewhere' does not exist in table ip 't'");
	assert_string_equal(f->diags.first->next->notes->text,
			    "did you mean 'somewhere'?");
	assert_int_equal(r->table(r->ctx, 2, "t"), -ENOENT);
}

static void test_judged_only(void **state)
{
	const struct commit_options opt = { .commit = false };
	struct fixture *f = *state;
	struct resolver *r = &f->resolver;
	int err;

	add_table(f, "t");
	err = batch_seal(&f->batch, f->sock.seq + 1, 0, false);
	assert_int_equal(err, 0);
	assert_int_equal(commit_batch(&f->sock, &f->batch, &opt, NULL,
				      &f->diags).outcome, OUTCOME_CHECKED);
	assert_int_equal(r->table(r->ctx, 2, "t"), -ENOENT);
}

static void test_ack_of_every_message(void **state)
{
	struct fixture *f = *state;
	struct commit_result res;

	f->batch.ack_all = true;
	add_table(f, "t");
	for (int i = 0; i < 1000; i++)
		add_table(f, "t");
	res = commit(f, 0);
	assert_int_equal(res.outcome, OUTCOME_COMMITTED);
	assert_int_equal(res.acks, 1001); /* neither frame */
	assert_int_equal(res.iovecs < 1024, 1);
}

/* Another program's table. */
static void test_owned_table(void **state)
{
	struct fixture *f = *state;
	struct kernel_socket mine = f->sock, other;
	struct low_msg m = message(LOW_TABLE, NULL);

	assert_int_equal(kernel_socket_open(&other, &scatter), 0);
	m.udata_flags_set = true;
	m.table_flags = 2; /* owner */
	send_msg(f, &m);
	f->sock = other;
	assert_int_equal(commit(f, 0).outcome, OUTCOME_COMMITTED);
	other = f->sock;
	f->sock = mine;
	begin_batch(f);
	add_chain(f, "c");
	assert_int_equal(commit(f, 0).outcome, OUTCOME_REFUSED);
	assert_string_equal(
		f->diags.first->text,
		"table ip 't' belongs to another program (it has the flag 'owner')");
	kernel_socket_close(&other);
}

static void ask_for_genid(struct kernel_socket *s)
{
	const struct low_msg gen = { .kind = LOW_GEN };
	struct request q;
	struct iovec iov = { q.buf, 0 };

	request_init(&q, &gen, 0);
	q.w.nlh->nlmsg_seq = 4711;
	iov.iov_len = q.w.nlh->nlmsg_len;
	assert_int_equal(s->t->send(s, &iov, 1), iov.iov_len);
}

/* What another program sends is not taken for the kernel's; what was cut off
 * is not taken at all.  Both ways of reading. */
static void test_what_is_read(void **state)
{
	uint32_t word[64] = { 0 };
	struct fixture *f = *state;
	struct sockaddr_nl to = { .nl_family = AF_NETLINK };

	for (int many = 0; many < 2; many++) {
		struct transport_choice how = { .kind = TRANSPORT_SCATTER,
						.many = many };
		struct kernel_socket s;

		assert_int_equal(kernel_socket_open(&s, &how), 0);
		to.nl_pid = s.portid;
		assert_int_equal(sendto(f->sock.fd, word, 16, 0,
					(struct sockaddr *)&to, sizeof(to)),
				 16);
		assert_int_equal(s.t->recv(&s, word, sizeof(word), false),
				 -EAGAIN);
		ask_for_genid(&s);
		assert_int_equal(s.t->recv(&s, word, 8, true), -EMSGSIZE);
		kernel_socket_close(&s);
	}
}

static int enter_namespace(void)
{
	if (geteuid() == 0 && unshare(CLONE_NEWNET) == 0)
		return 0;
	return unshare(CLONE_NEWUSER | CLONE_NEWNET);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_questions),
		TEST(test_elements),
		TEST(test_lost_race),
		TEST(test_all_errors_and_nothing_applied),
		TEST(test_judged_only),
		TEST(test_ack_of_every_message),
		TEST(test_owned_table),
		TEST(test_what_is_read),
	};
	struct kernel_socket probe;
	uint32_t genid;

	if (enter_namespace() < 0) {
		puts("skipped: no network namespace of our own");
		return SKIPPED;
	}
	if (kernel_socket_open(&probe, &scatter) < 0 || kernel_genid(&probe, &genid)) {
		puts("skipped: this kernel has no nf_tables");
		return SKIPPED;
	}
	kernel_socket_close(&probe);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
