/*
 * run — runs the program once: loads rulesets by the options (load/load.h), and
 * prints diagnostics, dumps and echoes.
 *
 * In:     options; the goal of the load.
 * Out:    the exit code; diagnostics on stderr, dumps and echo on stdout.  If
 *         several transactions failed, the greatest of their codes.
 */
#ifndef NFTLOAD_CLI_RUN_RUN_H
#define NFTLOAD_CLI_RUN_RUN_H

#include "cli/user/options.h"
#include "load/load.h"

int run_load(const struct options *o, enum load_goal goal) must_check;

/* A run whose transactions are built and checked by the kernel, and applied
 * later. */
struct run_spare {
	/* As load_events.apply; returns when the decision is known. */
	bool (*wait)(void *ctx, const struct transaction *t);
	void *ctx;
};
int run_as_spare(const struct options *o,
		 const struct run_spare *spare) must_check;

#endif
