/*
 * uring — sends and receives by submissions to one io_uring.
 *
 * In:     the arguments of sendmsg(2) and recvmsg(2).
 * Out:    their results, with -errno for -1.
 * Owns:   the ring; uring_close() frees it after every completion has arrived.
 * Units:  operations in flight: at most URING_MAX at once.
 * Errors: uring_open(): -errno, and in words what the kernel lacks; no other
 *         transport is used instead.  -EBUSY: more than URING_MAX at once.
 * Spec:   io_uring_setup(2), io_uring_register(2).
 */
#ifndef NFTLOAD_KERNEL_TALK_URING_H
#define NFTLOAD_KERNEL_TALK_URING_H

#include "kernel/talk/socket.h"

#include <sys/socket.h>

#define URING_MAX 256

int uring_open(struct uring **ret_ring, const char **ret_missing) must_check;
void uring_close(struct uring *u);

/* One operation each; they wait until it is complete. */
ssize_t uring_sendmsg(struct uring *u, int fd, const struct msghdr *msg);
ssize_t uring_recvmsg(struct uring *u, int fd, struct msghdr *msg, int flags);
/* Sends all at once, on threads of the kernel: no namespace waits for
 * another. */
void uring_send_all(struct sending *list, size_t n);

#endif
