#include "config.h"

#include "kernel/commit/commit.h"

#include "base/mem.h"
#include "kernel/ask/replies.h"
#include "kernel/ask/request.h"
#include "kernel/commit/echoes.h"
#include "kernel/explain/explain.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/socket.h>
#include <time.h>

#include <libmnl/libmnl.h>

/* One commit_batch(). */
struct commit {
	struct kernel_socket *sock;
	const struct batch *b;
	const struct commit_options *opt;
	struct diags *diags;
	struct replies replies;
	bool genid_known; /* of before */
	bool ready;	  /* to be sent */
	struct commit_result res;
};

static const struct span nowhere = { SOURCE_NONE, 0, 0 };

static void end(struct commit *c, enum outcome outcome, int errnum)
{
	c->res.outcome = outcome;
	c->res.errnum = errnum;
}

static void tell(const struct commit *c)
{
	if (c->opt->known)
		c->opt->known(c->opt->known_ctx, &c->res);
}

/* EINTR, EAGAIN, ERESTART: the ruleset changed under the transaction. */
static bool is_race(int errnum)
{
	return errnum == EINTR || errnum == EAGAIN || errnum == ERESTART;
}

static void too_big(struct commit *c, uint64_t reached)
{
	diag_error(c->diags, DIAG_LIMIT, nowhere,
		   "the transaction needs a send buffer of %" PRIu64
		   " bytes, but the system allows %" PRIu64,
		   c->b->bytes, reached);
	diag_hint(c->diags,
		  "raise the sysctl net.core.wmem_max to %" PRIu64
		  " or more, or run with CAP_NET_ADMIN in the initial user namespace",
		  DIV_ROUND_UP(c->b->bytes + 4096, 2));
}

/* Grows the send buffer; false when the batch cannot be sent. */
static bool make_room(struct commit *c)
{
	uint64_t reached = 0;

	if (c->sock->t->grow(c->sock, SO_SNDBUF, c->b->bytes, &reached) == 0)
		return true;
	too_big(c, reached);
	end(c, OUTCOME_TOO_BIG, ENOBUFS);
	return false;
}

static bool read_genid(struct commit *c)
{
	int err = kernel_genid(c->sock, &c->res.genid_before);

	c->genid_known = !err;
	if (err != -EPERM)
		return true;
	end(c, OUTCOME_NO_PERMISSION, EPERM);
	return false;
}

/* A failing sendmsg() never reached nf_tables. */
static void send_failed(struct commit *c, int errnum)
{
	if (is_race(errnum))
		end(c, OUTCOME_RETRY, errnum);
	else if (errnum == EPERM || errnum == EACCES)
		end(c, OUTCOME_NO_PERMISSION, errnum);
	else if (errnum == EMSGSIZE || errnum == ENOBUFS || errnum == ENOMEM)
		end(c, OUTCOME_TOO_BIG, errnum);
	else
		end(c, OUTCOME_FAILED, errnum);
}

static void refused(struct commit *c)
{
	const struct replies *r = &c->replies;
	uint32_t races = 0;

	for (uint32_t i = 0; i < r->nerrors; i++)
		races += is_race(r->errors[i].errnum);
	if (races == r->nerrors)
		end(c, OUTCOME_RETRY, r->errors[0].errnum);
	else if (r->errors[0].seq == c->b->seq0 &&
		 r->errors[0].errnum == EPERM)
		end(c, OUTCOME_NO_PERMISSION, EPERM);
	else
		end(c, OUTCOME_REFUSED, 0);
}

/* No error came, but some answer is missing: the generation tells. */
static void in_doubt(struct commit *c)
{
	const struct replies *r = &c->replies;
	int err = kernel_genid(c->sock, &c->res.genid_after);

	if (err || !c->genid_known)
		end(c, OUTCOME_UNKNOWN, r->failure ? -r->failure : 0);
	else if (c->res.genid_after == c->res.genid_before)
		end(c, r->lost ? OUTCOME_REFUSED : OUTCOME_FAILED,
		    r->lost ? 0 : r->failure ? -r->failure : EPROTO);
	else if (r->acked)
		/* Errors come before the last ACK: none can have been lost. */
		end(c, OUTCOME_COMMITTED, 0);
	else
		end(c, OUTCOME_UNKNOWN, r->failure ? -r->failure : 0);
}

