#include "config.h"

#include "support.h"

#include "kernel/ask/request.h"
#include "kernel/commit/commit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

/*
 * A kernel of our own: it answers questions for the generation by itself, and
 * a batch with what the test has put into its queue.
 */
#define QUEUE_MAX 256
#define FAILURES_BORNE 99 /* one after another */
#define SEQ0 1000

struct reply {
	int err; /* of recv, 0: bytes */
	size_t len;
	uint8_t bytes[512];
};

struct fake {
	struct reply queue[QUEUE_MAX], waiting[QUEUE_MAX];
	size_t nqueue, nwaiting, next;
	int send_error, grow_error, genid_error;
	uint32_t genid, genid_after;
	unsigned int batches;
	bool short_lived; /* the socket is closed behind our back */
	bool disturbed;	  /* before an answer comes what is none */
	uint16_t flags;	  /* of answers */
	bool cuts_off;	  /* the kernel takes less than it was given */
	int always;	  /* what every read fails with after a batch */
	unsigned int reads;
};

struct fixture {
	struct fake fake;
	struct kernel_socket sock;
	struct diags diags;
	struct batch batch;
	struct commit_options opt;
	unsigned int echoes;
};

static struct nlmsghdr *new_reply(struct fake *f, uint16_t type, uint32_t seq)
{
	struct reply *r = &f->waiting[f->nwaiting++];
	struct nlmsghdr *nlh;

	assert_true(f->nwaiting <= QUEUE_MAX);
	memset(r, 0, sizeof(*r));
	nlh = mnl_nlmsg_put_header(r->bytes);
	nlh->nlmsg_type = type;
	nlh->nlmsg_seq = seq;
	return nlh;
}

static void end_reply(struct fake *f, const struct nlmsghdr *nlh)
{
	f->waiting[f->nwaiting - 1].len = nlh->nlmsg_len;
}

/* An ACK (err 0) or an error, with an offset and a text. */
static void add_verdict(struct fake *f, uint32_t index, int err, uint32_t off,
			const char *text)
{
	struct nlmsghdr *nlh = new_reply(f, NLMSG_ERROR, SEQ0 + index);
	struct nlmsgerr *e = mnl_nlmsg_put_extra_header(nlh, sizeof(*e));

	e->error = -err;
	nlh->nlmsg_flags = NLM_F_CAPPED;
	if (off || text)
		nlh->nlmsg_flags |= NLM_F_ACK_TLVS;
	if (text)
		mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, text);
	if (off)
		mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, off);
	end_reply(f, nlh);
}

static void add_failure(struct fake *f, int err)
{
	f->waiting[f->nwaiting++] = (struct reply){ .err = err };
}

static void add_echo(struct fake *f, uint32_t index, uint16_t len)
{
	struct nlmsghdr *nlh = new_reply(f, 10 << 8 | NFT_MSG_NEWTABLE,
					 SEQ0 + index);

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct nfgenmsg));
	mnl_nlmsg_put_extra_header(nlh, len);
	end_reply(f, nlh);
}

static void answer_genid(struct fake *f, uint32_t seq, uint32_t genid)
{
	struct reply *r = &f->queue[f->nqueue++];
	struct nlmsghdr *nlh;
	struct nlmsgerr *e;

	memset(r, 0, sizeof(*r));
	nlh = mnl_nlmsg_put_header(r->bytes);
	nlh->nlmsg_seq = seq;
	nlh->nlmsg_flags = f->flags;
	if (f->genid_error) {
		nlh->nlmsg_type = NLMSG_ERROR;
		e = mnl_nlmsg_put_extra_header(nlh, sizeof(*e));
		e->error = -f->genid_error;
		r->len = nlh->nlmsg_len;
		return;
	}
	nlh->nlmsg_type = 10 << 8 | NFT_MSG_NEWGEN;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct nfgenmsg));
	mnl_attr_put_u32(nlh, NFTA_GEN_ID, htonl(genid));
	r->len = nlh->nlmsg_len;
	nlh = mnl_nlmsg_put_header(r->bytes + r->len);
	nlh->nlmsg_seq = seq;
	nlh->nlmsg_type = NLMSG_ERROR;
	mnl_nlmsg_put_extra_header(nlh, sizeof(*e));
	r->len += nlh->nlmsg_len;
}

