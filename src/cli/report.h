/*
 * report — what a run did, as one JSON document (--report).
 *
 * In:     where to write it; what the run came to.
 * Out:    the file, whole or not at all: it is written beside its place and
 *         renamed.  Devices and pipes are written to as they are.
 * Owns:   the folder's descriptor and the name, until report_write() or
 *         report_close().
 * Errors: -errno.
 * Spec:   man/nftload-report.5.
 */
#ifndef NFTLOAD_CLI_REPORT_H
#define NFTLOAD_CLI_REPORT_H

#include "batch/batch.h"
#include "cli/meter.h"
#include "cli/run.h"
#include "kernel/commit.h"

struct report_file {
	char *name; /* in the folder, or a path; NULL: no report is wanted */
	int folder; /* descriptor, -1: the name is a path, "-" is stdout */
};

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

/* Before anything is done: a report that cannot be written is an error as long
 * as nothing was applied. */
int report_open(struct report_file *f, const char *path) must_check;
int report_write(struct report_file *f,
		 const struct report_facts *facts) must_check;
void report_close(struct report_file *f);

#endif
