/*
 * read_same — checks whether a set in the kernel has the desired elements,
 * without a dump.
 *
 * In:     the kernel's message about the set, which has the number of its
 *         elements (Linux 6.16), and the desired set.
 * Out:    true: the elements are the same.  False: they differ, or only a dump
 *         can show it.
 * Owns:   nothing.
 * Errors: none: after a failure, the caller needs a dump.
 *
 * A dump of a million elements takes the kernel 15 s, since it begins each
 * datagram with a walk over the elements before it.  Checking a batch takes 0.7
 * s.  The batch would delete all desired elements; the kernel accepts it if all
 * of them exist.  As the number of elements is the desired number, there are no
 * others.  For a map, a batch that would add all elements is refused if data
 * differ.  A batch cannot check times and comments: elements that have these
 * are asked for by their keys, in 1.5 s.
 *
 * A comment that only the kernel's element has goes unnoticed.
 */
#ifndef NFTLOAD_STATE_READ_SAME_H
#define NFTLOAD_STATE_READ_SAME_H

#include "kernel/talk/socket.h"
#include "state/store.h"

/* From this number of elements on, read_same() is faster than a dump. */
#define READ_SAME_MIN 50000

/* marked: the kernel's elements must have marks (state/mark.h). */
bool read_same(struct kernel_socket *s, const struct low_msg *present,
	       struct state_set *desired, bool marked);

#endif