/* Of a batch without an end: its generation tells nothing. */
static void judged(struct commit *c)
{
	const struct replies *r = &c->replies;

	if (r->failure)
		end(c, OUTCOME_FAILED, -r->failure);
	else if (r->lost)
		end(c, OUTCOME_REFUSED, 0);
	else if (r->acked)
		end(c, OUTCOME_CHECKED, 0);
	else
		end(c, OUTCOME_FAILED, EPROTO);
}

/* Where a message failed its error comes, too, so that the last one's ACK
 * without any error means: applied. */
static void establish(struct commit *c)
{
	const struct replies *r = &c->replies;

	if (r->nerrors && r->echoed)
		/* The kernel never says both. */
		end(c, OUTCOME_UNKNOWN, EPROTO);
	else if (r->nerrors)
		refused(c);
	else if (!c->opt->commit)
		judged(c);
	else if (r->echoed || (r->acked && !r->lost && !r->failure))
		end(c, OUTCOME_COMMITTED, 0);
	else
		in_doubt(c);
}

static void pass_echoes(const struct commit *c)
{
	const struct replies *r = &c->replies;
	struct arena scratch;
	struct echoes find = { .b = c->b, .scratch = &scratch };
	const struct batch_msg *m;
	size_t at = 0;

	arena_init(&scratch);
	while (c->opt->echo && at < r->echoes_len) {
		const struct nlmsghdr *nlh = (const void *)(r->echoes + at);

		m = echoes_find(&find, nlh);
		if (m)
			c->opt->echo(c->opt->echo_ctx, m, nlh);
		at += MNL_ALIGN(nlh->nlmsg_len);
	}
	arena_release(&scratch);
	if (c->opt->echo_end)
		c->opt->echo_end(c->opt->echo_ctx);
}

