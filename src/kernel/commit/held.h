/*
 * held — the elements of sets that a transaction has met.
 *
 * Private to kernel/older*.
 * In:     elements as the messages and the kernel have them; the bytes of keys
 *         and of user data are copied.
 * Out:    what was put last for the same key.
 * Owns:   a table of 8 bytes a slot and one buffer: 40 bytes for an element
 *         with a key of 4, so that a million of them are bearable.
 */
#ifndef NFTLOAD_KERNEL_COMMIT_HELD_H
#define NFTLOAD_KERNEL_COMMIT_HELD_H

#include "base/util.h"

struct held_key {
	uint32_t set;	/* a number that the caller gives it */
	uint32_t flags; /* NFT_SET_ELEM_... */
	const uint8_t *key, *key_end; /* NULL: none; an end equal to the key
				       * means the same as no end */
	uint16_t len;	/* of each, at most 64 bytes */
};

struct held {
	bool there;	/* false: the element was deleted, or never existed */
	bool valued;	/* its statements came with values of their own */
	uint64_t timeout_ms; /* the one in force; 0: it never expires */
	const uint8_t *udata; /* of held_get(): valid until the next is put */
	uint16_t udata_len;
};

struct held_slot;

struct helds {
	struct held_slot *slots; /* open addressing, a power of two of them */
	size_t nslots, count;
	uint64_t *records; /* one behind the other, in units of 8 bytes */
	size_t used, room;
};

void helds_release(struct helds *h);
/* false: nothing is known of it. */
bool held_get(const struct helds *h, const struct held_key *key,
	      struct held *ret_held);
/* udata may come from held_get() of the same key. */
void held_put(struct helds *h, const struct held_key *key,
	      const struct held *held);
/* false: one is there, and stays. */
bool held_add(struct helds *h, const struct held_key *key,
	      const struct held *held, struct held *ret_was) must_check;

#endif
