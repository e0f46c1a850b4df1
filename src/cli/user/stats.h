/*
 * stats — prints figures of a run on stderr: those of --stats, and those of
 * --verbose about the inputs.
 *
 * In:     a transaction that has ended; sources.
 * Units:  times in ms, sizes in bytes.
 */
#ifndef NFTLOAD_CLI_USER_STATS_H
#define NFTLOAD_CLI_USER_STATS_H

#include "cli/user/options.h"
#include "load/load.h"

/* The name of a phase for --stats and the progress line. */
const char *stats_phase(enum phase phase);
void stats_print(const struct transaction *t);
/* Prints the files read, with included files. */
void stats_tell_inputs(const struct options *o,
		       const struct source_set *sources);

#endif
