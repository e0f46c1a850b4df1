/*
 * replies — reads the kernel's answers to a batch, private to kernel/.
 *
 * All memory is allocated before the batch is sent.  Between sendmsg() and the
 * last ACK nothing is allocated, so running out of memory cannot hide an
 * outcome.
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
	int errnum;	  /* positive errno */
	uint32_t off;	  /* of the attribute at fault; 0: not known */
	uint32_t text_at; /* offset of the kernel's message in texts; 0: none */
};

struct replies {
	const struct batch *b;
	struct reply_error *errors; /* room for one a message; sorted by seq
				     * after reading */
	uint32_t nerrors, max_errors;
	char *texts;
	uint32_t texts_len;
	uint8_t *echoes; /* struct nlmsghdr after struct nlmsghdr */
	size_t echoes_len, echoes_max;
	uint8_t *buf;
	uint32_t acks;
	bool acked;  /* the batch's last message succeeded */
	bool echoed; /* the kernel echoed a change that this batch made */
	bool lost;   /* the receive buffer overflowed */
	int failure;
};

/* The size that the receive buffer needs for all possible answers. */
uint64_t replies_size(const struct batch *b);

void replies_init(struct replies *r, const struct batch *b);
void replies_release(struct replies *r);
/* Reads all answers to n batches that were sent on one socket. */
void replies_read(struct replies *const *list, size_t n,
		  struct kernel_socket *sock);

#endif
