/*
 * verb_sync — the verbs that compare files with the kernel, or show what they
 * ask for: sync, diff, fingerprint, convert.
 *
 * In:     the options of the verb.
 * Out:    the exit code.  The verb sync itself is in cli/boot, as it may take
 *         the machine's files.
 */
#ifndef NFTLOAD_CLI_SYNC_VERB_SYNC_H
#define NFTLOAD_CLI_SYNC_VERB_SYNC_H

#include "cli/run/fallback.h"

/* The run of a sync (fallback.h), for the goals LOAD_JUDGE and LOAD_COMMIT.
 * RUN_LOADS with options.or_load: the files are wrong, or describe no state. */
int sync_files(const struct options *o, enum load_goal goal) must_check;
int verb_diff(struct options *o);
int verb_fingerprint(struct options *o);
int verb_convert(struct options *o);

#endif
