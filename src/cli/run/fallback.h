/*
 * fallback — loads another ruleset if the main ruleset cannot be loaded
 * (--fallback).
 *
 * In:     a request: options, the goal, and the run for the main ruleset:
 *         run_load(), or sync_files() of cli/sync.  The fallback is always
 *         loaded.
 * Out:    the run's exit code, or EXIT_FALLBACK after the fallback was loaded.
 * Errors: the fallback is loaded after every failure of the main run, even a
 *         crash, except wrong usage.
 */
#ifndef NFTLOAD_CLI_RUN_FALLBACK_H
#define NFTLOAD_CLI_RUN_FALLBACK_H

#include "cli/run/apart.h"

/* No exit code, but the answer of a run with options.or_load: the files are to
 * be loaded, and nothing was said about them. */
#define RUN_LOADS 64

int run_or_fall_back(const struct run_request *r) must_check;
/* run_or_fall_back() in a separate process: this process keeps the rights that
 * the run gives up, for another try. */
int fallback_apart(const struct run_request *r) must_check;

#endif
