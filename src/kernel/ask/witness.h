/*
 * witness — tells whether the commits of others touched some tables.
 *
 * In:     a socket that is used for nothing else; which tables count.
 * Out:    whether, since a moment and up to a generation, all commits left
 *         these tables alone; the last process that committed.
 * Owns:   nothing.
 * Units:  generations of the ruleset.
 * Errors: where it cannot tell (no socket, news were lost or come late), the
 *         tables count as touched.
 *
 * What was read of a table is true for a later generation, too, if all commits
 * in between touched others.  The kernel describes each object of a commit to
 * whoever listens, which costs more than the commit: listen only where somebody
 * was in the way.
 */
#ifndef NFTLOAD_KERNEL_ASK_WITNESS_H
#define NFTLOAD_KERNEL_ASK_WITNESS_H

#include "kernel/ask/writer.h"

/* Whether a message of a commit is about a table that counts. */
typedef bool witness_fn(void *ctx, const struct low_msg *m);

struct witness {
	struct kernel_socket *sock;
	witness_fn *counts;
	void *ctx;
	struct writer last;
	uint32_t genid; /* of the last commit that it knows of */
	bool listens, touched;
};

/* From now on; asks the other socket for the generation.  Called again, it
 * begins again. */
void witness_begin(struct witness *w, struct kernel_socket *asked);
/* Whether all commits up to genid, which the kernel has named, spared the
 * tables. */
bool witness_spared(struct witness *w, uint32_t genid);

#endif
