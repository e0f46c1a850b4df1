/*
 * outcome — what became of a run: the exit code and the closing sentence.
 *
 * In:     the commit's result, or the errno of a failed system call.
 * Out:    the exit code; one line on stderr where something went wrong.
 */
#ifndef NFTLOAD_CLI_OUTCOME_H
#define NFTLOAD_CLI_OUTCOME_H

#include "cli/run.h"
#include "kernel/commit.h"

int outcome_report(const struct commit_result *res, enum run_goal goal,
		   unsigned int retries);
/* err is a negative errno; doing says what failed ("opening ..."). */
int failure_report(int err, const char *doing);
/* --verbose */
void outcome_summary(const struct commit_result *res, uint32_t messages,
		     unsigned int retries);

#endif
