#include "config.h"

#include "kernel/ask/replies.h"

#include "base/mem.h"
#include "kernel/ask/request.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>

#include <libmnl/libmnl.h>

#define TEXTS_MAX (64 * 1024)
#define BUF_MAX (256 * 1024) /* an echoed message, or many in one datagram */
#define SLACK 64	     /* errors beyond one a message (doubled ones) */
#define FAILURES_MAX 100     /* reads that fail one after another */

/* What the kernel charges for one error or ACK, and for one echoed object
 * beside the bytes that were sent for it (measured on Linux 6.18). */
#define ERROR_CHARGE 1152
#define ECHO_CHARGE 384
#define ECHO_ELEM_BYTES 128 /* around an element that is echoed alone */
#define RECEIVE_MAX (UINT64_C(1) << 30)

uint64_t replies_size(const struct batch *b)
{
	uint64_t count = batch_count(b);
	uint64_t size = count * ERROR_CHARGE;

	if (b->echo)
		size += (count + b->elems.count) * ECHO_CHARGE + 3 * b->bytes;
	return MIN(size, RECEIVE_MAX);
}

void replies_init(struct replies *r, const struct batch *b)
{
	size_t count = batch_count(b);

	*r = (struct replies){ .b = b };
	r->max_errors = (uint32_t)count + SLACK;
	r->errors = mem_calloc(r->max_errors, sizeof(*r->errors));
	r->texts = mem_alloc(TEXTS_MAX);
	r->texts_len = 1; /* 0 means: no text */
	r->buf = mem_alloc(BUF_MAX);
	if (!b->echo)
		return;
	/* Pages that no echo touches take no memory. */
	r->echoes_max = 2 * b->bytes + 1024 * count +
			b->elems.count * ECHO_ELEM_BYTES;
	r->echoes = mem_alloc(r->echoes_max);
}

void replies_release(struct replies *r)
{
	mem_free(r->errors);
	mem_free(r->texts);
	mem_free(r->echoes);
	mem_free(r->buf);
	*r = (struct replies){ 0 };
}

/* The kernel's words are few and constant: each is kept once. */
static uint32_t keep_text(struct replies *r, const char *text, size_t len)
{
	uint32_t at = 1;

	while (at < r->texts_len) {
		size_t have = strlen(r->texts + at);

		if (have == len && memcmp(r->texts + at, text, len) == 0)
			return at;
		at += (uint32_t)have + 1;
	}
	if (!len || len >= TEXTS_MAX - r->texts_len)
		return 0;
	memcpy(r->texts + at, text, len);
	r->texts[at + len] = '\0';
	r->texts_len += (uint32_t)len + 1;
	return at;
}

/* An error's own attributes follow the header of the message at fault, or all
 * of that message where the kernel does not cap. */
static void take_details(struct replies *r, const struct nlmsghdr *nlh,
			 struct reply_error *e)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	size_t skip = sizeof(*err);
	struct decoded_ack ack;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED) &&
	    err->msg.nlmsg_len > sizeof(err->msg))
		skip += err->msg.nlmsg_len - sizeof(err->msg);
	if (skip > mnl_nlmsg_get_payload_len(nlh))
		return;
	ack = decode_ack(nlh, (uint32_t)skip);
	e->off = ack.off;
	if (ack.text)
		e->text_at = keep_text(r, ack.text, strlen(ack.text));
}

static void take_error(struct replies *r, const struct nlmsghdr *nlh, int err)
{
	struct reply_error e = { .seq = nlh->nlmsg_seq, .errnum = -err };

	if (r->nerrors == r->max_errors) {
		r->lost = true;
		return;
	}
	take_details(r, nlh, &e);
	r->errors[r->nerrors++] = e;
}

static void take_verdict(struct replies *r, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*err))
		return;
	if (err->error < 0) {
		take_error(r, nlh, err->error);
		return;
	}
	r->acks++;
	if (nlh->nlmsg_seq == batch_ack_seq(r->b))
		r->acked = true;
}

/* The kernel echoes each element of a list by itself, under number 0. */
static bool is_echo(const struct batch_msg *m, const struct nlmsghdr *nlh)
{
	const struct nlmsghdr *asked;

	if (!m)
		return nlh->nlmsg_seq == 0 &&
		       nlh->nlmsg_type == (NFNL_SUBSYS_NFTABLES << 8 |
					   NFT_MSG_NEWSETELEM);
	asked = (const void *)m->bytes;
	return nlh->nlmsg_type == asked->nlmsg_type;
}

static void take_echo(struct replies *r, const struct nlmsghdr *nlh)
{
	size_t len = MNL_ALIGN(nlh->nlmsg_len);

	r->echoed = true;
	if (len > r->echoes_max - r->echoes_len) {
		r->lost = true;
		return;
	}
	memcpy(r->echoes + r->echoes_len, nlh, nlh->nlmsg_len);
	r->echoes_len += len;
}

/* Those of the batch that a message answers; the only one's otherwise: echoes
 * of elements have no number. */
static struct replies *owner(struct replies *const *list, size_t n,
			     uint32_t seq)
{
	size_t low = 0;

	while (n - low > 1) {
		size_t mid = low + (n - low) / 2;

		if ((int32_t)(seq - list[mid]->b->seq0) < 0)
			n = mid;
		else
			low = mid;
	}
	return list[low];
}

static void take_datagram(struct replies *const *list, size_t n, int len)
{
	const struct nlmsghdr *nlh = (const void *)list[0]->buf;

	for (; request_message_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		struct replies *r = owner(list, n, nlh->nlmsg_seq);
		const struct batch_msg *m =
			batch_msg_by_seq(r->b, nlh->nlmsg_seq);

		if (m && nlh->nlmsg_type == NLMSG_ERROR)
			take_verdict(r, nlh);
		else if (r->echoes && is_echo(m, nlh))
			take_echo(r, nlh);
	}
}

static int by_seq(const void *a, const void *b)
{
	const struct reply_error *x = a, *y = b;

	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* Ascending, and one for each message. */
static void order_errors(struct replies *r)
{
	uint32_t n = 0;

	if (r->nerrors < 2)
		return;
	qsort(r->errors, r->nerrors, sizeof(*r->errors), by_seq);
	for (uint32_t i = 0; i < r->nerrors; i++) {
		if (n && r->errors[n - 1].seq == r->errors[i].seq)
			continue;
		r->errors[n++] = r->errors[i];
	}
	r->nerrors = n;
}

/* What befell the socket befell all that was to be read from it. */
static void take_failure(struct replies *const *list, size_t n, int err)
{
	for (size_t i = 0; i < n; i++) {
		/* ENOBUFS is told once, with what was kept still to come;
		 * an answer longer than the buffer is lost like those. */
		if (err == -ENOBUFS || err == -EMSGSIZE)
			list[i]->lost = true;
		else if (err != -EINTR)
			list[i]->failure = err;
	}
}

void replies_read(struct replies *const *list, size_t n,
		  struct kernel_socket *sock)
{
	unsigned int failures = 0;

	while (failures < FAILURES_MAX && !list[0]->failure) {
		ssize_t got = sock->t->recv(sock, list[0]->buf, BUF_MAX,
					    false);

		if (got == -EAGAIN)
			break;
		failures = got < 0 ? failures + 1 : 0;
		if (got < 0)
			take_failure(list, n, (int)got);
		else
			take_datagram(list, n, (int)got);
	}
	for (size_t i = 0; i < n; i++)
		order_errors(list[i]);
}
