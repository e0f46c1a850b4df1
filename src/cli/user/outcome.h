/*
 * outcome — what became of a run: its closing sentence.
 *
 * In:     the commit's result, or the failure of a system call.
 * Out:    a sentence where something went wrong.
 */
#ifndef NFTLOAD_CLI_USER_OUTCOME_H
#define NFTLOAD_CLI_USER_OUTCOME_H

#include "kernel/commit/commit.h"
#include "load/load.h"

/* What a run says at its end, "": nothing. */
struct closing {
	char text[512];
};

void closing_add(struct closing *c, const char *fmt, ...) format_printf(2, 3);
void outcome_report(struct closing *c, const struct commit_result *res,
		    enum load_goal goal, unsigned int retries);
/* The input is wrong: how many errors were said, none: warnings that count as
 * errors. */
void input_report(struct closing *c, const struct diags *diags,
		  enum load_goal goal);
void failure_report(struct closing *c, const struct load_failure *why);
/* What keeps an echo or a report from being written, and what became of the
 * ruleset. */
void output_failure(struct closing *c, int err, const char *what,
		    const char *became);
/* --verbose */
void outcome_summary(struct closing *c, const struct commit_result *res,
		     uint32_t messages, unsigned int retries);

/* What has become of the ruleset so far.  Until noted otherwise, nothing has. */
void outcome_note(enum outcome outcome);
/* From now on, memory that runs out ends the process with that outcome's
 * sentence and exit code. */
void outcome_of_exhaustion(void);

#endif
