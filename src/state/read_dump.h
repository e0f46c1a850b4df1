/*
 * read_dump — answers of the kernel, kept as they came.
 *
 * In:     questions; the answers are read straight to where they stay.
 * Out:    their messages, one after the other, in the order of the answers.
 * Owns:   the bytes, which do not move; dump_release() frees them.
 * Units:  bytes.
 * Errors: -errno of the kernel's answer; -EINTR: the state changed while it
 *         was dumped; -EMSGSIZE: a message that no dump can hold.
 * Spec:   netlink(7).
 *
 * A million elements are 16 MB of messages, and as much is all that it takes
 * to keep them: nothing is copied but where messages are left out.
 */
#ifndef NFTLOAD_STATE_READ_DUMP_H
#define NFTLOAD_STATE_READ_DUMP_H

#include "kernel/talk/socket.h"
#include "object/low.h"

#include <linux/netlink.h>

struct dump_block;

struct dump {
	struct dump_block *first, *last;
	uint64_t count, bytes; /* of the messages */
};

/* Where a reading of the messages stands; zeroed: before the first. */
struct dump_cursor {
	const struct dump_block *block;
	uint32_t at;
};

/* Whether a message stays; ctx as given to dump_ask(). */
typedef bool dump_keep_fn(void *ctx, const struct nlmsghdr *nlh);

void dump_release(struct dump *d);
/* Adds all answers to the question for what m names; those that keep (NULL:
 * none) does not want are left out. */
int dump_ask(struct dump *d, struct kernel_socket *s, const struct low_msg *m,
	     dump_keep_fn *keep, void *ctx) must_check;
/* The next message, or NULL; more may come when more was asked. */
const struct nlmsghdr *dump_next(const struct dump *d, struct dump_cursor *c);

#endif