static ssize_t fake_send(struct kernel_socket *s, const struct iovec *iov,
			 size_t n)
{
	const struct nlmsghdr *nlh = iov[0].iov_base;
	struct fake *f = s->ctx;
	ssize_t len = 0;

	for (size_t i = 0; i < n; i++)
		len += (ssize_t)iov[i].iov_len;
	if ((nlh->nlmsg_type & 0xff) == NFT_MSG_GETGEN &&
	    nlh->nlmsg_type >> 8 == 10) {
		if (f->short_lived && f->batches)
			return -EBADF;
		if (f->disturbed) {
			f->queue[f->nqueue++] = (struct reply){ .err = EINTR };
			answer_genid(f, nlh->nlmsg_seq + 1, 99);
		}
		answer_genid(f, nlh->nlmsg_seq, f->genid);
		return len;
	}
	f->batches++;
	if (f->send_error)
		return -f->send_error;
	memcpy(f->queue, f->waiting, sizeof(f->queue));
	f->nqueue = f->nwaiting;
	f->next = 0;
	f->genid = f->genid_after;
	return f->cuts_off ? len - 1 : len;
}

static ssize_t fake_recv(struct kernel_socket *s, void *buf, size_t len,
			 bool wait)
{
	struct fake *f = s->ctx;
	const struct reply *r;

	(void)wait;
	assert_true(++f->reads < 1000);
	if (f->always && f->batches)
		return -f->always;
	if (f->short_lived && f->batches)
		return -EBADF;
	if (f->next == f->nqueue)
		return -EAGAIN;
	r = &f->queue[f->next++];
	if (r->err)
		return -r->err;
	assert_true(r->len <= len);
	memcpy(buf, r->bytes, r->len);
	return (ssize_t)r->len;
}

static int fake_grow(struct kernel_socket *s, int option, uint64_t bytes,
		     uint64_t *ret_reached)
{
	const struct fake *f = s->ctx;

	(void)bytes;
	if (option == SO_SNDBUF && f->grow_error) {
		*ret_reached = 10;
		return -ENOBUFS;
	}
	return 0;
}

static const struct transport fake_transport = {
	.send = fake_send,
	.recv = fake_recv,
	.grow = fake_grow,
};

#define TABLES 4 /* messages 1 to 4; the end is 5 */
#define LAST TABLES
#define END (TABLES + 1)

static void fill_batch(struct batch *b)
{
	struct low_sink sink = batch_sink(b);

	for (uint32_t i = 0; i < TABLES; i++) {
		const struct low_msg m = {
			.verb = LOW_NEW,
			.kind = LOW_TABLE,
			.family = 2,
			.at = { 0, 100 * i + 1, 50 },
			.table = { .name = "t", .at = { 0, 100 * i + 10, 1 } },
		};

		assert_int_equal(sink.msg(sink.ctx, &m), 0);
	}
}

static void count_echo(void *ctx, const struct batch_msg *m, const void *nlh)
{
	unsigned int *count = ctx;

	assert_non_null(m);
	assert_non_null(nlh);
	(*count)++;
}

static int set_up(void **state)
{
	static struct fixture x;

	memset(&x, 0, sizeof(x));
	x.fake.genid = x.fake.genid_after = 7;
	x.sock.t = &fake_transport;
	x.sock.ctx = &x.fake;
	x.sock.fd = -1;
	x.opt.commit = true;
	diags_init(&x.diags);
	batch_init(&x.batch, &x.diags);
	fill_batch(&x.batch);
	*state = &x;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *x = *state;

	batch_release(&x->batch);
	diags_release(&x->diags);
	return 0;
}

static struct commit_result commit(struct fixture *x)
{
	int err = batch_seal(&x->batch, SEQ0, 0, x->opt.commit);

	assert_int_equal(err, 0);
	return commit_batch(&x->sock, &x->batch, &x->opt, NULL, &x->diags);
}

/* As every kernel answers: none of them is asked for the end's ACK, which some
 * would not give. */
