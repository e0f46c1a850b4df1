/*
 * present — the state that the kernel holds of some tables.
 *
 * In:     a socket, and which tables (state/read.h).
 * Out:    the state, and the generation that it is of.
 * Owns:   all of it, until present_release().
 * Errors: -errno, as state_read(); -EPROTO: an answer that fits nowhere.
 */
#ifndef NFTLOAD_SYNC_PRESENT_H
#define NFTLOAD_SYNC_PRESENT_H

#include "state/read.h"
#include "state/store.h"

struct present {
	struct reading reading; /* the bytes that the state borrows */
	struct state state;
};

/* There is nothing to release where it fails. */
int present_read(struct present *p, struct kernel_socket *sock,
		 const struct read_choice *choice) must_check;
void present_release(struct present *p);

#endif
