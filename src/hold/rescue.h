/*
 * rescue — takes back a change whose holder was killed.
 *
 * In:     the id of a change; the calling process may change the ruleset, and is
 *         in the change's network namespace.
 * Out:    what became of it, in its record.
 * Owns:   nothing.
 * Errors: the reason, in words.
 */
#ifndef NFTLOAD_HOLD_RESCUE_H
#define NFTLOAD_HOLD_RESCUE_H

#include "hold/held_records.h"
#include "hold/way.h"

enum rescue_end {
	RESCUE_NOT_MADE, /* the holder was killed before the change */
	RESCUE_DECIDED,	 /* there is nothing to do */
	RESCUE_WAITS,	 /* another process has held it for ten seconds */
	RESCUE_REVERTED,
	RESCUE_FAILED,
};

/* Waits for another process that takes the change back. */
enum rescue_end rescue_change(const char *id, char why[WAY_WHY]);
/* Waits until no change waits in any namespace; those of this one whose holders
 * were killed are taken back.  False: one could not be. */
bool rescue_watch(uint64_t netns);

#endif