static void test_committed(void **state)
{
	struct fixture *x = *state;
	struct commit_result res;

	add_verdict(&x->fake, LAST, 0, 0, NULL);
	x->fake.genid_after = 8;
	res = commit(x);
	assert_int_equal(res.outcome, OUTCOME_COMMITTED);
	assert_int_equal(res.acks, 1);
	assert_int_equal(res.genid_before, 7);
	assert_int_equal(res.genid_after, 0); /* no need to ask */
	assert_true(res.bytes > 0);
	assert_int_equal(x->diags.nerrors, 0);
	/* Later questions of this socket do not take the batch's numbers. */
	assert_true(x->sock.seq >= SEQ0 + END);
}

static bool asks_ack(const struct batch *b, uint32_t index)
{
	const struct batch_msg *m = batch_msg_by_seq(b, SEQ0 + index);
	const struct nlmsghdr *nlh = (const void *)m->bytes;

	return nlh->nlmsg_flags & NLM_F_ACK;
}

/* Kernels before 6.10 never answer the end: the last of the messages that all
 * of them answer is asked, also where there is no end. */
static void test_asked_of_the_last(void **state)
{
	struct fixture *x = *state;

	for (int times = 0; times < 2; times++) {
		for (int commits = 0; commits < 2; commits++) {
			x->opt.commit = commits;
			commit(x);
			assert_int_equal(batch_ack_seq(&x->batch),
					 SEQ0 + LAST);
			for (uint32_t i = 0; i < batch_count(&x->batch); i++)
				assert_int_equal(asks_ack(&x->batch, i),
						 i == LAST);
		}
	}
}

/* The end's ACK, should a kernel give it unasked, says nothing more. */
static void test_end_acked(void **state)
{
	struct fixture *x = *state;

	add_verdict(&x->fake, LAST, 0, 0, NULL);
	add_verdict(&x->fake, END, 0, 0, NULL);
	assert_int_equal(commit(x).outcome, OUTCOME_COMMITTED);
}

/* Each message went through, and then the whole could not be applied: kernels
 * tell so at the batch's begin, and the ACK comes all the same. */
static void test_commit_fails(void **state)
{
	static const int errnums[] = { ENOMEM, EINVAL };
	struct fixture *x = *state;

	for (size_t i = 0; i < ARRAY_SIZE(errnums); i++) {
		struct commit_result res;

		x->fake.nwaiting = 0;
		add_verdict(&x->fake, 0, errnums[i], 0, NULL);
		add_verdict(&x->fake, LAST, 0, 0, NULL);
		res = commit(x);
		assert_int_equal(res.outcome, OUTCOME_REFUSED);
		assert_int_equal(res.errors, 1);
	}
	x->fake.nwaiting = 0;
	add_verdict(&x->fake, 0, EAGAIN, 0, NULL);
	add_verdict(&x->fake, LAST, 0, 0, NULL);
	assert_int_equal(commit(x).outcome, OUTCOME_RETRY);
}

static void test_checked(void **state)
{
	struct fixture *x = *state;

	x->opt.commit = false;
	add_verdict(&x->fake, LAST, 0, 0, NULL);
	assert_int_equal(commit(x).outcome, OUTCOME_CHECKED);
	/* What is lost may be an error. */
	add_failure(&x->fake, ENOBUFS);
	assert_int_equal(commit(x).outcome, OUTCOME_REFUSED);
	x->fake.nwaiting = 0;
	add_failure(&x->fake, EIO);
	assert_int_equal(commit(x).outcome, OUTCOME_FAILED);
	/* No word at all is no consent. */
	x->fake.nwaiting = 0;
	assert_int_equal(commit(x).outcome, OUTCOME_FAILED);
}

static void test_errors_at_their_places(void **state)
{
	struct fixture *x = *state;
	struct commit_result res;
	const struct diag *d;

	add_verdict(&x->fake, 2, EEXIST, 20, "some words");
	add_verdict(&x->fake, 4, EINVAL, 0, NULL);
	res = commit(x);
	assert_int_equal(res.outcome, OUTCOME_REFUSED);
	assert_int_equal(res.errors, 2);
	assert_int_equal(x->diags.nerrors, 2);
	d = x->diags.first;
	assert_int_equal(d->errnum, EEXIST);
	assert_int_equal(d->at.off, 110);
	assert_int_equal(d->at.len, 1);
	assert_string_equal(d->text, "table ip 't' exists already");
	assert_non_null(strstr(d->notes->next->text, "some words"));
	d = d->next;
	assert_int_equal(d->at.off, 301);
	assert_int_equal(d->at.len, 50);
}

