/*
 * apply — what messages do to a state, as the kernel would have it.
 *
 * In:     a batch, or messages that the kernel dumps.
 * Out:    the state after them; of a batch also what the kernel would refuse.
 * Owns:   nothing: the state borrows the messages.
 * Errors: a refusal for each message that the kernel refuses, with the offset
 *         of the attribute that it points at.  A message that is refused does
 *         nothing, and those behind it are judged all the same, as the kernel
 *         does.
 * Spec:   doc/state.md; tests/state compares with the kernel.
 */
#ifndef NFTLOAD_STATE_APPLY_H
#define NFTLOAD_STATE_APPLY_H

#include "state/store.h"

struct state_refusal {
	const struct batch_msg *msg;
	int errnum;	/* ENOENT ... */
	uint32_t off;	/* of the attribute at fault; 0: the message */
};

struct state_refusals {
	struct chunks list; /* of struct state_refusal */
};

void refusals_init(struct state_refusals *r);
void refusals_release(struct state_refusals *r);

/* Applies the batch's messages in order, and judges them; r NULL: nobody asks
 * for what is refused. */
void state_apply(struct state *s, const struct batch *b,
		 struct state_refusals *r);

/*
 * Takes one message of a dump.  Tables come first, then chains, sets, objects
 * and flow tables, then rules and elements: false, the message is of something
 * in a table, chain or set that was not there, or it is none of these.
 * Messages of deletions and generations are none.
 */
bool state_take(struct state *s, const struct nlmsghdr *nlh) must_check;

#endif
