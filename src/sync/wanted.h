/*
 * wanted — the state that inputs ask for: what they make of an empty kernel.
 *
 * In:     options of a load; the client's events, of which step is heard.
 * Out:    the tables that they declare (declared.h) and the state, with the
 *         places of the inputs.  Nothing of nf_tables is asked of the kernel:
 *         interfaces and names of the machine alone.
 * Owns:   all of it, from wanted_init() to wanted_release(): the load, whose
 *         socket is for the client to use; options and events are borrowed.
 * Errors: enum load_code, as of a load: diagnostics of its input, or its
 *         failure.  What is no state is an error at its place, and so is what a
 *         kernel would refuse.
 */
#ifndef NFTLOAD_SYNC_WANTED_H
#define NFTLOAD_SYNC_WANTED_H

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
	struct batch batch; /* what the state borrows */
	struct state state;
	/* The inputs are no state: an error of declared_read(). */
	bool imperative;
};

/* Of the options goal, until, each and netns do not count. */
void wanted_init(struct wanted *w, const struct load_options *o,
		 const struct load_events *client);
/* LOAD_DONE: the state is there. */
int wanted_build(struct wanted *w);
void wanted_release(struct wanted *w);

#endif
