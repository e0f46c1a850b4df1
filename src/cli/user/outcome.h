/*
 * outcome — makes the closing sentence of a run.
 *
 * In:     the commit's result, or the failure of a system call.
 * Out:    a sentence where something went wrong.
 */
#ifndef NFTLOAD_CLI_USER_OUTCOME_H
#define NFTLOAD_CLI_USER_OUTCOME_H

#include "kernel/commit/commit.h"
#include "load/load.h"

/* The closing sentence; "": none. */
struct closing {
	char text[512];
};

void closing_add(struct closing *c, const char *fmt, ...) format_printf(2, 3);
void outcome_report(struct closing *c, const struct commit_result *res,
		    enum load_goal goal, unsigned int retries);
/* The sentence for a wrong input: the number of errors, or of warnings that
 * count as errors. */
void input_report(struct closing *c, const struct diags *diags,
		  enum load_goal goal);
void outcome_failure(struct closing *c, const struct load_failure *why);
/* The sentence for an echo or report that could not be written (what), and why;
 * became: the state of the ruleset. */
void outcome_output_failure(struct closing *c, int err, const char *what,
			    const char *became);
/* --verbose */
void outcome_summary(struct closing *c, const struct commit_result *res,
		     uint32_t messages, unsigned int retries);

/* Notes the outcome so far.  Before the first note, nothing has been sent. */
void outcome_note(enum outcome outcome);
/* Whether it is known that nothing was applied so far. */
bool outcome_is_nothing(void);
/* From now on, if memory runs out, the process ends with the sentence and exit
 * code of the noted outcome. */
void outcome_of_exhaustion(void);

#endif
