/*
 * outcome — what became of a run: the exit code and the closing sentence.
 *
 * In:     the commit's result, or the errno of a failed system call.
 * Out:    the exit code; a sentence where something went wrong.
 */
#ifndef NFTLOAD_CLI_OUTCOME_H
#define NFTLOAD_CLI_OUTCOME_H

#include "cli/run.h"
#include "kernel/commit.h"

/* What a run says at its end, "": nothing. */
struct closing {
	char text[512];
};

void closing_add(struct closing *c, const char *fmt, ...) format_printf(2, 3);
int outcome_report(struct closing *c, const struct commit_result *res,
		   enum run_goal goal, unsigned int retries);
/* The input is wrong: how many errors were said, none: warnings that count as
 * errors. */
void input_report(struct closing *c, const struct diags *diags,
		  enum run_goal goal);
/* err is a negative errno; doing says what failed ("opening ..."). */
int failure_report(struct closing *c, int err, const char *doing);
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
