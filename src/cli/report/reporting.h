/*
 * reporting — where the report of a run goes (--report), from before the input
 * is looked at to the run's end.
 *
 * In:     options; at the end the document.
 * Out:    the exit code, EXIT_UNTOLD where the ruleset was applied and the
 *         report could not be written.
 * Owns:   the keeper, from reporting_start() to reporting_drop().
 * Errors: an exit code after a sentence on stderr.
 */
#ifndef NFTLOAD_CLI_REPORT_REPORTING_H
#define NFTLOAD_CLI_REPORT_REPORTING_H

#include "cli/report/keeper.h"
#include "cli/user/options.h"
#include "text/source.h"

#include <jansson.h>

struct reporting {
	const struct options *opt;
	struct keeper keeper;
	bool lost; /* it cannot be written, and the run goes on */
};

/* GO_ON, or the exit code: it cannot be written, or is one of the inputs. */
int reporting_start(struct reporting *r, const struct options *o) must_check;
/* The same of included files, which are known later. */
int reporting_spares(const struct reporting *r,
		     const struct source_set *sources) must_check;
/* Writes the document, which is released.  Returns the exit code: code,
 * unless the document could not be written. */
int reporting_end(struct reporting *r, json_t *doc, int code) must_check;
void reporting_drop(struct reporting *r);

#endif
