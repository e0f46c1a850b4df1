/*
 * echo_state — makes a record of an echo, as listings are made of.
 *
 * A rule is lifted from its message in the batch, as anonymous sets and chains
 * have other names in the kernel.  So the batch is applied to a state that
 * knows nothing of the kernel, always as far as the echoes have come.  Sets
 * that only the kernel has are asked for, each once.
 *
 * In:     the messages of a committed batch, and the kernel's echoes of them.
 * Out:    records of a state, for print/.
 * Owns:   the state, until echo_state_release().  A record lasts until the next
 *         one is made; it borrows the echo.
 * Errors: false: the echo shows no object, or one that is part of a rule.
 */
#ifndef NFTLOAD_CLI_ECHO_ECHO_STATE_H
#define NFTLOAD_CLI_ECHO_ECHO_STATE_H

#include "cli/echo/echo_write.h"
#include "load/load.h"
#include "state/store.h"

union echo_record {
	struct state_item item;
	struct state_table table;
	struct state_chain chain;
	struct state_rule rule;
	struct state_set set;
	struct state_obj obj;
	struct state_flowtable flowtable;
};

struct echo_state {
	const struct transaction *t;
	struct state state;
	uint32_t applied; /* messages of the batch */
	/* If the batch removes something: the state after it, and of each
	 * message, whether the rule that it makes is there then. */
	bool removes;
	struct state last;
	bool *stays;
	uint64_t *handles; /* of rules, by the number of the message */
	struct state_chain chain; /* of a rule's record */
};

void echo_state_init(struct echo_state *s, const struct transaction *t);
void echo_state_release(struct echo_state *s);

/* Applies the batch up to a message, which is that of the next echo.  False:
 * that was done before. */
bool echo_state_reach(struct echo_state *s, const struct batch_msg *m);
/* echo: the decoded echo of m.  False, too, for what the batch removes again. */
bool echo_state_record(struct echo_state *s, const struct batch_msg *m,
		       struct low_msg *echo, union echo_record *ret);
/* Of the rule that m makes, and the verb that puts it there. */
struct echo_place echo_state_place(struct echo_state *s,
				   const struct batch_msg *m,
				   const char **ret_verb);
/* The set that elements of an echo are in; NULL: it is not known, or the batch
 * removes it again. */
struct state_set *echo_state_set(struct echo_state *s,
				 const struct batch_msg *m,
				 const struct low_msg *echo);

#endif
