/*
 * loading — keeps a load in the history, as the difference between the rulesets
 * that the kernel held before and after it.
 *
 *     loading_before()   the kernel has accepted the load, and not committed it yet
 *     loading_after()    right after the commit
 *
 * In:     a transaction; a keeping that has been started.
 * Out:    the keeping's entry, noted, if the load has changed something.
 * Owns:   the states that it reads, until loading_release().
 * Errors: loading_before(): enum load_code.  All else is a warning: the load is
 *         not in the history then.
 *
 * Only the tables that the load touches are read.
 */
#ifndef NFTLOAD_CLI_HISTORY_LOADING_H
#define NFTLOAD_CLI_HISTORY_LOADING_H

#include "cli/history/keeping.h"
#include "hold/touched.h"
#include "load/load.h"

struct loading {
	struct keeping *keeping;
	struct touched touched;
	struct present before;
	bool has_before;
};

void loading_init(struct loading *l, struct keeping *k);
/* As load_events.ready: LOAD_GOES_ON, or LOAD_CONFLICT. */
int loading_before(struct loading *l, const struct transaction *t,
		   uint32_t *genid) must_check;
void loading_after(struct loading *l, const struct transaction *t);
void loading_release(struct loading *l);

#endif
