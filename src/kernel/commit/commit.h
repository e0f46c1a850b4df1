/*
 * commit — sends a batch and establishes its outcome.
 *
 * In:     a sealed batch, a socket (or a test's double of it).
 * Out:    always an outcome; every error of the kernel in diags, at its place;
 *         none of a batch without places.
 * Owns:   nothing of the batch.
 * Errors: only in the outcome.
 * Spec:   net/netfilter/nfnetlink.c; netlink(7).
 */
#ifndef NFTLOAD_KERNEL_COMMIT_COMMIT_H
#define NFTLOAD_KERNEL_COMMIT_COMMIT_H

#include "batch/batch.h"
#include "kernel/explain/explain.h"
#include "kernel/talk/socket.h"
#include "text/source.h"

enum outcome {
	OUTCOME_COMMITTED,  /* the last message's ACK came, no error came */
	OUTCOME_CHECKED,    /* only checked: no errors, nothing applied */
	OUTCOME_REFUSED,    /* errors came; nothing applied */
	OUTCOME_RETRY,	    /* EINTR, EAGAIN, ERESTART: send again, or compile
			     * again when the kernel's state was read */
	OUTCOME_NO_PERMISSION, /* EPERM; nothing applied */
	OUTCOME_TOO_BIG,    /* larger than the buffers; nothing applied */
	OUTCOME_FAILED,	    /* another system error; nothing applied */
	OUTCOME_UNKNOWN,    /* applied or not: cannot be known */
};

struct commit_result {
	enum outcome outcome;
	int errnum;	   /* positive, for outcomes of system errors */
	uint32_t errors;   /* the kernel's errors that arrived */
	uint32_t acks;
	bool lost;	   /* ENOBUFS: some errors were lost */
	uint32_t genid_before, genid_after;
	uint64_t bytes;
	uint32_t iovecs;
	uint64_t send_ns, acks_ns; /* durations */
};

struct commit_options {
	bool commit;	  /* false: check --kernel */
	/* Called for each object that the kernel echoes, with the message that
	 * asked for the object, and the kernel's echo, a struct nlmsghdr.
	 * Echoes last until echo_end. */
	void (*echo)(void *ctx, const struct batch_msg *m, const void *nlh);
	void (*echo_end)(void *ctx); /* after the last one; may be NULL */
	void *echo_ctx;
	/* For hints about rules of the kernel; may be NULL. */
	explain_rule_fn *rule_text;
	/* Called with OUTCOME_UNKNOWN and the generation before the batch is
	 * sent, and again as soon as the outcome is known; may be NULL. */
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
 * Sends the batches of all jobs, by the transport of the first job's socket.
 * Jobs that share one socket are sent by a single call, in several rounds where
 * the receive buffer has no room for all answers; their sequence numbers must
 * ascend.  Jobs with different sockets are sent all at once or one after the
 * other.  Each job gets its own outcome in res; no batch is sent twice.
 */
void commit_all(struct commit_job *jobs, size_t n);

struct commit_result commit_batch(struct kernel_socket *sock,
				  const struct batch *b,
				  const struct commit_options *opt,
				  const struct source_set *sources,
				  struct diags *diags);

#endif
