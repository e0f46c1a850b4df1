/*
 * rivals — finds out which process changes the ruleset while a sync tries to,
 * and whether it changes the tables of the sync.
 *
 * Internal to sync/.
 *
 * In:     lost tries; the tables that are read.
 * Out:    the last process that made a try necessary, as far as it is known;
 *         whether what was read holds for a later generation.
 * Owns:   a socket beside that of the sync, from rivals_open() to
 *         rivals_close().
 * Errors: none: without a socket nobody is found, and every commit counts.
 *
 * Nobody listens before a try was lost (kernel/ask/witness.h).
 */
#ifndef NFTLOAD_SYNC_RIVALS_H
#define NFTLOAD_SYNC_RIVALS_H

#include "base/arena.h"
#include "kernel/ask/witness.h"

/* A table of the sync. */
struct rivals_table {
	struct rivals_table *next;
	const char *name;
	uint8_t family;
};

struct rivals {
	struct kernel_socket sock; /* fd -1: there is none */
	struct writer last;	   /* pid 0: nobody is known */
	struct witness witness;
	struct rivals_table *tables;
	struct arena arena; /* of the tables */
};

/* While sockets can be opened.  netns: a namespace, or NULL. */
void rivals_open(struct rivals *r, const char *netns);
void rivals_close(struct rivals *r);
/* A table is one of the sync's. */
void rivals_mind(struct rivals *r, const struct low_msg *table);
/* A try was lost: from now on they are watched. */
void rivals_watch(struct rivals *r, struct kernel_socket *asked);
/* NULL: they are not watched. */
struct witness *rivals_witness(struct rivals *r);

#endif
