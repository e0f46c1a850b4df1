/*
 * replies — what the kernel answers to a batch, private to kernel/.
 *
 * All memory is taken before the batch is sent: between sendmsg() and the last
 * ACK nothing is allocated, so that running out of it cannot hide an outcome.
 *
 * In:     datagrams from the socket.
 * Out:    errors, ACKs, echoes of the batch; everything else is ignored.
 * Owns:   the buffers; replies_release() frees them.
 * Errors: failure holds the -errno of a read that failed.
 * Spec:   net/netlink/af_netlink.c, netlink_ack(); linux/netlink.h.
 */
#ifndef NFTLOAD_KERNEL_ASK_REPLIES_H
#define NFTLOAD_KERNEL_ASK_REPLIES_H

#include "batch/batch.h"
#include "kernel/talk/socket.h"

struct reply_error {
	uint32_t seq;
	int errnum;	  /* positive */
	uint32_t off;	  /* of the attribute at fault, 0: not told */
	uint32_t text_at; /* the kernel's words in texts, 0: none */
};

struct replies {
	const struct batch *b;
	struct reply_error *errors; /* one a message, ascending after reading */
	uint32_t nerrors, max_errors;
	char *texts;
	uint32_t texts_len;
	uint8_t *echoes; /* struct nlmsghdr after struct nlmsghdr */
	size_t echoes_len, echoes_max;
	uint8_t *buf;
	uint32_t acks;
	bool acked;  /* the batch's last message was worked on without error */
	bool echoed; /* the kernel told of a change that this batch made */
	bool lost;   /* the receive buffer overflowed */
	int failure;
};

/* How much the receive buffer should hold for all that may come. */
uint64_t replies_size(const struct batch *b);

void replies_init(struct replies *r, const struct batch *b);
void replies_release(struct replies *r);
/* Reads until nothing is left, the answers to n batches sent on one socket. */
void replies_read(struct replies *const *list, size_t n,
		  struct kernel_socket *sock);

#endif
