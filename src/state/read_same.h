/*
 * read_same — whether a set in the kernel holds what it shall hold, without a
 * dump of it.
 *
 * In:     the kernel's message about the set, which says how many elements it
 *         has (Linux 6.16), and the set as it shall be.
 * Out:    true: they are the same.  False: they differ, or it cannot be told,
 *         and only a dump can.
 * Owns:   nothing.
 * Errors: none: what goes wrong is a reason for the dump.
 *
 * A dump takes the kernel 15 s for a million elements, as each datagram begins
 * with a walk over those before it.  To judge a batch takes it 0.7 s: that
 * would delete all elements, and does so when they are all there; as many are
 * there as there shall be, so there are no others.  A batch that would add all
 * of a map refuses what leads to something else.  Times and comments a batch
 * cannot ask for: elements that have some are asked for by their keys, 1.5 s.
 *
 * A comment that only the kernel's element has is not noticed.
 */
#ifndef NFTLOAD_STATE_READ_SAME_H
#define NFTLOAD_STATE_READ_SAME_H

#include "kernel/talk/socket.h"
#include "state/store.h"

/* From so many elements on it is faster than a dump. */
#define READ_SAME_MIN 50000

/* marked: the kernel's elements shall have marks (state/mark.h). */
bool read_same(struct kernel_socket *s, const struct low_msg *present,
	       struct state_set *desired, bool marked);

#endif
