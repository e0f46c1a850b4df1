/*
 * read_dump — keeps the kernel's answers unchanged.
 *
 * In:     questions; the answers are read directly into the memory where they
 *         stay.
 * Out:    the messages of the answers, in order.
 * Owns:   the bytes, which do not move; dump_release() frees them.
 * Units:  bytes.
 * Errors: -errno of the kernel's answer; -EINTR: the state changed while it
 *         was dumped; -EMSGSIZE: a message that no dump can hold.
 * Spec:   netlink(7).
 *
 * A million elements are 16 MB of messages, and keeping them takes no more
 * memory: messages are copied only if others before them are left out.
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

/* A position in the messages; zeroed: before the first message. */
struct dump_cursor {
	const struct dump_block *block;
	uint32_t at;
};

/* Whether to keep a message; ctx as given to dump_ask(). */
typedef bool dump_keep_fn(void *ctx, const struct nlmsghdr *nlh);

void dump_release(struct dump *d);
struct dump_question {
	const struct low_msg *about; /* the objects that it names */
	dump_keep_fn *keep;	     /* NULL: all answers are kept */
	void *ctx;
	/* The answer counts although the ruleset changed meanwhile: others than
	 * these objects did. */
	bool spared;
};

/* Asks the kernel, and adds the answers; none after an error. */
int dump_ask(struct dump *d, struct kernel_socket *s,
	     const struct dump_question *q) must_check;
/* Adds messages that were kept elsewhere, and are copied.  -EPROTO: the bytes are
 * not whole messages. */
int dump_put(struct dump *d, const void *bytes, size_t len) must_check;
/* The next message, or NULL; after another question there may be more. */
const struct nlmsghdr *dump_next(const struct dump *d, struct dump_cursor *c);

#endif
