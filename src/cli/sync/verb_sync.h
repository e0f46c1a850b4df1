/*
 * verb_sync — the verbs that compare what the files ask for with what the
 * kernel holds: sync, diff, fingerprint.
 *
 * In:     the options that were read for the verb.
 * Out:    the exit code.
 */
#ifndef NFTLOAD_CLI_SYNC_VERB_SYNC_H
#define NFTLOAD_CLI_SYNC_VERB_SYNC_H

#include "cli/user/options.h"

int verb_sync(struct options *o);
int verb_diff(struct options *o);
int verb_fingerprint(struct options *o);

#endif
