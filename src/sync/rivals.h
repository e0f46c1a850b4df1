/*
 * rivals — finds out which process changes the ruleset while a sync tries to.
 *
 * Internal to sync/.
 *
 * In:     lost tries.
 * Out:    the last process that made one necessary, as far as it is known.
 * Owns:   a socket beside that of the sync, from rivals_open() to
 *         rivals_close().
 * Errors: none: without a socket nobody is found.
 *
 * The kernel describes each object of a commit to whoever listens, which costs
 * more than the commit; so nobody listens before a try was lost, nor while the
 * sync's own batch is committed.
 */
#ifndef NFTLOAD_SYNC_RIVALS_H
#define NFTLOAD_SYNC_RIVALS_H

#include "kernel/ask/writer.h"

struct rivals {
	struct kernel_socket sock; /* fd -1: there is none */
	struct writer last;	   /* pid 0: nobody is known */
};

/* While sockets can be opened.  netns: a namespace, or NULL. */
void rivals_open(struct rivals *r, const char *netns);
void rivals_close(struct rivals *r);
/* A try was lost: from now on they are watched. */
void rivals_watch(struct rivals *r);
/* Before the own batch is sent: until the next try is lost they are not. */
void rivals_rest(struct rivals *r);

#endif
