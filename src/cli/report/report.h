/*
 * report — what a run did, as one JSON document (--report).
 *
 * In:     what the run came to.
 * Out:    the document, as text.
 * Units:  times in ms, sizes in bytes, memory in KiB.
 * Owns:   documents are the caller's; those that are handed in are taken over
 *         by report_with_fallback(), others are not.
 * Errors: a negative errno when the text could not be written.
 * Spec:   man/nftload-report.5.
 */
#ifndef NFTLOAD_CLI_REPORT_REPORT_H
#define NFTLOAD_CLI_REPORT_REPORT_H

#include "cli/user/options.h"
#include "load/load.h"

#include <jansson.h>

struct report_facts {
	const struct options *opt;
	const char *file, *netns; /* which of several; NULL: not by that */
	const struct diags *shared; /* of an input that several have, or NULL */
	const struct transaction *t; /* its diagnostics are sorted */
	enum load_goal goal;
	int exit;
	const char *failure; /* the closing sentence, "": none */
};

json_t *report_document(const struct report_facts *facts) must_check;
/* Of a run that wrote none: its process was ended, or never began; outcome is
 * OUTCOME_FAILED where nothing was sent. */
json_t *report_of_none(const struct options *o, int exit, bool begun,
		       enum outcome outcome) must_check;
/* Puts what became of the fallback, its own report, into the main report;
 * either may be an array, and the fallback's NULL where its process was ended.
 * exit is that of the program. */
json_t *report_with_fallback(const struct options *o, json_t *doc,
			     json_t *fallback, int exit) must_check;
int report_write(FILE *out, const json_t *doc) must_check;

enum report_outcome { REPORT_NOTHING, REPORT_APPLIED, REPORT_UNKNOWN };

/* Whether anything was applied, be it the fallback, by a report or an array of
 * reports; NULL: nothing. */
enum report_outcome report_outcome(const json_t *doc);

#endif