static void report_lost(struct commit *c)
{
	bool applied = c->res.outcome == OUTCOME_COMMITTED;

	diag_kernel(c->diags, ENOBUFS, nowhere, "%s",
		    applied ? "answers of the kernel were lost: the receive buffer is too small for all of them" :
			      "further errors were lost: the receive buffer is too small for all of them");
	diag_hint(c->diags,
		  "the sysctl net.core.rmem_max limits it; %" PRIu64
		  " bytes would hold every answer",
		  replies_size(c->b));
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Everything up to sending; all memory is taken here. */
static void begin(struct commit *c, const struct commit_job *job)
{
	*c = (struct commit){
		.sock = job->sock,
		.b = job->b,
		.opt = job->opt,
		.diags = job->diags,
		.res.outcome = OUTCOME_UNKNOWN,
	};
	if (!batch_count(c->b)) {
		end(c, c->opt->commit ? OUTCOME_COMMITTED : OUTCOME_CHECKED, 0);
		return;
	}
	replies_init(&c->replies, c->b);
	/* Questions of ours that follow must not take the batch's numbers. */
	c->sock->seq = MAX(c->sock->seq, c->b->seq0 + batch_count(c->b));
	c->ready = read_genid(c) && make_room(c);
}

/* A part that was sent: the kernel may have taken it for a whole. */
static void sent_short(struct commit *c)
{
	c->ready = false;
	end(c, OUTCOME_UNKNOWN, EMSGSIZE);
}

static void note_sent(struct commit *c, const struct sending *s)
{
	c->res.iovecs = (uint32_t)s->n;
	c->res.bytes = c->b->bytes;
	if (s->sent < 0) {
		c->ready = false;
		send_failed(c, (int)-s->sent);
	} else if ((uint64_t)s->sent < c->b->bytes) {
		sent_short(c);
	}
}

static void send_list(struct sending *list, size_t n)
{
	const struct transport *t = n ? list[0].sock->t : NULL;

	if (n > 1 && t->send_all) {
		t->send_all(list, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		list[i].sent = list[i].sock->t->send(list[i].sock, list[i].iov,
						     list[i].n);
}

/* Sends what is ready. */
static void send_ready(struct commit *all, size_t n)
{
	struct sending *list = mem_calloc(n, sizeof(*list));
	size_t count = 0, next = 0;
	uint64_t took = now_ns();

	for (size_t i = 0; i < n; i++) {
		struct sending *s = &list[count];

		if (!all[i].ready)
			continue;
		s->sock = all[i].sock;
		s->iov = batch_iovecs(all[i].b, &s->n);
		count++;
		tell(&all[i]);
	}
	send_list(list, count);
	took = now_ns() - took;
	for (size_t i = 0; i < n; i++) {
		if (!all[i].ready)
			continue;
		all[i].res.send_ns = took;
		note_sent(&all[i], &list[next]);
		mem_free((void *)(uintptr_t)list[next++].iov);
	}
	mem_free(list);
}

/* Reads the answers to those from first on that share its socket; returns how
 * many of the list they are. */
static size_t read_answers(struct commit *first, struct replies **list,
			   size_t n)
{
	uint64_t took = now_ns();
	size_t same = 0, count = 0;

	for (; same < n && first[same].sock == first->sock; same++)
		if (first[same].ready)
			list[count++] = &first[same].replies;
	if (count)
		replies_read(list, count, first->sock);
	took = now_ns() - took;
	for (size_t i = 0; i < same; i++) {
		first[i].res.acks_ns = took;
		if (first[i].ready)
			establish(&first[i]);
		tell(&first[i]);
	}
	return same;
}

/* The report, for which the kernel may be asked again. */
static void finish(struct commit *c, struct commit_job *job)
{
	c->res.errors = c->replies.nerrors;
	c->res.acks = c->replies.acks;
	c->res.lost = c->replies.lost;
	if (c->res.outcome == OUTCOME_REFUSED && batch_has_places(c->b))
		explain_errors(&c->replies, c->sock, c->opt->rule_text,
			       job->sources, c->diags);
	if (c->res.lost && c->res.outcome != OUTCOME_RETRY)
		report_lost(c);
	if (c->res.outcome == OUTCOME_COMMITTED)
		pass_echoes(c);
	replies_release(&c->replies);
	job->res = c->res;
}

/*
 * Grows the receive buffers; returns how many of the jobs they have room for:
 * what is answered to those on one socket waits there until all are sent.  A
 * buffer that is too small for the answers to a single one shows as lost
 * answers, which are reported; mostly there are none to lose.
 */
static size_t count_fitting(const struct commit_job *jobs, size_t n)
{
	uint64_t answers = 0, reached;

	for (size_t i = 0; i < n; i++) {
		struct kernel_socket *sock = jobs[i].sock;
		bool shared = i && sock == jobs[i - 1].sock;

		answers = replies_size(jobs[i].b) + (shared ? answers : 0);
		if (sock->t->grow(sock, SO_RCVBUF, answers, &reached) < 0 &&
		    shared)
			return i;
	}
	return n;
}

static void commit_some(struct commit_job *jobs, size_t n)
{
	struct commit *all = mem_calloc(n, sizeof(*all));
	struct replies **list = mem_calloc(n, sizeof(struct replies *));

	for (size_t i = 0; i < n; i++)
		begin(&all[i], &jobs[i]);
	send_ready(all, n);
	for (size_t i = 0; i < n;)
		i += read_answers(&all[i], list, n - i);
	for (size_t i = 0; i < n; i++)
		finish(&all[i], &jobs[i]);
	mem_free(list);
	mem_free(all);
}

void commit_all(struct commit_job *jobs, size_t n)
{
	for (size_t done = 0; done < n;) {
		size_t count = count_fitting(jobs + done, n - done);

		commit_some(jobs + done, count);
		done += count;
	}
}

struct commit_result commit_batch(struct kernel_socket *sock,
				  const struct batch *b,
				  const struct commit_options *opt,
				  const struct source_set *sources,
				  struct diags *diags)
{
	struct commit_job job = { .sock = sock, .b = b, .opt = opt,
				  .sources = sources, .diags = diags };

	commit_all(&job, 1);
	return job.res;
}
