#include "config.h"

#include "kernel/talk/socket.h"

#include "base/mem.h"
#include "kernel/talk/inbox.h"
#include "kernel/talk/uring.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* The kernel answers inside the sending call: this long only when it hangs. */
#define WAIT_MS 30000
/* Of the send buffer the kernel keeps this much for itself. */
#define SEND_RESERVE 32

static const struct sockaddr_nl kernel_address = { .nl_family = AF_NETLINK };

static struct msghdr to_kernel(const struct iovec *iov, size_t n)
{
	return (struct msghdr){
		.msg_name = (void *)(uintptr_t)&kernel_address,
		.msg_namelen = sizeof(kernel_address),
		.msg_iov = (struct iovec *)iov,
		.msg_iovlen = n,
	};
}

static ssize_t scatter_send(struct kernel_socket *s, const struct iovec *iov,
			    size_t n)
{
	struct msghdr msg = to_kernel(iov, n);
	ssize_t sent = sendmsg(s->fd, &msg, MSG_NOSIGNAL);

	return sent < 0 ? -errno : sent;
}

static ssize_t uring_send(struct kernel_socket *s, const struct iovec *iov,
			  size_t n)
{
	struct msghdr msg = to_kernel(iov, n);

	return uring_sendmsg(s->ring, s->fd, &msg);
}

static struct iovec joined(const struct iovec *iov, size_t n)
{
	struct iovec whole = { NULL, 0 };
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		whole.iov_len += iov[i].iov_len;
	whole.iov_base = mem_alloc(whole.iov_len);
	for (size_t i = 0; i < n; at += iov[i++].iov_len)
		memcpy((char *)whole.iov_base + at, iov[i].iov_base,
		       iov[i].iov_len);
	return whole;
}

/* There to be compared: the kernel copies scattered bytes just as fast. */
static ssize_t contiguous_send(struct kernel_socket *s,
			       const struct iovec *iov, size_t n)
{
	struct iovec whole = joined(iov, n);
	ssize_t sent = scatter_send(s, &whole, 1);

	mem_free(whole.iov_base);
	return sent;
}

/* Several datagrams on one socket; where the kernel stops short, the next call
 * goes on behind the one that failed. */
static void send_several(struct sending *list, size_t n)
{
	struct mmsghdr *msgs = mem_calloc(n, sizeof(*msgs));
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		msgs[i].msg_hdr = to_kernel(list[i].iov, list[i].n);
	while (at < n) {
		int done = sendmmsg(list[0].sock->fd, msgs + at,
				    (unsigned int)(n - at), MSG_NOSIGNAL);

		if (done < 0)
			list[at++].sent = -errno;
		for (; done > 0; done--, at++)
			list[at].sent = msgs[at].msg_len;
	}
	mem_free(msgs);
}

static bool same_socket(const struct sending *list, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (list[i].sock != list[0].sock)
			return false;
	return true;
}

