/*
 * told — notes how each transaction of a process ended, in memory that the
 * parent shares, since a killed process cannot report it.
 *
 * In:     results from commit_options.known, and exit codes.
 * Out:    an outcome for each transaction, as far as it can be known.
 * Owns:   the notes are shared memory, which lasts as long as the process.
 * Errors: told_share(): NULL, with errno set.
 */
#ifndef NFTLOAD_CLI_RUN_TOLD_H
#define NFTLOAD_CLI_RUN_TOLD_H

#include "base/sha256.h"
#include "kernel/commit/commit.h"

struct told {
	int code; /* exit code; GO_ON: the process has not ended properly */
	enum outcome outcome; /* OUTCOME_FAILED: nothing was sent */
	uint32_t genid;	      /* before the batch was sent; 0: unknown */
	uint8_t inputs[SHA256_BYTES]; /* told_digest() of a sync's inputs */
	bool stays; /* the guard keeps the ruleset that the kernel holds */
};

/* Makes the notes for n transactions, whose outcomes are not known yet. */
struct told *told_share(size_t n);
/* Notes the result of one transaction. */
void told_note(struct told *t, const struct commit_result *res);
/* A digest of the files that a run has read. */
void told_digest(const struct source_set *sources,
		 uint8_t ret_digest[SHA256_BYTES]);
/* Called for a process that was killed while it sent n batches one after the
 * other: finds out from the kernel's generation which batches were applied.
 * netns: the name of their namespace; NULL: the caller's. */
void told_settle(struct told *list, size_t n, const char *netns);

#endif
