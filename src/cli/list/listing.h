/*
 * listing — answers `list` and `get`: reads the kernel and prints it.
 *
 * In:     the listings of an input (struct ast), whose transaction is done.
 * Out:    text on standard output; errors on standard error.
 * Errors: an exit code: EXIT_INPUT for a table, chain or set that is not there,
 *         else that of what the kernel answered.
 */
#ifndef NFTLOAD_CLI_LIST_LISTING_H
#define NFTLOAD_CLI_LIST_LISTING_H

#include "cli/user/options.h"
#include "load/load.h"

/* Whether anything is to be listed after the transactions. */
bool listing_wanted(const struct load *l);
int listing_answer(const struct options *o, const struct transaction *t);

#endif
