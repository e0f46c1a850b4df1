/*
 * fallback — a ruleset for when the main one cannot be loaded (--fallback).
 *
 * In:     options; what shall become of the batch.
 * Out:    run()'s exit code, or EXIT_FALLBACK after the fallback was loaded.
 * Errors: whatever the main run ends with, crashes too, but wrong usage.
 */
#ifndef NFTLOAD_CLI_RUN_FALLBACK_H
#define NFTLOAD_CLI_RUN_FALLBACK_H

#include "cli/run/run.h"

int run_or_fall_back(const struct options *o, enum load_goal goal) must_check;
/* The same in a process of its own, so that the rights which it gives up are
 * there for another try. */
int fall_back_apart(const struct options *o, enum load_goal goal) must_check;

#endif
