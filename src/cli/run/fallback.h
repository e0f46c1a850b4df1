/*
 * fallback — loads another ruleset if the main ruleset cannot be loaded
 * (--fallback).
 *
 * In:     options; the goal of the load.
 * Out:    run_load()'s exit code, or EXIT_FALLBACK after the fallback was loaded.
 * Errors: the fallback is loaded after every failure of the main run, even a
 *         crash, except wrong usage.
 */
#ifndef NFTLOAD_CLI_RUN_FALLBACK_H
#define NFTLOAD_CLI_RUN_FALLBACK_H

#include "cli/run/run.h"

int run_or_fall_back(const struct options *o, enum load_goal goal) must_check;
/* run_or_fall_back() in a separate process: this process keeps the rights that
 * the run gives up, for another try. */
int fallback_apart(const struct options *o, enum load_goal goal) must_check;

#endif
