/*
 * messages — the diagnostics of a run, on stderr.
 *
 * In:     what was collected, and how the user wants it shown.
 */
#ifndef NFTLOAD_CLI_MESSAGES_H
#define NFTLOAD_CLI_MESSAGES_H

#include "cli/options.h"
#include "text/diag.h"
#include "text/source.h"

void messages_print(const struct options *o, const struct source_set *sources,
		    struct diags *diags);

#endif
