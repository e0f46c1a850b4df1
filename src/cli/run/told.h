/*
 * told — how each transaction of a process ended, noted in memory that its
 * parent shares: a process that is killed cannot report it any more.
 *
 * In:     what commit_options.known says, and exit codes.
 * Out:    an outcome for each transaction, as far as it can be told.
 * Owns:   the notes are shared memory, which lasts as long as the process.
 * Errors: told_share(): NULL, errno says why.
 */
#ifndef NFTLOAD_CLI_RUN_TOLD_H
#define NFTLOAD_CLI_RUN_TOLD_H

#include "kernel/commit/commit.h"

struct told {
	int code; /* exit code; GO_ON: the process has not come to its end */
	enum outcome outcome; /* OUTCOME_FAILED: nothing was sent */
	uint32_t genid;	      /* of before it was sent, 0: unknown */
};

/* For n transactions, of which nothing is known yet. */
struct told *told_share(size_t n);
/* Of one of them. */
void told_note(struct told *t, const struct commit_result *res);
/* For a process that was killed while it sent n batches, one after the other:
 * finds out from the kernel's generation which of them were applied. netns is
 * the name of their namespace, NULL: the caller's own. */
void told_settle(struct told *list, size_t n, const char *netns);

#endif
