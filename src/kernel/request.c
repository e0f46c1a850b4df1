#include "config.h"

#include "kernel/request.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

void request_init(struct request *q, uint8_t type, uint8_t family,
		  uint16_t flags)
{
	struct nfgenmsg *nfg;

	q->overflow = false;
	q->nlh = mnl_nlmsg_put_header(q->buf);
	q->nlh->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | type;
	/* The ACK ends the answer to a question that is no dump. */
	q->nlh->nlmsg_flags = NLM_F_REQUEST | (flags ? flags : NLM_F_ACK);
	nfg = mnl_nlmsg_put_extra_header(q->nlh, sizeof(*nfg));
	nfg->nfgen_family = family;
	nfg->version = NFNETLINK_V0;
}

void request_str(struct request *q, uint16_t attr, const char *s)
{
	size_t len = strlen(s) + 1, pad = MNL_ALIGN(len) - len;

	if (!mnl_attr_put_strz_check(q->nlh, sizeof(q->buf), attr, s))
		q->overflow = true;
	else /* libmnl leaves there what the stack held */
		memset((char *)mnl_nlmsg_get_payload_tail(q->nlh) - pad, 0,
		       pad);
}

/* True when nlh ends the answer; its verdict is in *ret_err. */
static bool is_end(const struct nlmsghdr *nlh, int *ret_err)
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

bool message_ok(const struct nlmsghdr *nlh, int len)
{
	return mnl_nlmsg_ok(nlh, len) && nlh->nlmsg_len <= (uint32_t)len;
}

/* One datagram: true when the answer is complete. */
static bool take_datagram(const struct request *q, void *buf, int len,
			  request_fn *fn, void *ctx, int *ret_err)
{
	const struct nlmsghdr *nlh = buf;

	for (; message_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_seq != q->nlh->nlmsg_seq)
			continue;
		if (is_end(nlh, ret_err))
			return true;
		if (mnl_nlmsg_get_payload_len(nlh) < sizeof(struct nfgenmsg))
			continue;
		*ret_err = fn(ctx, nlh);
		if (*ret_err)
			return true;
	}
	return false;
}

static int read_answers(const struct request *q, struct kernel_socket *s,
			void *buf, request_fn *fn, void *ctx)
{
	ssize_t got;
	int err;

	for (;;) {
		got = s->t->recv(s, buf, ANSWER_MAX, true);
		if (got == -EINTR)
			continue;
		if (got < 0)
			return (int)got;
		if (take_datagram(q, buf, (int)got, fn, ctx, &err))
			return err;
	}
}

/* What an interrupted question left behind must not meet the next one. */
static void drain(struct kernel_socket *s, void *buf)
{
	while (s->t->recv(s, buf, ANSWER_MAX, false) >= 0)
		;
}

int request_run(struct request *q, struct kernel_socket *s, request_fn *fn,
		void *ctx)
{
	struct iovec iov = { q->buf, q->nlh->nlmsg_len };
	void *buf;
	ssize_t sent;
	int err;

	if (q->overflow)
		return -EMSGSIZE;
	q->nlh->nlmsg_seq = ++s->seq;
	sent = s->t->send(s, &iov, 1);
	if (sent < 0)
		return (int)sent;
	buf = mem_alloc(ANSWER_MAX);
	err = read_answers(q, s, buf, fn, ctx);
	if (err)
		drain(s, buf);
	mem_free(buf);
	return err;
}

const struct nlattr *answer_attr(const struct nlmsghdr *nlh,
				 unsigned int number)
{
	const struct nlattr *a;

	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg)) {
		if (mnl_attr_get_type(a) == number)
			return a;
	}
	return NULL;
}

const struct nlattr *nest_attr(const struct nlattr *nest, unsigned int number)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, nest) {
		if (mnl_attr_get_type(a) == number)
			return a;
	}
	return NULL;
}

const char *answer_str(const struct nlmsghdr *nlh, unsigned int number)
{
	const struct nlattr *a = answer_attr(nlh, number);

	if (!a || mnl_attr_validate(a, MNL_TYPE_NUL_STRING) < 0)
		return NULL;
	return mnl_attr_get_str(a);
}

uint64_t answer_num(const struct nlmsghdr *nlh, unsigned int number)
{
	const struct nlattr *a = answer_attr(nlh, number);

	if (!a || mnl_attr_get_payload_len(a) > sizeof(uint64_t))
		return 0;
	return bytes_get_be(mnl_attr_get_payload(a),
			    mnl_attr_get_payload_len(a));
}
