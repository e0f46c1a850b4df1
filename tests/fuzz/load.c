/*
 * A whole load: text or JSON, the compiler with a simulated kernel, the batch,
 * and a commit whose transport refuses messages, some of them at some
 * attribute, as the length of the input says.
 */
#include "config.h"

#include "fuzz.h"

#include "batch/dump.h"
#include "kernel/commit/commit.h"

#include <errno.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <string.h>

#include <libmnl/libmnl.h>

struct null_kernel {
	const struct batch *b;
	uint32_t salt, next, asked;
	bool sent;
};

static ssize_t null_send(struct kernel_socket *s, const struct iovec *iov,
			 size_t n)
{
	const struct nlmsghdr *nlh = iov[0].iov_base;
	struct null_kernel *k = s->ctx;
	ssize_t len = 0;

	for (size_t i = 0; i < n; i++)
		len += (ssize_t)iov[i].iov_len;
	k->sent |= nlh->nlmsg_type == NFNL_MSG_BATCH_BEGIN;
	k->asked = nlh->nlmsg_seq;
	return len;
}

/* An offset at which the message has an attribute, or one that it lacks. */
static uint32_t offset_in(const struct batch_msg *m, uint32_t salt)
{
	uint32_t at = salt % m->len;

	return salt & 1 ? at & ~3u : at;
}

static ssize_t verdict(const struct null_kernel *k, uint8_t *buf, uint32_t i,
		       int err)
{
	const struct batch_msg *m = chunks_at(&k->b->msgs, i);
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nlmsgerr *e;

	nlh->nlmsg_type = NLMSG_ERROR;
	nlh->nlmsg_flags = NLM_F_CAPPED | NLM_F_ACK_TLVS;
	nlh->nlmsg_seq = k->b->seq0 + i;
	e = mnl_nlmsg_put_extra_header(nlh, sizeof(*e));
	e->error = -err;
	if (err)
		mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS,
				 offset_in(m, k->salt + i * 7));
	return nlh->nlmsg_len;
}

static ssize_t null_recv(struct kernel_socket *s, void *buf, size_t len,
			 bool wait)
{
	static const int errnums[] = { ENOENT, EEXIST, EINVAL, EBUSY,
				       EOPNOTSUPP, ENOTEMPTY, ERANGE };
	struct null_kernel *k = s->ctx;
	uint32_t i = k->next++;

	(void)len;
	if (wait || !k->sent)
		return -ETIMEDOUT;
	if (i + 1 < batch_count(k->b))
		return verdict(k, buf, i,
			       errnums[(k->salt + i) % ARRAY_SIZE(errnums)]);
	return -EAGAIN;
}

static int null_grow(struct kernel_socket *s, int option, uint64_t bytes,
		     uint64_t *ret_reached)
{
	(void)s, (void)option, (void)bytes, (void)ret_reached;
	return 0;
}

static const struct transport null_transport = { null_send, null_recv,
						 null_grow, NULL };

static void commit(struct fuzz *f, uint32_t salt)
{
	struct null_kernel k = { .b = &f->batch, .salt = salt };
	struct kernel_socket sock = { .t = &null_transport, .ctx = &k,
				      .fd = -1 };
	struct commit_options opt = { .commit = true };
	struct commit_result res =
		commit_batch(&sock, &f->batch, &opt, &f->sources, &f->diags);

	if (res.outcome == OUTCOME_COMMITTED)
		BUG("refused, and yet committed");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz f;

	if (!fuzz_is_safe(data, size))
		return 0;
	fuzz_init(&f);
	fuzz_parse(&f, fuzz_source(&f, data, size));
	if (fuzz_compile(&f, false, batch_sink(&f.batch)) && batch_count(&f.batch)) {
		if (batch_seal(&f.batch, 1000, 5, true) < 0)
			BUG("a batch cannot be sealed");
		dump_messages(fuzz_nowhere(), &f.batch);
		commit(&f, (uint32_t)size);
	}
	fuzz_render(&f);
	fuzz_release(&f);
	return 0;
}
