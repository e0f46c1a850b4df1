/*
 * told — what becomes of the transactions of a process, noted where another
 * process reads it: one that is killed says no more.
 *
 * In:     what commit_options.known says, and exit codes.
 * Out:    an outcome for each transaction, as far as it can be told.
 * Owns:   the notes are shared memory, which lasts as long as the process.
 * Errors: told_share(): NULL, errno says why.
 */
#ifndef NFTLOAD_CLI_TOLD_H
#define NFTLOAD_CLI_TOLD_H

#include "kernel/commit.h"

struct told {
	int code; /* exit code; GO_ON: the process has not come to its end */
	enum outcome outcome; /* OUTCOME_FAILED: nothing was sent */
	uint32_t genid;	      /* of before it was sent, 0: unknown */
};

/* For n transactions, of which nothing is known yet. */
struct told *told_share(size_t n);
/* Of one of them. */
void told_note(struct told *t, const struct commit_result *res);
/* Settles by the kernel's generation what became of n batches whose process was
 * killed while it sent them, one after the other; netns is the name of their
 * namespace, NULL: one's own. */
void told_settle(struct told *list, size_t n, const char *netns);

#endif
