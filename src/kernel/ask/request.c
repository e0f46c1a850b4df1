#include "config.h"

#include "kernel/ask/request.h"

#include "base/mem.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

void request_init(struct request *q, const struct low_msg *m, uint16_t flags)
{
	q->w = (struct wire){ .nlh = (void *)q->buf, .cap = sizeof(q->buf) };
	/* The ACK ends the answer to a question that is no dump. */
	wire_begin(&q->w, NFNL_SUBSYS_NFTABLES << 8 | rows_get_type(m->kind),
		   NLM_F_REQUEST | (flags ? flags : NLM_F_ACK), m->family, 0);
	encode_attrs(&q->w, m, NULL);
}

int request_ignore(void *ctx, const struct answer *answer)
{
	(void)ctx;
	(void)answer;
	return 0;
}

bool answer_ends(const struct nlmsghdr *nlh, int *ret_err)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(nlh);

	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR) {
		*ret_err = -EINTR;
		return true;
	}
	if (nlh->nlmsg_type == NLMSG_DONE) {
		*ret_err = 0;
		return true;
	}
	if (nlh->nlmsg_type != NLMSG_ERROR)
		return false;
	*ret_err = mnl_nlmsg_get_payload_len(nlh) >= sizeof(*e) ? e->error :
								   -EBADMSG;
	return true;
}

bool request_message_ok(const struct nlmsghdr *nlh, int len)
{
	return mnl_nlmsg_ok(nlh, len) && nlh->nlmsg_len <= (uint32_t)len;
}

/* The answers to one question. */
struct reader {
	uint32_t seq;
	request_fn *fn;
	void *ctx;
	void *buf;
	struct arena scratch;
};

/* One datagram: true when the answer is complete. */
static bool take_datagram(struct reader *r, int len, int *ret_err)
{
	const struct arena_mark empty = arena_mark(&r->scratch);
	const struct nlmsghdr *nlh = r->buf;

	for (; request_message_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		struct answer answer = { .nlh = nlh, .scratch = &r->scratch };

		if (nlh->nlmsg_seq != r->seq)
			continue;
		if (answer_ends(nlh, ret_err))
			return true;
		if (!decode_msg(&answer.m, nlh, &r->scratch))
			continue;
		*ret_err = r->fn(r->ctx, &answer);
		arena_rewind(&r->scratch, empty);
		if (*ret_err)
			return true;
	}
	return false;
}

static int read_answers(struct reader *r, struct kernel_socket *s)
{
	ssize_t got;
	int err;

	for (;;) {
		got = s->t->recv(s, r->buf, ANSWER_MAX, true);
		if (got == -EINTR)
			continue;
		if (got < 0)
			return (int)got;
		if (take_datagram(r, (int)got, &err))
			return err;
	}
}

void request_drain(struct kernel_socket *s, void *buf, size_t len)
{
	while (s->t->recv(s, buf, len, false) >= 0)
		;
}

int request_send(struct request *q, struct kernel_socket *s)
{
	struct iovec iov = { q->buf, q->w.nlh->nlmsg_len };
	ssize_t sent;

	if (q->w.overflow)
		return -EMSGSIZE;
	q->w.nlh->nlmsg_seq = ++s->seq;
	sent = s->t->send(s, &iov, 1);
	return sent < 0 ? (int)sent : 0;
}

int request_run(struct request *q, struct kernel_socket *s, request_fn *fn,
		void *ctx)
{
	struct reader r = { .fn = fn, .ctx = ctx };
	int err = s ? request_send(q, s) : -EOPNOTSUPP;

	if (err)
		return err;
	r.seq = s->seq;
	arena_init(&r.scratch);
	r.buf = mem_alloc(ANSWER_MAX);
	err = read_answers(&r, s);
	if (err)
		request_drain(s, r.buf, ANSWER_MAX);
	mem_free(r.buf);
	arena_release(&r.scratch);
	return err;
}

static int take_genid(void *ctx, const struct answer *answer)
{
	uint32_t *ret = ctx;

	if (answer->m.kind == LOW_GEN && answer->m.gen)
		*ret = answer->m.gen->id;
	return 0;
}

int kernel_genid(struct kernel_socket *s, uint32_t *ret_genid)
{
	const struct low_msg gen = { .kind = LOW_GEN };
	struct request q;
	uint32_t genid = 0;
	int err;

	request_init(&q, &gen, 0);
	err = request_run(&q, s, take_genid, &genid);
	if (!err)
		*ret_genid = genid;
	return err;
}
