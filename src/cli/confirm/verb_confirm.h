/*
 * verb_confirm — the verbs confirm and reject: decide about a change that waits.
 *
 * In:     the options of the verb; its one word is the id of the change.
 * Out:    the exit code.
 * Spec:   nftload(8).
 */
#ifndef NFTLOAD_CLI_CONFIRM_VERB_CONFIRM_H
#define NFTLOAD_CLI_CONFIRM_VERB_CONFIRM_H

#include "cli/user/options.h"

int verb_confirm(struct options *o);
int verb_reject(struct options *o);

#endif
