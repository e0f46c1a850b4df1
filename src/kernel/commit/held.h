/*
 * held — remembers elements of sets during a transaction.
 *
 * Private to kernel/older*.
 * In:     elements of messages and of the kernel; the bytes of keys and of user
 *         data are copied.
 * Out:    the last state put for a key.
 * Owns:   a table with 8 bytes a slot, and one buffer.  An element with a key
 *         of 4 bytes takes 40 bytes, so a million elements are bearable.
 */
#ifndef NFTLOAD_KERNEL_COMMIT_HELD_H
#define NFTLOAD_KERNEL_COMMIT_HELD_H

#include "base/util.h"

struct held_key {
	uint32_t set;	/* a number that the caller chooses */
	uint32_t flags; /* NFT_SET_ELEM_... */
	const uint8_t *key, *key_end; /* NULL: none; an end that equals the key
				       * counts as none */
	uint16_t len;	/* of key and of key_end, at most 64 bytes */
};

struct held {
	bool there;	/* false: the element was deleted, or never existed */
	bool valued;	/* the input gave values for its statements */
	uint64_t timeout_ms; /* 0: the element never expires */
	const uint8_t *udata; /* from held_get(): valid until the next
			       * held_put() */
	uint16_t udata_len;
};

struct held_slot;

struct helds {
	struct held_slot *slots; /* open addressing; nslots is a power of two */
	size_t nslots, count;
	uint64_t *records; /* back to back, in units of 8 bytes */
	size_t used, room;
};

void helds_release(struct helds *h);
/* false: no state was put for the key. */
bool held_get(const struct helds *h, const struct held_key *key,
	      struct held *ret_held);
/* udata may come from held_get() of the same key. */
void held_put(struct helds *h, const struct held_key *key,
	      const struct held *held);
/* Puts a state unless one is there: then false, and ret_was gets the old state,
 * which stays. */
bool held_add(struct helds *h, const struct held_key *key,
	      const struct held *held, struct held *ret_was) must_check;

#endif
