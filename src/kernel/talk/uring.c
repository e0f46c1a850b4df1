#include "config.h"

#include "kernel/talk/uring.h"

#include "base/mem.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>

#ifdef HAVE_LIBURING

#include <liburing.h>

struct uring {
	struct io_uring ring;
};

/* What is needed of the kernel, and what it is called. */
static const struct {
	int op;
	const char *name;
} needed[] = {
	{ IORING_OP_SENDMSG, "io_uring's operation sendmsg" },
	{ IORING_OP_RECVMSG, "io_uring's operation recvmsg" },
};

static int probe(struct uring *u, const char **ret_missing)
{
	struct io_uring_probe *p = io_uring_get_probe_ring(&u->ring);
	int err = p ? 0 : -EOPNOTSUPP;

	*ret_missing = "io_uring's probe of its operations";
	for (size_t i = 0; i < ARRAY_SIZE(needed) && !err; i++) {
		if (io_uring_opcode_supported(p, needed[i].op))
			continue;
		*ret_missing = needed[i].name;
		err = -EOPNOTSUPP;
	}
	if (p)
		io_uring_free_probe(p);
	return err;
}

int uring_open(struct uring **ret_ring, const char **ret_missing)
{
	/* Nobody else submits, and completions are only looked at when waited
	 * for: the kernel need not interrupt anything.  No polling thread. */
	struct io_uring_params params = {
		.flags = IORING_SETUP_SINGLE_ISSUER |
			 IORING_SETUP_DEFER_TASKRUN |
			 IORING_SETUP_COOP_TASKRUN,
	};
	struct uring *u = mem_zalloc(sizeof(*u));
	int err = io_uring_queue_init_params(URING_MAX, &u->ring, &params);

	if (err) {
		*ret_missing = err == -EINVAL ?
			"io_uring with deferred task running (Linux 6.1)" :
			"io_uring";
		mem_free(u);
		return err;
	}
	err = probe(u, ret_missing);
	if (err) {
		uring_close(u);
		return err;
	}
	*ret_ring = u;
	return 0;
}

void uring_close(struct uring *u)
{
	if (!u)
		return;
	io_uring_queue_exit(&u->ring);
	mem_free(u);
}

/* The next completion, which is there for certain: something is in flight. */
static struct io_uring_cqe *next(struct uring *u)
{
	struct io_uring_cqe *cqe;
	int err;

	do
		err = io_uring_wait_cqe(&u->ring, &cqe);
	while (err == -EINTR);
	if (err)
		BUG("io_uring: %s", strerror(-err));
	return cqe;
}

static struct io_uring_sqe *new_sqe(struct uring *u)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&u->ring);

	if (!sqe)
		BUG("io_uring: more than %u operations", URING_MAX);
	return sqe;
}

static ssize_t run_one(struct uring *u)
{
	struct io_uring_cqe *cqe;
	ssize_t res;
	int err;

	do
		err = io_uring_submit_and_wait(&u->ring, 1);
	while (err == -EINTR);
	if (err < 0)
		return err;
	cqe = next(u);
	res = cqe->res;
	io_uring_cqe_seen(&u->ring, cqe);
	return res;
}

ssize_t uring_sendmsg(struct uring *u, int fd, const struct msghdr *msg)
{
	io_uring_prep_sendmsg(new_sqe(u), fd, msg, MSG_NOSIGNAL);
	return run_one(u);
}

ssize_t uring_recvmsg(struct uring *u, int fd, struct msghdr *msg, int flags)
{
	io_uring_prep_recvmsg(new_sqe(u), fd, msg, (unsigned int)flags);
	return run_one(u);
}

static void submit(struct uring *u, struct sending *list, struct msghdr *msgs,
		   size_t n)
{
	static const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	for (size_t i = 0; i < n; i++) {
		struct io_uring_sqe *sqe = new_sqe(u);

		msgs[i] = (struct msghdr){
			.msg_name = (void *)(uintptr_t)&kernel,
			.msg_namelen = sizeof(kernel),
			.msg_iov = (struct iovec *)list[i].iov,
			.msg_iovlen = list[i].n,
		};
		io_uring_prep_sendmsg(sqe, list[i].sock->fd, &msgs[i],
				      MSG_NOSIGNAL);
		/* On one socket one after the other, whatever came before:
		 * a file may need what the one before it made. */
		io_uring_sqe_set_flags(sqe, i + 1 < n && list[i].sock ==
						list[i + 1].sock ?
					IOSQE_ASYNC | IOSQE_IO_HARDLINK :
					IOSQE_ASYNC);
		io_uring_sqe_set_data64(sqe, i);
	}
}

/* Queued operations are submitted whole: a part that the kernel did not take
 * is submitted again. */
static void submit_queued(struct uring *u, size_t n)
{
	size_t done = 0;

	while (done < n) {
		int took = io_uring_submit(&u->ring);

		if (took < 0 && took != -EINTR && took != -EAGAIN)
			BUG("io_uring: %s", strerror(-took));
		done += took > 0 ? (size_t)took : 0;
	}
}

void uring_send_all(struct sending *list, size_t n)
{
	struct uring *u = n ? list[0].sock->ring : NULL;
	struct msghdr *msgs;

	for (size_t i = 0; i < n; i++)
		list[i].sent = -EBUSY;
	if (!n || n > URING_MAX)
		return;
	msgs = mem_calloc(n, sizeof(*msgs));
	submit(u, list, msgs, n);
	submit_queued(u, n);
	for (size_t i = 0; i < n; i++) {
		struct io_uring_cqe *cqe = next(u);

		list[io_uring_cqe_get_data64(cqe)].sent = cqe->res;
		io_uring_cqe_seen(&u->ring, cqe);
	}
	mem_free(msgs);
}

#else

int uring_open(struct uring **ret_ring, const char **ret_missing)
{
	*ret_ring = NULL;
	*ret_missing = "io_uring, which this program was built without (--with-liburing)";
	return -EOPNOTSUPP;
}

void uring_close(struct uring *u)
{
	(void)u;
}

ssize_t uring_sendmsg(struct uring *u, int fd, const struct msghdr *msg)
{
	(void)u;
	(void)fd;
	(void)msg;
	return -EOPNOTSUPP;
}

ssize_t uring_recvmsg(struct uring *u, int fd, struct msghdr *msg, int flags)
{
	(void)u;
	(void)fd;
	(void)msg;
	(void)flags;
	return -EOPNOTSUPP;
}

void uring_send_all(struct sending *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		list[i].sent = -EOPNOTSUPP;
}

#endif
