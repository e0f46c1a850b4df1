/*
 * confirm_apart — runs a load or sync with --confirm in a process of its own, which
 * outlives this one.
 *
 * In:     its options, and the function that runs it.
 * Out:    the exit code: of the run, or of the decision about its change.  While
 *         the change waits, a terminal shows the seconds that are left.
 * Owns:   nothing.
 * Errors: a sentence on stderr; nothing is changed where the holder cannot be
 *         started.
 */
#ifndef NFTLOAD_CLI_RUN_CONFIRM_APART_H
#define NFTLOAD_CLI_RUN_CONFIRM_APART_H

#include "cli/user/options.h"
#include "load/load.h"

int confirm_apart(const struct options *o,
		  int (*run)(const struct options *o, enum load_goal goal));

#endif
