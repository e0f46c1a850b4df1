/*
 * back — takes a change of the ruleset back.
 *
 * In:     a socket, and the tables that the change concerns; the ruleset as it
 *         is before the change, right after it, and when it is taken back.
 * Out:    the state before the change, in one transaction: rules, sets,
 *         objects and chains with counters, quotas and the rest of element
 *         timeouts.  Equal rules stay in place and count on.
 * Owns:   the states that it reads, until back_release().
 * Errors: enum load_code; the reason is in why.
 *
 *   saved (read before) -> inverse (plan/inverse.h), the wanted state
 *   now -> plan -> messages -> the kernel
 *
 * What others have added since the change stays.  If the kernel refuses the
 * plan, the tables are made anew as they were saved, without that.
 */
#ifndef NFTLOAD_HOLD_BACK_H
#define NFTLOAD_HOLD_BACK_H

#include "hold/way.h"
#include "sync/present.h"

struct back {
	struct kernel_socket *sock;
	struct read_choice choice; /* the tables */
	uint32_t abilities;
	struct present saved, made; /* before the change, and after it */
	bool is_load; /* not a sync, which takes counts over into new items */
	bool has_saved, has_made;
	bool has_unknown; /* rules of the saved state cannot be made again */
	uint64_t saved_ms; /* CLOCK_BOOTTIME */
	char why[WAY_WHY]; /* "": nothing has failed */
};

void back_init(struct back *b, struct kernel_socket *sock,
	       const struct read_choice *choice);
void back_release(struct back *b);

/* Before the change: reads what is there, and shows that it can be made again:
 * the messages for it give the same state, and the kernel accepts them.
 * LOAD_CONFLICT: its generation is not genid (0: any will do). */
int back_save(struct back *b, uint32_t genid);
/* Whether all that a plan of the change takes from the present state can be
 * made again: rules of iptables and of newer kernels cannot. */
bool back_restores(struct back *b, struct state *present);
/* The same for a batch, after back_save(). */
int back_restores_from(struct back *b, const struct batch *change) must_check;
/* After the change: reads what was made, and has the kernel judge the way back
 * from there. */
int back_prove(struct back *b);
/* Takes the change back. */
int back_go(struct back *b);

#endif
