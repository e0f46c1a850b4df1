/*
 * wanted — compiles inputs to the state that they leave in an empty kernel.
 *
 * In:     options of a load; the client's events, of which step is called.
 * Out:    the tables that the inputs declare (declared.h), and the state, with
 *         the places of the inputs.  The kernel is asked for interfaces, and
 *         name services for names; nf_tables is not asked.
 * Owns:   everything in struct wanted, from wanted_init() to wanted_release().
 *         The client may use the load's socket; options and events are
 *         borrowed.
 * Errors: enum load_code, with diagnostics of the input or a failure, as in a
 *         load.  A command that describes no state is an error at its place,
 *         and so is a message that a kernel would refuse.
 */
#ifndef NFTLOAD_SYNC_WANTED_H
#define NFTLOAD_SYNC_WANTED_H

#include "load/harmless.h"
#include "load/load.h"
#include "state/store.h"
#include "sync/declared.h"

struct wanted {
	struct load_options options;
	struct load_events events;
	const struct load_events *client;
	struct load load;
	struct transaction *t; /* the only one */
	struct declared declared;
	struct batch batch; /* the messages that the state borrows */
	struct harmless watch; /* of the batch */
	struct state state; /* of wanted_apply() */
	bool applied;
	/* The inputs are not wrong, but describe no state: a load may take
	 * them. */
	bool undeclared;
};

/* The options goal, until and each are ignored; at most one netns. */
void wanted_init(struct wanted *w, const struct load_options *o,
		 const struct load_events *client);
/* LOAD_DONE: the inputs describe a state. */
int wanted_build(struct wanted *w);
/* Frees the tree of large inputs; the batch has all that is in it. */
void wanted_drop_tree(struct wanted *w);
/* Makes the state, after wanted_build(); a second call changes nothing. */
void wanted_apply(struct wanted *w);
void wanted_release(struct wanted *w);

#endif
