/*
 * loss — finds out whether a plan removes so much that the input is probably
 * empty or incomplete.
 *
 * In:     a plan, with its states; the percentage of rules that may go.
 * Out:    the first loss found: too many rules, a policy of accept at input, a
 *         big set without elements.
 * Owns:   nothing: names are the plan's.
 * Errors: none.
 * Spec:   nftload(8), --guard.
 *
 * What belongs to others and stays does not count.
 */
#ifndef NFTLOAD_SYNC_LOSS_H
#define NFTLOAD_SYNC_LOSS_H

#include "plan/plan.h"

#define LOSS_RULES_MIN 10	/* fewer rules are not counted */
#define LOSS_ELEMENTS_MIN 101	/* smaller sets may lose all elements */
#define LOSS_PERCENT 80		/* the default */

enum loss_kind { LOSS_NONE, LOSS_RULES, LOSS_POLICY, LOSS_ELEMENTS };

struct loss {
	enum loss_kind kind;
	uint64_t lost, of; /* numbers of rules or elements */
	/* Of the chain or set; NULL for LOSS_RULES. */
	const struct state_table *table;
	const char *name;
};

struct loss loss_find(struct plan *p, uint32_t max_removed_percent);

#endif
