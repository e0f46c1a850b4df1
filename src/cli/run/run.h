/*
 * run — one run of the program: loads (load/load.h) what the options ask for,
 * and tells of it.
 *
 * In:     options; what shall become of the batches.
 * Out:    the exit code; diagnostics on stderr, dumps and echo on stdout.  Of
 *         several transactions the greatest code of those that failed.
 */
#ifndef NFTLOAD_CLI_RUN_RUN_H
#define NFTLOAD_CLI_RUN_RUN_H

#include "cli/user/options.h"
#include "load/load.h"

int run(const struct options *o, enum load_goal goal) must_check;

/* Transactions that are made ready and judged by the kernel first. */
struct run_spare {
	/* As load_events.apply; returns when it is known. */
	bool (*wait)(void *ctx, const struct transaction *t);
	void *ctx;
};
int run_as_spare(const struct options *o,
		 const struct run_spare *spare) must_check;

#endif
