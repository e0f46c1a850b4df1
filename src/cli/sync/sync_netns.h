/*
 * sync_netns — syncs the same files with several network namespaces, each in a
 * process of its own, one after the other.
 *
 * In:     options with namespaces; the goal; the run for one namespace.
 * Out:    the exit code that matters most; an array of reports; a line on stderr
 *         for each namespace that differs, or with --verbose.
 * Owns:   nothing.
 * Errors: exit codes after a sentence on stderr; those of one namespace do not
 *         stop the others.
 */
#ifndef NFTLOAD_CLI_SYNC_SYNC_NETNS_H
#define NFTLOAD_CLI_SYNC_SYNC_NETNS_H

#include "cli/run/apart.h"

int sync_each_netns(const struct run_request *r) must_check;

#endif
