/*
 * reporting — opens the report's file before the input is read (--report), and
 * writes the report at the run's end.
 *
 * In:     options; at the end, the document.
 * Out:    the exit code, EXIT_UNTOLD where the ruleset was applied and the
 *         report could not be written.
 * Owns:   the file, from reporting_start() to reporting_drop().
 * Errors: an exit code after a sentence on stderr.
 */
#ifndef NFTLOAD_CLI_REPORT_REPORTING_H
#define NFTLOAD_CLI_REPORT_REPORTING_H

#include "cli/report/report_file.h"
#include "cli/user/options.h"
#include "text/source.h"

#include <jansson.h>

struct reporting {
	const struct options *opt;
	struct report_file file;
	bool lost; /* the report cannot be written, and the run goes on */
};

/* GO_ON, or an exit code: the report's file cannot be written, or is an
 * input. */
int reporting_start(struct reporting *r, const struct options *o) must_check;
/* GO_ON, or an exit code: the report's file is an included file. */
int reporting_spares(const struct reporting *r,
		     const struct source_set *sources) must_check;
/* Writes the document and releases it.  Returns code, or another exit code if
 * the document could not be written. */
int reporting_end(struct reporting *r, json_t *doc, int code) must_check;
void reporting_drop(struct reporting *r);

#endif
