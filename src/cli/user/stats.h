/*
 * stats — figures of a run, on stderr: --stats, and what --verbose says of the
 * inputs.
 *
 * In:     a transaction that has ended; sources.
 * Units:  times in ms, sizes in bytes.
 */
#ifndef NFTLOAD_CLI_USER_STATS_H
#define NFTLOAD_CLI_USER_STATS_H

#include "cli/user/options.h"
#include "load/load.h"

/* As --stats and the progress line call it. */
const char *stats_phase(enum phase phase);
void stats_print(const struct transaction *t);
/* What was read, included files too. */
void stats_tell_inputs(const struct options *o,
		       const struct source_set *sources);

#endif
