/*
 * commit — sends a batch and establishes what became of it.
 *
 * In:     a sealed batch, a socket (or a test's double of it).
 * Out:    an outcome that is always established, and every error of the
 *         kernel in diags, at its place.
 * Owns:   nothing of the batch.
 * Errors: none beside the outcome.
 * Spec:   net/netfilter/nfnetlink.c; netlink(7).
 */
#ifndef NFTLOAD_KERNEL_COMMIT_COMMIT_H
#define NFTLOAD_KERNEL_COMMIT_COMMIT_H

#include "batch/batch.h"
#include "kernel/talk/socket.h"
#include "text/source.h"

enum outcome {
	OUTCOME_COMMITTED,  /* the last message's ACK came, and no error */
	OUTCOME_CHECKED,    /* judged and dropped: no errors, nothing applied */
	OUTCOME_REFUSED,    /* errors came; nothing applied */
	OUTCOME_RETRY,	    /* EINTR, EAGAIN, ERESTART: send again, or compile
			     * again when the kernel's state was read */
	OUTCOME_NO_PERMISSION, /* EPERM; nothing applied */
	OUTCOME_TOO_BIG,    /* the buffers cannot take it; nothing applied */
	OUTCOME_FAILED,	    /* another system error; nothing applied */
	OUTCOME_UNKNOWN,    /* cannot be told */
};

struct commit_result {
	enum outcome outcome;
	int errnum;	   /* of OUTCOME_FAILED and the like, positive */
	uint32_t errors;   /* the kernel's errors that arrived */
	uint32_t acks;
	bool lost;	   /* ENOBUFS: there were more errors */
	uint32_t genid_before, genid_after;
	uint64_t bytes;
	uint32_t iovecs;
	uint64_t send_ns, acks_ns; /* time that these took */
};

struct commit_options {
	bool commit;	  /* false: check --kernel */
	/* Called for each object that the kernel echoes: the message that asked
	 * for it, its source text (an element: its own), and the kernel's
	 * answer, a struct nlmsghdr. */
	void (*echo)(void *ctx, const struct batch_msg *m, struct span at,
		     const void *nlh);
	void (*echo_end)(void *ctx); /* after the last one; may be NULL */
	void *echo_ctx;
	/* Told OUTCOME_UNKNOWN before the batch is sent, with the generation
	 * before it, and its outcome as soon as there is one; may be NULL. */
	void (*known)(void *ctx, const struct commit_result *res);
	void *known_ctx;
};

/* One transaction of several. */
struct commit_job {
	struct kernel_socket *sock;
	const struct batch *b;
	const struct commit_options *opt;
	const struct source_set *sources;
	struct diags *diags;
	struct commit_result res;
};

/*
 * Sends the batches as the transport of the first one's socket does: on one
 * socket with a single call, else all at once or one after the other; where
 * the receive buffer has no room for the answers to all, in several rounds.
 * On one socket they are in ascending order of sequence numbers.  Each has an
 * outcome of its own, in its res; none is sent twice.
 */
void commit_all(struct commit_job *jobs, size_t n);

struct commit_result commit_batch(struct kernel_socket *sock,
				  const struct batch *b,
				  const struct commit_options *opt,
				  const struct source_set *sources,
				  struct diags *diags);

#endif
