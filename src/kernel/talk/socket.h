/*
 * socket — the netlink socket to nf_tables, behind a small interface.
 *
 * In:     iovecs to send, buffers to fill.
 * Out:    the results of sendmsg(2) and recvmsg(2), with -errno for -1.
 * Owns:   the descriptor; kernel_socket_close() closes it.
 * Errors: -errno.
 *
 * Tests replace struct transport by their own.  Nothing else in the program
 * calls sendmsg or recvmsg.
 */
#ifndef NFTLOAD_KERNEL_TALK_SOCKET_H
#define NFTLOAD_KERNEL_TALK_SOCKET_H

#include "base/util.h"

#include <sys/types.h>
#include <sys/uio.h>

struct kernel_socket;
struct inbox;
struct uring;

/* One of several batches that are sent together. */
struct sending {
	struct kernel_socket *sock;
	const struct iovec *iov;
	size_t n;
	ssize_t sent; /* bytes, or -errno */
};

struct transport {
	/* Sends everything as one datagram; bytes sent or -errno. */
	ssize_t (*send)(struct kernel_socket *s, const struct iovec *iov,
			size_t n);
	/* Receives one datagram; -EAGAIN when none is there and wait is
	 * false. */
	ssize_t (*recv)(struct kernel_socket *s, void *buf, size_t len,
			bool wait);
	/* Grows a buffer (SO_SNDBUF or SO_RCVBUF) to hold bytes; -ENOBUFS with
	 * the size reached when the limits do not allow it. */
	int (*grow)(struct kernel_socket *s, int option, uint64_t bytes,
		    uint64_t *ret_reached);
	/* Sends several datagrams, and stores the result of each in
	 * sending.sent.  NULL: the caller sends them one by one. */
	void (*send_all)(struct sending *list, size_t n);
};

enum transport_kind { TRANSPORT_SCATTER, TRANSPORT_CONTIGUOUS,
		      TRANSPORT_URING };

/* How to talk to the kernel. */
struct transport_choice {
	uint8_t kind;	    /* enum transport_kind */
	bool many;	    /* read many answers a call, with recvmmsg(2) */
	struct uring *ring; /* of TRANSPORT_URING */
};

struct kernel_socket {
	const struct transport *t;
	void *ctx;	/* of a test's transport */
	int fd;		/* -1: closed */
	uint32_t portid;
	uint32_t seq;	/* the last one used */
	struct inbox *inbox; /* NULL: one answer a call */
	struct uring *ring;  /* of the choice */
};

int kernel_socket_open(struct kernel_socket *s,
		       const struct transport_choice *how) must_check;
void kernel_socket_close(struct kernel_socket *s);
/* From now on s gets the kernel's messages of that nlmsg_type to a group, and
 * nothing else that comes unasked. */
int kernel_socket_join(struct kernel_socket *s, int group,
		       uint16_t type) must_check;
/* The same with all messages to the group. */
int kernel_socket_join_all(struct kernel_socket *s, int group) must_check;
void kernel_socket_leave(struct kernel_socket *s, int group);

/* The bytes that one batch may have, up to want. */
uint64_t kernel_socket_room(struct kernel_socket *s, uint64_t want);
/* The bytes that may wait to be read, up to want; the kernel's overhead for
 * each datagram counts. */
uint64_t kernel_socket_answers(struct kernel_socket *s, uint64_t want);

/* What tells the socket's network namespace from any other since the boot. */
int kernel_socket_netns(const struct kernel_socket *s,
			uint64_t *ret_cookie) must_check;
/* The index of an interface there; 0: there is none of that name. */
uint32_t kernel_socket_ifindex(const struct kernel_socket *s,
			       const char *name);

#endif
