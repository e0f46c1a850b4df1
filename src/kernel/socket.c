#include "config.h"

#include "kernel/socket.h"

#include "kernel/request.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The kernel answers inside the sending call: this long only when it hangs. */
#define WAIT_MS 30000
/* Of the send buffer the kernel keeps this much for itself. */
#define SEND_RESERVE 32

static ssize_t real_send(struct kernel_socket *s, const struct iovec *iov,
			 size_t n)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct msghdr msg = {
		.msg_name = &kernel,
		.msg_namelen = sizeof(kernel),
		.msg_iov = (struct iovec *)iov,
		.msg_iovlen = n,
	};
	ssize_t sent = sendmsg(s->fd, &msg, MSG_NOSIGNAL);

	return sent < 0 ? -errno : sent;
}

static int wait_readable(const struct kernel_socket *s)
{
	struct pollfd p = { .fd = s->fd, .events = POLLIN };
	int n = poll(&p, 1, WAIT_MS);

	if (n < 0)
		return -errno;
	return n ? 0 : -ETIMEDOUT;
}

static ssize_t real_recv(struct kernel_socket *s, void *buf, size_t len,
			 bool wait)
{
	struct sockaddr_nl from;
	struct iovec iov = { buf, len };
	struct msghdr msg = {
		.msg_name = &from,
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	ssize_t got;
	int err;

	for (;;) {
		err = wait ? wait_readable(s) : 0;
		if (err)
			return err;
		msg.msg_namelen = sizeof(from);
		got = recvmsg(s->fd, &msg, MSG_DONTWAIT | MSG_TRUNC);
		if (got < 0)
			return -errno;
		/* Other processes can send to this socket too. */
		if (from.nl_pid)
			continue;
		return (size_t)got > len ? -EMSGSIZE : got;
	}
}

static uint64_t buffer_size(const struct kernel_socket *s, int option)
{
	socklen_t len = sizeof(int);
	int size;

	if (getsockopt(s->fd, SOL_SOCKET, option, &size, &len) < 0 || size < 0)
		return 0;
	return (uint64_t)size;
}

/* The kernel doubles what it is given, and reports the doubled size. */
static int real_grow(struct kernel_socket *s, int option, uint64_t bytes,
		     uint64_t *ret_reached)
{
	uint64_t need = bytes + SEND_RESERVE;
	int half = (int)MIN(DIV_ROUND_UP(need, 2), UINT64_C(0x3fffffff));
	const int tries[] = {
		option == SO_SNDBUF ? SO_SNDBUFFORCE : SO_RCVBUFFORCE,
		option,
	};
	uint64_t size = buffer_size(s, option);

	for (size_t i = 0; i < ARRAY_SIZE(tries) && size < need; i++) {
		/* A refusal shows in the size that is reached. */
		(void)setsockopt(s->fd, SOL_SOCKET, tries[i], &half,
				 sizeof(half));
		size = buffer_size(s, option);
	}
	if (size >= need)
		return 0;
	*ret_reached = size > SEND_RESERVE ? size - SEND_RESERVE : 0;
	return -ENOBUFS;
}

static const struct transport real_transport = {
	.send = real_send,
	.recv = real_recv,
	.grow = real_grow,
};

static int set_up(struct kernel_socket *s)
{
	struct sockaddr_nl self = { .nl_family = AF_NETLINK };
	socklen_t len = sizeof(self);
	int on = 1;

	/* A kernel without them only tells less about an error. */
	(void)setsockopt(s->fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	(void)setsockopt(s->fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	if (bind(s->fd, (struct sockaddr *)&self, sizeof(self)) < 0 ||
	    getsockname(s->fd, (struct sockaddr *)&self, &len) < 0)
		return -errno;
	s->portid = self.nl_pid;
	return 0;
}

int kernel_socket_open(struct kernel_socket *s)
{
	int err;

	*s = (struct kernel_socket){ .t = &real_transport };
	s->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	if (s->fd < 0)
		return -errno;
	err = set_up(s);
	if (err)
		kernel_socket_close(s);
	return err;
}

void kernel_socket_close(struct kernel_socket *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

static int take_genid(void *ctx, const struct nlmsghdr *nlh)
{
	const struct nlattr *a;
	uint32_t *ret = ctx;

	mnl_attr_for_each(a, nlh, sizeof(struct nfgenmsg)) {
		if (mnl_attr_get_type(a) == NFTA_GEN_ID &&
		    mnl_attr_get_payload_len(a) == sizeof(uint32_t))
			*ret = ntohl(mnl_attr_get_u32(a));
	}
	return 0;
}

int kernel_genid(struct kernel_socket *s, uint32_t *ret_genid)
{
	struct request q;
	uint32_t genid = 0;
	int err;

	request_init(&q, NFT_MSG_GETGEN, 0, 0);
	err = request_run(&q, s, take_genid, &genid);
	if (!err)
		*ret_genid = genid;
	return err;
}
