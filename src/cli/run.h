/*
 * run — the whole path of one run, from the inputs to the exit code.
 *
 *   read -> parse -> compile -> batch -> commit
 *
 * In:     options; what shall become of the batch.
 * Out:    the exit code; diagnostics on stderr, dumps and echo on stdout.
 */
#ifndef NFTLOAD_CLI_RUN_H
#define NFTLOAD_CLI_RUN_H

#include "cli/options.h"

enum run_goal {
	GOAL_CHECK,  /* compile only, with no privilege and no kernel */
	GOAL_JUDGE,  /* let the kernel judge the batch and drop it */
	GOAL_COMMIT,
};

int run(const struct options *o, enum run_goal goal) must_check;

/* One transaction that is made ready and judged by the kernel first. */
struct run_spare {
	bool (*wait)(void *ctx); /* whether it is to be applied; returns
				  * when that is known */
	void *ctx;
};
int run_as_spare(const struct options *o,
		 const struct run_spare *spare) must_check;

#endif
