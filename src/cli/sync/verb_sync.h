/*
 * verb_sync — the verbs that compare files with the kernel: sync, diff,
 * fingerprint.
 *
 * In:     the options of the verb.
 * Out:    the exit code.
 */
#ifndef NFTLOAD_CLI_SYNC_VERB_SYNC_H
#define NFTLOAD_CLI_SYNC_VERB_SYNC_H

#include "cli/user/options.h"

int verb_sync(struct options *o);
int verb_diff(struct options *o);
int verb_fingerprint(struct options *o);

#endif