/* Reordered, doubled, foreign, cut off: only what is ours counts, once. */
static void test_disorder(void **state)
{
	struct fixture *x = *state;
	struct commit_result res;

	add_verdict(&x->fake, 3, EINVAL, 0, NULL);
	add_verdict(&x->fake, 1, EINVAL, 0, NULL);
	add_verdict(&x->fake, 3, EINVAL, 0, NULL);
	add_verdict(&x->fake, 900, EINVAL, 0, NULL);
	add_verdict(&x->fake, (uint32_t)-5, EPERM, 0, NULL);
	add_verdict(&x->fake, 2, EINVAL, 0, NULL);
	x->fake.waiting[x->fake.nwaiting - 1].len = 20;
	res = commit(x);
	assert_int_equal(res.outcome, OUTCOME_REFUSED);
	assert_int_equal(res.errors, 2);
	assert_int_equal(x->diags.first->at.off, 1);
	assert_int_equal(x->diags.first->next->at.off, 201);
}

static void test_foreign_ack(void **state)
{
	struct fixture *x = *state;

	add_verdict(&x->fake, END + 1, 0, 0, NULL);
	add_verdict(&x->fake, 3, 0, 0, NULL);
	/* Neither is the last one's, and the generation stands. */
	assert_int_equal(commit(x).outcome, OUTCOME_FAILED);
}

static void test_doubled_ack(void **state)
{
	struct fixture *x = *state;

	add_verdict(&x->fake, LAST, 0, 0, NULL);
	add_verdict(&x->fake, LAST, 0, 0, NULL);
	assert_int_equal(commit(x).outcome, OUTCOME_COMMITTED);
}

/* An ACK that was cut off says nothing; the generation does. */
static void test_truncated_ack(void **state)
{
	struct fixture *x = *state;

	add_verdict(&x->fake, LAST, 0, 0, NULL);
	x->fake.waiting[0].len = 24;
	assert_int_equal(commit(x).outcome, OUTCOME_FAILED);
	x->fake.genid_after = 8;
	assert_int_equal(commit(x).outcome, OUTCOME_UNKNOWN);
}

/* Nothing behind its header; a read of more would find the ACK before it. */
static void test_empty_verdict(void **state)
{
	struct fixture *x = *state;

	add_verdict(&x->fake, 3, 0, 0, NULL);
	end_reply(&x->fake, new_reply(&x->fake, NLMSG_ERROR, SEQ0 + LAST));
	assert_int_equal(commit(x).outcome, OUTCOME_FAILED);
}

/* The last verdict added, to be spoilt. */
static struct nlmsghdr *last_reply(struct fake *f)
{
	return (void *)f->waiting[f->nwaiting - 1].bytes;
}

/* Attributes that are not what they must be tell nothing: the place is that of
 * the whole command. */
static void test_strange_details(void **state)
{
	struct fixture *x = *state;
	struct nlmsghdr *nlh;
	struct nlmsgerr *e;

	add_verdict(&x->fake, 1, EINVAL, 1 << 20, NULL);
	add_verdict(&x->fake, 2, EINVAL, 0, NULL);
	nlh = last_reply(&x->fake);
	nlh->nlmsg_flags |= NLM_F_ACK_TLVS;
	mnl_attr_put_u16(nlh, NLMSGERR_ATTR_OFFS, 20);
	mnl_attr_put(nlh, NLMSGERR_ATTR_MSG, 4, "word");
	end_reply(&x->fake, nlh);
	add_verdict(&x->fake, 3, EINVAL, 20, NULL);
	nlh = last_reply(&x->fake);
	nlh->nlmsg_flags &= (uint16_t)~NLM_F_CAPPED;
	e = mnl_nlmsg_get_payload(nlh);
	e->msg.nlmsg_len = UINT32_MAX - 255;
	assert_int_equal(commit(x).outcome, OUTCOME_REFUSED);
	assert_int_equal(x->diags.nerrors, 3);
	for (const struct diag *d = x->diags.first; d; d = d->next) {
		assert_int_equal(d->at.len, 50);
		for (const struct diag_note *n = d->notes; n; n = n->next)
			assert_null(strstr(n->text, "word"));
	}
}

