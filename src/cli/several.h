/*
 * several — several transactions in one run: --each and --netns.
 *
 * In:     options with one of the two.
 * Out:    the exit code: of those that failed the greatest; each transaction's
 *         messages and what became of it on stderr, in their order.
 */
#ifndef NFTLOAD_CLI_SEVERAL_H
#define NFTLOAD_CLI_SEVERAL_H

#include "cli/run.h"
#include "kernel/socket.h"

/* Each file a transaction of its own, all sent with one call. */
int run_each(const struct options *o, enum run_goal goal,
	     const struct transport_choice *how) must_check;
/* The same input, read once and compiled for each namespace. */
int run_netns(const struct options *o, enum run_goal goal,
	      const struct transport_choice *how) must_check;

#endif
