/*
 * echoes — which message of the batch an echo answers, private to kernel/.
 *
 * In:     echoes of a committed batch, in the order in which they came.
 * Out:    the message, and the place in the input of what was created.
 * Owns:   nothing.
 * Errors: false: it answers nothing that is to be shown.
 *
 * The kernel echoes each element of a list by itself, under sequence number 0
 * (as of Linux 6.18), and none for an element that was there before.  So the
 * message is found by the names of table and set, the element by its key; both
 * come in the order of the batch, which makes this one walk over all.
 */
#ifndef NFTLOAD_KERNEL_COMMIT_ECHOES_H
#define NFTLOAD_KERNEL_COMMIT_ECHOES_H

#include "base/arena.h"
#include "batch/batch.h"
#include "object/decode.h"

struct echoes {
	const struct batch *b;
	struct arena *scratch;	 /* empty between two calls */
	uint32_t msg;		 /* index of the message walked over */
	uint32_t item;		 /* number of the element walked to in it */
	struct decode_elems at;	 /* behind that; start NULL: not yet entered */
};

bool echoes_find(struct echoes *e, const struct nlmsghdr *nlh,
		 const struct batch_msg **ret_msg, struct span *ret_at);

#endif
