/*
 * echoes — finds the message of the batch that an echo belongs to, private to
 * kernel/.
 *
 * In:     echoes of a committed batch, in the order of their arrival.
 * Out:    the message.
 * Owns:   nothing.
 * Errors: NULL: the echo shows no object of the batch.
 *
 * The kernel echoes each element of a list separately, with sequence number 0
 * (as of Linux 6.18), and does not echo an element that existed before.  So the
 * message is found by the names of table and set, and the element by its key.
 * Echoes come in the order of the batch: one walk over the batch finds all of
 * them.
 */
#ifndef NFTLOAD_KERNEL_COMMIT_ECHOES_H
#define NFTLOAD_KERNEL_COMMIT_ECHOES_H

#include "base/arena.h"
#include "batch/batch.h"
#include "object/decode.h"

struct echoes {
	const struct batch *b;
	struct arena *scratch;	 /* empty between two calls */
	uint32_t msg;		 /* index of the current message */
	struct decode_elems at;	 /* at the element found last; start NULL:
				  * message not begun */
};

const struct batch_msg *echoes_find(struct echoes *e,
				     const struct nlmsghdr *nlh);

#endif
