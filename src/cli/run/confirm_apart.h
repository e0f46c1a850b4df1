/*
 * confirm_apart — runs a sync in a process of its own, which outlives this one.
 *
 * In:     the options of a sync with --confirm, and what runs it.
 * Out:    the exit code: of the sync, or of what became of its change.  While
 *         the change waits, the seconds that are left are shown on a terminal.
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
