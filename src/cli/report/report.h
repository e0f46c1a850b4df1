/*
 * report — makes the report of a run, one JSON document (--report).
 *
 * In:     the result of the run.
 * Out:    the document, as text.
 * Units:  times in ms, sizes in bytes, memory in KiB.
 * Owns:   documents are the caller's; only report_with_fallback() takes over
 *         its arguments.
 * Errors: -errno when the text could not be written.
 * Spec:   man/nftload-report.5.
 */
#ifndef NFTLOAD_CLI_REPORT_REPORT_H
#define NFTLOAD_CLI_REPORT_REPORT_H

#include "cli/user/options.h"
#include "load/load.h"

#include <jansson.h>

struct report_facts {
	const struct options *opt;
	const char *file, *netns; /* the transaction's, of several; else NULL */
	const struct diags *shared; /* of a shared input, or NULL */
	const struct transaction *t; /* its diagnostics are sorted */
	enum load_goal goal;
	int exit;
	const char *failure; /* the closing sentence, "": none */
};

json_t *report_document(const struct report_facts *facts) must_check;
/* The report of a run that wrote none: its process was killed, or never began.
 * outcome OUTCOME_FAILED: nothing was sent. */
json_t *report_of_none(const struct options *o, int exit, bool begun,
		       enum outcome outcome) must_check;
/* Puts the report of the fallback into the main report.  Both may be arrays;
 * fallback is NULL if its process was killed. exit: the program's exit code. */
json_t *report_with_fallback(const struct options *o, json_t *doc,
			     json_t *fallback, int exit) must_check;
int report_write(FILE *out, const json_t *doc) must_check;

enum report_outcome { REPORT_NOTHING, REPORT_APPLIED, REPORT_UNKNOWN };

/* Whether a report, or an array of reports, says that something was applied
 * (the main ruleset or the fallback). doc NULL: nothing. */
enum report_outcome report_outcome(const json_t *doc);

#endif
