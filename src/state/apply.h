/*
 * apply — applies messages to a state, as the kernel would.
 *
 * In:     a batch, or messages of the kernel's dumps.
 * Out:    the state after the messages; for a batch, also the errors that the
 *         kernel would report.
 * Owns:   nothing: the state borrows the messages.
 * Errors: a refusal for each message that the kernel would refuse, with the
 *         offset of the attribute at fault.  A refused message changes nothing,
 *         and the messages after it are still checked, as in the kernel.
 * Spec:   doc/state.md; tests/state compares with the kernel.
 */
#ifndef NFTLOAD_STATE_APPLY_H
#define NFTLOAD_STATE_APPLY_H

#include "state/read_dump.h"
#include "state/store.h"

struct state_refusal {
	const struct batch_msg *msg;
	int errnum;	/* ENOENT ... */
	uint32_t off;	/* of the attribute at fault; 0: the whole message */
};

/* An object that the batch needs and that only the kernel may have. */
struct state_unknown {
	const struct batch_msg *msg; /* the first message that needs it */
	uint32_t off;		     /* of the name in the message */
	uint8_t kind;		     /* enum low_kind */
	uint32_t type;		     /* of an object */
	const char *table, *name;    /* names of the state; for a table, table
				      * is its name */
};

struct state_refusals {
	struct chunks list;    /* of struct state_refusal */
	struct chunks unknown; /* of struct state_unknown, each once */
	struct map seen;       /* by what and name */
};

void refusals_init(struct state_refusals *r);
void refusals_release(struct state_refusals *r);

/* Applies and checks the batch's messages in order. r NULL: refusals are not
 * noted. */
void state_apply(struct state *s, const struct batch *b,
		 struct state_refusals *r);

/* Applies, without checks, those from first to before end, numbers of messages
 * of the batch: the rest of it may follow later. */
void state_apply_part(struct state *s, const struct batch *b, uint32_t first,
		      uint32_t end);

/*
 * Takes one message of a dump.  Tables come first, then chains, sets, objects
 * and flow tables, then rules and elements.  False: the table, chain or set of
 * the message is missing, or the message is none of these; deletions and
 * generations are none.
 */
bool state_take(struct state *s, const struct nlmsghdr *nlh) must_check;
/* Takes all messages of a reading. */
bool state_take_all(struct state *s, const struct dump *d) must_check;

#endif
