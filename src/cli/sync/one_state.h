/*
 * one_state — makes the state of the files or of the kernel, for a verb that
 * shows it.
 *
 * In:     a session.
 * Out:    one call of the verb's function with the state; errors on stderr.
 * Owns:   nothing: the state is gone when the function has returned.
 * Errors: an exit code.
 */
#ifndef NFTLOAD_CLI_SYNC_ONE_STATE_H
#define NFTLOAD_CLI_SYNC_ONE_STATE_H

#include "cli/sync/session.h"

/* sources: those of the files; NULL: the state is the kernel's. */
typedef void one_show_fn(const struct options *o, struct state *state,
			 const struct source_set *sources);

int one_of_files(struct session *s, one_show_fn *show) must_check;
int one_of_kernel(struct session *s, one_show_fn *show) must_check;

#endif
