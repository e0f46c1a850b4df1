/*
 * inbox — reads many datagrams with one recvmmsg(2), private to kernel/.
 *
 * In:     a netlink socket.
 * Out:    one datagram for each inbox_take().
 * Owns:   the buffers; inbox_free() frees them.
 * Errors: -errno of recvmmsg(2); -EMSGSIZE: a datagram longer than a buffer.
 */
#ifndef NFTLOAD_KERNEL_TALK_INBOX_H
#define NFTLOAD_KERNEL_TALK_INBOX_H

#include "base/util.h"

#include <sys/types.h>

struct inbox;

struct inbox *inbox_new(void);
void inbox_free(struct inbox *in);
/* Gives the next datagram and never waits; -EAGAIN: there is none. */
ssize_t inbox_take(struct inbox *in, int fd, void *buf, size_t len);

#endif