/* More than there are messages, and more than there is room for. */
static void test_flood_of_errors(void **state)
{
	struct fixture *x = *state;
	struct commit_result res;

	for (int i = 0; i < 100; i++)
		add_verdict(&x->fake, 3, EINVAL, 0, NULL);
	res = commit(x);
	assert_int_equal(res.outcome, OUTCOME_REFUSED);
	assert_int_equal(res.errors, 1);
	assert_true(res.lost);
}

/* The kernel ran out of memory half way: everything was taken back. */
static void test_kernel_out_of_memory(void **state)
{
	struct fixture *x = *state;

	add_verdict(&x->fake, 3, ENOMEM, 0, NULL);
	assert_int_equal(commit(x).outcome, OUTCOME_REFUSED);
	assert_int_equal(x->diags.nerrors, 1);
	assert_int_equal(x->diags.first->errnum, ENOMEM);
}

/* The last message is worked on, and answered, although another failed. */
static void test_ack_and_error(void **state)
{
	struct fixture *x = *state;

	add_verdict(&x->fake, 2, EINVAL, 0, NULL);
	add_verdict(&x->fake, LAST, 0, 0, NULL);
	assert_int_equal(commit(x).outcome, OUTCOME_REFUSED);
	assert_int_equal(x->diags.nerrors, 1);
}

static void test_races(void **state)
{
	static const int errnums[] = { EINTR, EAGAIN, ERESTART };
	struct fixture *x = *state;

	for (size_t i = 0; i < ARRAY_SIZE(errnums); i++) {
		struct commit_result res;

		x->fake.nwaiting = 0;
		add_verdict(&x->fake, 0, errnums[i], 0, NULL);
		res = commit(x);
		assert_int_equal(res.outcome, OUTCOME_RETRY);
		assert_int_equal(res.errnum, errnums[i]);
	}
	/* Nothing is said of an attempt that will be made again. */
	assert_int_equal(x->diags.nerrors, 0);
	add_verdict(&x->fake, 2, EINVAL, 0, NULL);
	assert_int_equal(commit(x).outcome, OUTCOME_REFUSED);
}

static void test_send_fails(void **state)
{
	static const struct {
		int errnum;
		enum outcome outcome;
	} cases[] = {
		{ EINTR, OUTCOME_RETRY },     { EAGAIN, OUTCOME_RETRY },
		{ ERESTART, OUTCOME_RETRY },
		{ EMSGSIZE, OUTCOME_TOO_BIG }, { ENOBUFS, OUTCOME_TOO_BIG },
		{ ENOMEM, OUTCOME_TOO_BIG },  { EPERM, OUTCOME_NO_PERMISSION },
		{ EBADF, OUTCOME_FAILED },    { ECONNREFUSED, OUTCOME_FAILED },
	};
	struct fixture *x = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		x->fake.send_error = cases[i].errnum;
		assert_int_equal(commit(x).outcome, cases[i].outcome);
	}
}

/* It may have been taken for a whole one. */
static void test_sent_in_part(void **state)
{
	struct fixture *x = *state;

	x->fake.cuts_off = true;
	add_verdict(&x->fake, LAST, 0, 0, NULL);
	assert_int_equal(commit(x).outcome, OUTCOME_UNKNOWN);
}

static void test_no_room_to_send(void **state)
{
	struct fixture *x = *state;
	char hint[64];

	x->fake.grow_error = ENOBUFS;
	assert_int_equal(commit(x).outcome, OUTCOME_TOO_BIG);
	assert_int_equal(x->fake.batches, 0);
	assert_int_equal(x->diags.nerrors, 1);
	/* The kernel doubles what the sysctl says. */
	snprintf(hint, sizeof(hint), "net.core.wmem_max to %" PRIu64 " or",
		 (x->batch.bytes + 4096 + 1) / 2);
	assert_non_null(strstr(x->diags.first->notes->text, hint));
}

