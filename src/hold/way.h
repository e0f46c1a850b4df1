/*
 * way — sends the way back from a change, and says why there is none.
 *
 * In:     the messages of a way back, and a socket; a rule that they lack.
 * Out:    enum load_code, and the reason in words.
 * Owns:   nothing.
 * Errors: enum load_code; the reason is in why.  LOAD_CONFLICT: others have
 *         changed the ruleset meanwhile.
 */
#ifndef NFTLOAD_HOLD_WAY_H
#define NFTLOAD_HOLD_WAY_H

#include "kernel/commit/commit.h"
#include "state/store.h"

#define WAY_WHY 512

/* genid: the generation that the way back begins at; 0: any.  Without how->commit
 * the kernel judges it and changes nothing.  A batch without messages is not sent. */
int way_send(struct kernel_socket *sock, struct batch *b, uint32_t genid,
	     const struct commit_options *how, char why[WAY_WHY]) must_check;
/* Says that a rule cannot be made again: LOAD_REFUSED. */
int way_lacks(const struct state_rule *r, char why[WAY_WHY]);
/* Whether the code is a refusal: LOAD_CONFLICT and LOAD_UNKNOWN are none. */
bool way_is_refused(int code);

#endif
