/*
 * read — reads some tables of the kernel, all in one generation.
 *
 * In:     the tables that are wanted, and the sets whose elements are wanted.
 * Out:    the kernel's messages, unchanged, in this order: tables; chains;
 *         sets, objects and flow tables, a table at a time; elements, a set at
 *         a time; rules, a chain at a time and in their order.  Attributes that
 *         this program does not know stay in the messages.
 * Owns:   the messages; reading_release() frees them.
 * Errors: -EINTR: other programs changed the ruleset during each of READ_TRIES
 *         tries; else -errno of the kernel's answer.
 *
 * The kernel needs 15 s for the elements of a set of a million, and 4 s for the
 * rules of a chain of 100,000, since it begins each datagram with a walk to the
 * end of the last one.  So the rules of large tables are asked for chain by
 * chain, and the caller decides which elements it needs.  For tables that are not wanted, only their
 * own messages and the names of their chains are read.
 */
#ifndef NFTLOAD_STATE_READ_H
#define NFTLOAD_STATE_READ_H

#include "kernel/ask/witness.h"
#include "state/read_dump.h"

#define READ_TRIES 8

/* All functions are called again after a failed try. */
struct read_choice {
	/* Whether the table is one of those to be read. */
	bool (*table)(void *ctx, const struct low_msg *table);
	/* Whether the elements of the set are needed; NULL: of every set.  It
	 * may ask the kernel. */
	bool (*elements)(void *ctx, const struct low_msg *set);
	void *ctx;
	/* A socket that gets notifications from the first lost try to the end
	 * of the reading; NULL: writers are not reported. */
	struct kernel_socket *watch;
	/* Whether the rules of the chain are needed; NULL: of every chain. */
	bool (*rules)(void *ctx, const struct low_msg *chain);
	/* What is read of the tables: bits 1 << enum low_kind; 0: all. */
	uint32_t kinds;
	/* Where only tables that it does not count are changed meanwhile, what
	 * was read holds for the generation at the end; NULL: any change makes
	 * another try necessary. */
	struct witness *witness;
	unsigned int tries; /* 0: READ_TRIES */
};

struct reading {
	struct dump dump;
	uint32_t genid;	/* the generation that the messages belong to */
	uint32_t tries;
	struct writer writer; /* the process that made more tries necessary */
};

int state_read(struct reading *r, struct kernel_socket *s,
	       const struct read_choice *choice) must_check;
void reading_release(struct reading *r);

#endif
