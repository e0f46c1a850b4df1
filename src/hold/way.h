/*
 * way — what all ways back from a change have in common.
 *
 * In:     the messages of a way back, and a socket; a rule that it lacks.
 * Out:    an end, and why.
 * Owns:   nothing.
 * Errors: enum load_code; the reason is in why.  LOAD_CONFLICT: others have
 *         changed the ruleset meanwhile.
 */
#ifndef NFTLOAD_HOLD_WAY_H
#define NFTLOAD_HOLD_WAY_H

#include "kernel/commit/commit.h"
#include "state/store.h"

#define WAY_WHY 512

/* genid: the generation that it begins at; 0: any.  Without how->commit the kernel
 * judges it alone.  No messages: nothing is sent. */
int way_send(struct kernel_socket *sock, struct batch *b, uint32_t genid,
	     const struct commit_options *how, char why[WAY_WHY]) must_check;
/* A rule that is part of it cannot be made again: LOAD_REFUSED. */
int way_lacks(const struct state_rule *r, char why[WAY_WHY]);
/* LOAD_CONFLICT and LOAD_UNKNOWN are no refusals. */
bool way_is_refused(int code);

#endif
