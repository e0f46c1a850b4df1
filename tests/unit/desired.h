/*
 * desired — makes the state that a text describes.
 *
 * In:     nft text that compiles.
 * Out:    the state, of messages of the text's own batch, and what a kernel
 *         would refuse of it.
 * Owns:   all of it, until desired_release().
 */
#ifndef NFTLOAD_TESTS_DESIRED_H
#define NFTLOAD_TESTS_DESIRED_H

#include "support.h"

#include "load/load.h"
#include "state/apply.h"

struct desired {
	const char *words[2];
	struct load_options options;
	struct load_events events;
	struct load load;
	struct state state;
	struct state_refusals refusals;
};

void desired_init(struct desired *d, enum state_begin begin, const char *text);
void desired_release(struct desired *d);

#endif
