/*
 * verb_history — the verb history: lists the commits of the history, or prints
 * what one of them changed.
 */
#ifndef NFTLOAD_CLI_UNDO_VERB_HISTORY_H
#define NFTLOAD_CLI_UNDO_VERB_HISTORY_H

#include "cli/user/options.h"

int verb_history(struct options *o);

#endif