static void scatter_send_all(struct sending *list, size_t n)
{
	if (same_socket(list, n)) {
		send_several(list, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		list[i].sent = scatter_send(list[i].sock, list[i].iov,
					    list[i].n);
}

/* Memory is taken before the first is sent. */
static void contiguous_send_all(struct sending *list, size_t n)
{
	struct sending *wholes = mem_calloc(n, sizeof(*wholes));
	struct iovec *iov = mem_calloc(n, sizeof(*iov));

	for (size_t i = 0; i < n; i++) {
		iov[i] = joined(list[i].iov, list[i].n);
		wholes[i] = (struct sending){ list[i].sock, &iov[i], 1, 0 };
	}
	scatter_send_all(wholes, n);
	for (size_t i = 0; i < n; i++) {
		list[i].sent = wholes[i].sent;
		mem_free(iov[i].iov_base);
	}
	mem_free(wholes);
	mem_free(iov);
}

static int wait_readable(const struct kernel_socket *s)
{
	struct pollfd p = { .fd = s->fd, .events = POLLIN };
	int n = poll(&p, 1, WAIT_MS);

	if (n < 0)
		return -errno;
	return n ? 0 : -ETIMEDOUT;
}

static ssize_t receive(struct kernel_socket *s, struct msghdr *msg, int flags)
{
	ssize_t got;

	if (s->ring)
		return uring_recvmsg(s->ring, s->fd, msg, flags);
	got = recvmsg(s->fd, msg, flags);
	return got < 0 ? -errno : got;
}

static ssize_t take_one(struct kernel_socket *s, void *buf, size_t len)
{
	struct sockaddr_nl from;
	struct iovec iov = { buf, len };
	struct msghdr msg = {
		.msg_name = &from,
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	ssize_t got;

	do {
		msg.msg_namelen = sizeof(from);
		got = receive(s, &msg, MSG_DONTWAIT | MSG_TRUNC);
		/* Other processes can send to this socket too. */
	} while (got >= 0 && from.nl_pid);
	return got > (ssize_t)len ? -EMSGSIZE : got;
}

static ssize_t real_recv(struct kernel_socket *s, void *buf, size_t len,
			 bool wait)
{
	ssize_t got;
	int err;

	for (;;) {
		got = s->inbox ? inbox_take(s->inbox, s->fd, buf, len) :
				 take_one(s, buf, len);
		if (got != -EAGAIN || !wait)
			return got;
		err = wait_readable(s);
		if (err)
			return err;
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

static const struct transport transports[] = {
	[TRANSPORT_SCATTER] = { scatter_send, real_recv, real_grow,
				scatter_send_all },
	[TRANSPORT_CONTIGUOUS] = { contiguous_send, real_recv, real_grow,
				   contiguous_send_all },
	[TRANSPORT_URING] = { uring_send, real_recv, real_grow,
			      uring_send_all },
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

int kernel_socket_open(struct kernel_socket *s,
		       const struct transport_choice *how)
{
	int err;

	*s = (struct kernel_socket){ .t = &transports[how->kind],
				     .ring = how->ring };
	s->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	if (s->fd < 0)
		return -errno;
	err = set_up(s);
	if (err)
		kernel_socket_close(s);
	else if (how->many)
		s->inbox = inbox_new();
	return err;
}

/* A filter keeps what nobody reads from filling the buffer. */
int kernel_socket_join(struct kernel_socket *s, int group, uint16_t type)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 offsetof(struct nlmsghdr, nlmsg_type)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(type), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog filter = { ARRAY_SIZE(code), code };

	if (setsockopt(s->fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter,
		       sizeof(filter)) < 0 ||
	    setsockopt(s->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group)) < 0)
		return -errno;
	return 0;
}

int kernel_socket_join_all(struct kernel_socket *s, int group)
{
	int none = 0;

	/* ENOENT: it has no filter. */
	(void)setsockopt(s->fd, SOL_SOCKET, SO_DETACH_FILTER, &none,
			 sizeof(none));
	if (setsockopt(s->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group)) < 0)
		return -errno;
	return 0;
}

void kernel_socket_leave(struct kernel_socket *s, int group)
{
	(void)setsockopt(s->fd, SOL_NETLINK, NETLINK_DROP_MEMBERSHIP, &group,
			 sizeof(group));
}

uint64_t kernel_socket_room(struct kernel_socket *s, uint64_t want)
{
	uint64_t reached = 0;

	return s->t->grow(s, SO_SNDBUF, want, &reached) < 0 ? reached : want;
}

uint64_t kernel_socket_answers(struct kernel_socket *s, uint64_t want)
{
	uint64_t reached = 0;

	return s->t->grow(s, SO_RCVBUF, want, &reached) < 0 ? reached : want;
}

int kernel_socket_netns(const struct kernel_socket *s, uint64_t *ret_cookie)
{
	socklen_t len = sizeof(*ret_cookie);

	return getsockopt(s->fd, SOL_SOCKET, SO_NETNS_COOKIE, ret_cookie,
			  &len) < 0 ?
		       -errno :
		       0;
}

uint32_t kernel_socket_ifindex(const struct kernel_socket *s, const char *name)
{
	struct ifreq req = { .ifr_ifindex = 0 };

	if (strlen(name) >= sizeof(req.ifr_name))
		return 0;
	strcpy(req.ifr_name, name);
	return ioctl(s->fd, SIOCGIFINDEX, &req) < 0 ?
		       0 :
		       (uint32_t)req.ifr_ifindex;
}

void kernel_socket_close(struct kernel_socket *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	inbox_free(s->inbox);
	s->inbox = NULL;
}