static void test_no_permission(void **state)
{
	struct fixture *x = *state;

	x->fake.genid_error = EPERM;
	assert_int_equal(commit(x).outcome, OUTCOME_NO_PERMISSION);
	assert_int_equal(x->fake.batches, 0);
	x->fake.genid_error = 0;
	add_verdict(&x->fake, 0, EPERM, 0, NULL);
	assert_int_equal(commit(x).outcome, OUTCOME_NO_PERMISSION);
}

static void test_owned_table(void **state)
{
	struct fixture *x = *state;

	add_verdict(&x->fake, 2, EPERM, 20, NULL);
	assert_int_equal(commit(x).outcome, OUTCOME_REFUSED);
	assert_non_null(strstr(x->diags.first->text, "owner"));
}

static bool was_said(const struct fixture *x, const char *text)
{
	const struct diag *d = x->diags.first;

	while (d && !strstr(d->text, text))
		d = d->next;
	return d;
}

static void test_lost_errors(void **state)
{
	struct fixture *x = *state;
	struct commit_result res;

	add_verdict(&x->fake, 1, EINVAL, 0, NULL);
	add_failure(&x->fake, ENOBUFS);
	add_verdict(&x->fake, 2, EINVAL, 0, NULL);
	res = commit(x);
	assert_int_equal(res.outcome, OUTCOME_REFUSED);
	assert_true(res.lost);
	assert_int_equal(res.errors, 2);
	assert_int_equal(x->diags.nerrors, 3);
	assert_true(was_said(x, "further errors were lost"));
	assert_false(was_said(x, "answers of the kernel were lost"));
}

/* The generation tells what no answer told. */
static void test_everything_lost(void **state)
{
	struct fixture *x = *state;

	add_failure(&x->fake, ENOBUFS);
	assert_int_equal(commit(x).outcome, OUTCOME_REFUSED);
	x->fake.genid_after = 8;
	assert_int_equal(commit(x).outcome, OUTCOME_UNKNOWN);
}

/* An error that had no room would have been the ACK's loss, too. */
static void test_acked_and_lost(void **state)
{
	struct fixture *x = *state;
	struct commit_result res;

	add_failure(&x->fake, ENOBUFS);
	add_verdict(&x->fake, LAST, 0, 0, NULL);
	assert_int_equal(commit(x).outcome, OUTCOME_REFUSED);
	x->fake.genid_after = 8;
	res = commit(x);
	assert_int_equal(res.outcome, OUTCOME_COMMITTED);
	assert_true(res.lost);
	assert_true(was_said(x, "answers of the kernel were lost"));
	x->fake.genid_error = EINVAL;
	assert_int_equal(commit(x).outcome, OUTCOME_UNKNOWN);
}

static void test_silence(void **state)
{
	struct fixture *x = *state;

	assert_int_equal(commit(x).outcome, OUTCOME_FAILED);
	x->fake.genid_after = 8;
	assert_int_equal(commit(x).outcome, OUTCOME_UNKNOWN);
	x->fake.genid_error = EINVAL;
	assert_int_equal(commit(x).outcome, OUTCOME_UNKNOWN);
}

static void test_closed_socket(void **state)
{
	struct fixture *x = *state;

	x->fake.short_lived = true;
	assert_int_equal(commit(x).outcome, OUTCOME_UNKNOWN);
}

static void test_interrupted_reads(void **state)
{
	struct fixture *x = *state;

	add_failure(&x->fake, EINTR);
	add_failure(&x->fake, EINTR);
	add_verdict(&x->fake, LAST, 0, 0, NULL);
	assert_int_equal(commit(x).outcome, OUTCOME_COMMITTED);
}

/* What comes through begins the count of failures anew. */
static void test_failures_between(void **state)
{
	struct fixture *x = *state;

	for (int round = 0; round < 2; round++) {
		add_verdict(&x->fake, 1, EINVAL, 0, NULL);
		for (int i = 0; i < FAILURES_BORNE; i++)
			add_failure(&x->fake, EINTR);
	}
	add_verdict(&x->fake, 2, EINVAL, 0, NULL);
	assert_int_equal(commit(x).errors, 2);
}

/* A reply longer than the buffer is a lost one. */
static void test_long_reply(void **state)
{
	struct fixture *x = *state;
	struct commit_result res;

	add_failure(&x->fake, EMSGSIZE);
	add_verdict(&x->fake, LAST, 0, 0, NULL);
	x->fake.genid_after = 8;
	res = commit(x);
	assert_int_equal(res.outcome, OUTCOME_COMMITTED);
	assert_true(res.lost);
}

