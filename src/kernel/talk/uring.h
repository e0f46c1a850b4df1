/*
 * uring — sending and receiving as submissions on one io_uring.
 *
 * In:     what sendmsg(2) and recvmsg(2) take.
 * Out:    what they return, or -errno.
 * Owns:   the ring; uring_close() frees it, once every completion was seen.
 * Units:  operations in flight: at most URING_MAX at once.
 * Errors: uring_open(): -errno and what is missing, in words: nothing else is
 *         used instead.  -EBUSY: more than URING_MAX at once.
 * Spec:   io_uring_setup(2), io_uring_register(2).
 */
#ifndef NFTLOAD_KERNEL_TALK_URING_H
#define NFTLOAD_KERNEL_TALK_URING_H

#include "kernel/talk/socket.h"

#include <sys/socket.h>

#define URING_MAX 256

int uring_open(struct uring **ret_ring, const char **ret_missing) must_check;
void uring_close(struct uring *u);

/* One operation, waited for; msg and what it points at stay until then. */
ssize_t uring_sendmsg(struct uring *u, int fd, const struct msghdr *msg);
ssize_t uring_recvmsg(struct uring *u, int fd, struct msghdr *msg, int flags);
/* All at once, on threads of the kernel: namespaces do not wait for each
 * other. */
void uring_send_all(struct sending *list, size_t n);

#endif
