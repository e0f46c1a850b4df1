/*
 * verb_load — the verbs that compile files: load, check, graph; and command
 * lines without a verb.
 *
 * In:     the options that were read for the verb.
 * Out:    the exit code.
 */
#ifndef NFTLOAD_CLI_RUN_VERB_LOAD_H
#define NFTLOAD_CLI_RUN_VERB_LOAD_H

#include "cli/user/options.h"

int verb_load(struct options *o);
int verb_check(struct options *o);
int verb_graph(struct options *o);
/* nft's flags, nft text, or both, in place of a verb. */
int verb_flags(struct options *o);

#endif