static void test_endless_failures(void **state)
{
	struct fixture *x = *state;

	x->fake.always = ENOBUFS;
	assert_int_equal(commit(x).outcome, OUTCOME_UNKNOWN);
}

static void test_disturbed_question(void **state)
{
	struct fixture *x = *state;
	struct commit_result res;
	uint32_t genid;

	x->fake.disturbed = true;
	add_verdict(&x->fake, LAST, 0, 0, NULL);
	res = commit(x);
	assert_int_equal(res.outcome, OUTCOME_COMMITTED);
	assert_int_equal(res.genid_before, 7);
	/* A list that changed while it was read is none. */
	x->fake.flags = NLM_F_DUMP_INTR;
	assert_int_equal(kernel_genid(&x->sock, &genid), -EINTR);
}

static void test_echo(void **state)
{
	struct fixture *x = *state;
	struct commit_result res;

	x->batch.echo = true;
	x->opt.echo = count_echo;
	x->opt.echo_ctx = &x->echoes;
	add_echo(&x->fake, 1, 0);
	add_echo(&x->fake, 2, 0);
	add_failure(&x->fake, ENOBUFS);
	x->fake.genid_after = 8;
	res = commit(x);
	/* The kernel tells only of what it has committed. */
	assert_int_equal(res.outcome, OUTCOME_COMMITTED);
	assert_true(res.lost);
	assert_int_equal(x->echoes, 2);
}

static void test_flood_of_echoes(void **state)
{
	struct fixture *x = *state;
	struct commit_result res;

	x->batch.echo = true;
	x->opt.echo = count_echo;
	x->opt.echo_ctx = &x->echoes;
	for (int i = 0; i < 50; i++)
		add_echo(&x->fake, 1, 400);
	res = commit(x);
	assert_int_equal(res.outcome, OUTCOME_COMMITTED);
	assert_true(res.lost);
	assert_true(x->echoes > 0 && x->echoes < 50);
}

static void test_no_echo_of_a_failure(void **state)
{
	struct fixture *x = *state;

	x->batch.echo = true;
	x->opt.echo = count_echo;
	x->opt.echo_ctx = &x->echoes;
	add_verdict(&x->fake, 2, EINVAL, 0, NULL);
	assert_int_equal(commit(x).outcome, OUTCOME_REFUSED);
	add_echo(&x->fake, 1, 0);
	assert_int_equal(commit(x).outcome, OUTCOME_UNKNOWN);
	assert_int_equal(x->echoes, 0);
}

static void test_empty_batch(void **state)
{
	struct fixture *x = *state;

	batch_release(&x->batch);
	batch_init(&x->batch, &x->diags);
	assert_int_equal(commit(x).outcome, OUTCOME_COMMITTED);
	assert_int_equal(x->fake.batches, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_committed),
		TEST(test_asked_of_the_last),
		TEST(test_end_acked),
		TEST(test_commit_fails),
		TEST(test_checked),
		TEST(test_errors_at_their_places),
		TEST(test_disorder),
		TEST(test_foreign_ack),
		TEST(test_doubled_ack),
		TEST(test_truncated_ack),
		TEST(test_empty_verdict),
		TEST(test_strange_details),
		TEST(test_flood_of_errors),
		TEST(test_kernel_out_of_memory),
		TEST(test_ack_and_error),
		TEST(test_races),
		TEST(test_send_fails),
		TEST(test_sent_in_part),
		TEST(test_no_room_to_send),
		TEST(test_no_permission),
		TEST(test_owned_table),
		TEST(test_lost_errors),
		TEST(test_everything_lost),
		TEST(test_acked_and_lost),
		TEST(test_silence),
		TEST(test_closed_socket),
		TEST(test_interrupted_reads),
		TEST(test_failures_between),
		TEST(test_long_reply),
		TEST(test_endless_failures),
		TEST(test_disturbed_question),
		TEST(test_echo),
		TEST(test_flood_of_echoes),
		TEST(test_no_echo_of_a_failure),
		TEST(test_empty_batch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
