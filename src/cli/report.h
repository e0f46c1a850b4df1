/*
 * report — what a run did, as one JSON document (--report).
 *
 * In:     what the run came to.
 * Out:    the document, as text.
 * Units:  times in ms, sizes in bytes, memory in KiB.
 * Errors: a negative errno when the text could not be written.
 * Spec:   man/nftload-report.5.
 */
#ifndef NFTLOAD_CLI_REPORT_H
#define NFTLOAD_CLI_REPORT_H

#include "batch/batch.h"
#include "cli/meter.h"
#include "cli/run.h"
#include "kernel/commit.h"

struct report_facts {
	const struct options *opt;
	enum run_goal goal;
	int exit;
	const struct source_set *sources;
	const struct diags *diags; /* sorted */
	const struct batch *batch; /* NULL: the input did not compile */
	const struct commit_result *result;
	bool sent; /* result holds something */
	unsigned int retries;
	const char *failure; /* the closing sentence, "": none */
	const struct meter *meter;
};

int report_print(FILE *out, const struct report_facts *facts) must_check;

#endif
