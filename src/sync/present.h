/*
 * present — reads some tables of the kernel as a state.
 *
 * In:     a socket, and a choice of tables (state/read.h).
 * Out:    the state, and its generation.
 * Owns:   everything in struct present, until present_release().
 * Errors: -errno of state_read(); -EPROTO: a message of the kernel does not fit
 *         the state.
 */
#ifndef NFTLOAD_SYNC_PRESENT_H
#define NFTLOAD_SYNC_PRESENT_H

#include "state/read.h"
#include "state/store.h"

struct present {
	struct reading reading; /* the bytes that the state borrows */
	struct state state;
};

/* After a failure there is nothing to release. */
int present_read(struct present *p, struct kernel_socket *sock,
		 const struct read_choice *choice) must_check;
void present_release(struct present *p);
/* The same state once more, as the kernel had it; it borrows what p owns. */
int present_copy(const struct present *p, struct state *ret) must_check;

#endif
