/*
 * verb_undo — the verb undo: takes the last change of the history back, or a
 * change and all later ones.
 */
#ifndef NFTLOAD_CLI_UNDO_VERB_UNDO_H
#define NFTLOAD_CLI_UNDO_VERB_UNDO_H

#include "cli/user/options.h"

int verb_undo(struct options *o);

#endif
