/*
 * verb_load — the verbs that compile what the files say: load, check, graph.
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

#endif
