/*
 * request — one question to nf_tables and its answers, private to kernel/.
 *
 * In:     a message type and attributes.
 * Out:    each answer to a callback, as a struct nlmsghdr that is valid during
 *         the call; a callback's value other than 0 ends the reading and is
 *         returned.
 * Owns:   nothing; a request is a fixed buffer.
 * Errors: -errno of the kernel's answer; -EINTR: the state changed while it
 *         was dumped (ask again); -ETIMEDOUT: no answer; -EMSGSIZE: an answer
 *         or a question that is too long.
 */
#ifndef NFTLOAD_KERNEL_REQUEST_H
#define NFTLOAD_KERNEL_REQUEST_H

#include "kernel/socket.h"

#include <libmnl/libmnl.h>

#define REQUEST_MAX 1024
/* Dumps come in datagrams of at most 32 KiB; one element may be longer. */
#define ANSWER_MAX (160 * 1024)

struct request {
	_Alignas(8) uint8_t buf[REQUEST_MAX];
	struct nlmsghdr *nlh;
	bool overflow;
};

typedef int request_fn(void *ctx, const struct nlmsghdr *nlh);

/* type is NFT_MSG_GET*; flags: NLM_F_DUMP, or 0 for a single object. */
void request_init(struct request *q, uint8_t type, uint8_t family,
		  uint16_t flags);
void request_str(struct request *q, uint16_t attr, const char *s);
int request_run(struct request *q, struct kernel_socket *s, request_fn *fn,
		void *ctx) must_check;

/* libmnl's check, which a length of 2 GiB or more gets past. */
bool message_ok(const struct nlmsghdr *nlh, int len);
/* The attribute of that number in an answer; NULL: it is not there. */
const struct nlattr *answer_attr(const struct nlmsghdr *nlh,
				 unsigned int number);
/* The same inside a nest. */
const struct nlattr *nest_attr(const struct nlattr *nest, unsigned int number);
/* The string in an attribute of an answer; NULL: not there, or no string. */
const char *answer_str(const struct nlmsghdr *nlh, unsigned int number);
/* A big-endian number of 4 or 8 bytes; 0: it is not there. */
uint64_t answer_num(const struct nlmsghdr *nlh, unsigned int number);

#endif
