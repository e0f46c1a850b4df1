/*
 * judge — finds errors of a batch that any kernel would report, without a
 * kernel.
 *
 * In:     a compiled transaction.
 * Out:    diagnostics in the words of the kernel's errors.  A name that the
 *         kernel may have is no error.
 * Owns:   nothing.
 */
#ifndef NFTLOAD_LOAD_JUDGE_H
#define NFTLOAD_LOAD_JUDGE_H

#include "load/load.h"
#include "state/apply.h"

/* Reports what the kernel would refuse, where no kernel is asked (LOAD_CHECK);
 * lints the batch, if that is asked for and nothing is refused. */
void judge_transaction(struct transaction *t);
/* Reports the messages of a batch that a state refuses, in the same words. */
void judge_tell(const struct batch *b, const struct state_refusals *refused,
		const struct source_set *sources, struct diags *diags);

#endif
