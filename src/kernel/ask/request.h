/*
 * request — asks nf_tables one question and reads the answers, private to
 * kernel/.
 *
 * In:     the names or the handle of the object.
 * Out:    calls a callback with each answer, decoded and valid during the call.
 *         If the callback returns a value other than 0, reading ends, and
 *         request_run() returns the value.
 * Owns:   nothing; a request is a fixed buffer.
 * Errors: -errno of the kernel's answer; -EINTR: the state changed while it was
 *         dumped (ask again); -ETIMEDOUT: no answer; -EMSGSIZE: the question or
 *         an answer is too long.
 */
#ifndef NFTLOAD_KERNEL_ASK_REQUEST_H
#define NFTLOAD_KERNEL_ASK_REQUEST_H

#include "kernel/talk/socket.h"
#include "object/decode.h"
#include "object/encode.h"

#define REQUEST_MAX 1024
/* Dumps come in datagrams of at most 32 KiB; one element may be longer. */
#define ANSWER_MAX (160 * 1024)

struct request {
	_Alignas(8) uint8_t buf[REQUEST_MAX];
	struct wire w;
};

struct answer {
	struct low_msg m;
	const struct nlmsghdr *nlh; /* for the elements */
	struct arena *scratch;	    /* emptied after each answer */
};

typedef int request_fn(void *ctx, const struct answer *answer);

/* Makes a question for the object that m names, of m's kind and family; flags:
 * NLM_F_DUMP, or 0 for a single object. */
void request_init(struct request *q, const struct low_msg *m, uint16_t flags);
int request_run(struct request *q, struct kernel_socket *s, request_fn *fn,
		void *ctx) must_check;
/* The ruleset's generation id. */
int kernel_genid(struct kernel_socket *s, uint32_t *ret_genid) must_check;
/* A callback for questions whose error alone counts. */
int request_ignore(void *ctx, const struct answer *answer);

/* Only sends the question, for callers that keep the answers undecoded.  The
 * answers have the sequence number s->seq. */
int request_send(struct request *q, struct kernel_socket *s) must_check;
/* True when nlh ends the answer; *ret_err gets its result, 0 or -errno. */
bool answer_ends(const struct nlmsghdr *nlh, int *ret_err);
/* Drops the remaining answers to an interrupted question, before the next
 * question. */
void request_drain(struct kernel_socket *s, void *buf, size_t len);

/* Whether a message lies within len bytes; libmnl's check lets lengths of 2 GiB
 * or more pass. */
bool request_message_ok(const struct nlmsghdr *nlh, int len);

#endif
