/*
 * intervals — a list of closed ranges of keys, packed in memory.
 *
 * Private to compile/set.
 * In:     bounds as big-endian bytes, so that memcmp() orders them.
 * Out:    the ranges in order; the first range that reaches a key.
 * Owns:   its items, until ranges_release().
 * Units:  klen in bytes; an item takes 2 * klen + 16 bytes (24 for IPv4).
 */
#ifndef NFTLOAD_COMPILE_SET_INTERVALS_H
#define NFTLOAD_COMPILE_SET_INTERVALS_H

#include "base/util.h"
#include "text/span.h"

#define RANGE_DEAD UINT32_MAX /* .extra of a range that was removed */
/* Bits of .extra: the range is not sent yet; it is in the list of the set's
 * declaration. */
#define RANGE_PENDING 0x80000000u
#define RANGE_INITIAL 0x40000000u
#define RANGE_BITS (RANGE_PENDING | RANGE_INITIAL)

struct range_tail {
	struct span at;
	uint32_t extra; /* a number of the owner's, 0: none */
};

struct ranges {
	uint8_t *items;
	size_t count, room;
	uint32_t klen, size;
};

void ranges_init(struct ranges *r, uint32_t klen);
void ranges_release(struct ranges *r);
void ranges_reserve(struct ranges *r, size_t count);
void ranges_push(struct ranges *r, const uint8_t *lo, const uint8_t *hi,
		 struct range_tail tail);
/* Sorts by lower bound; ranges with equal bounds keep their order, as the first
 * of them gives a merged range its options, as in nft 1.1.7. */
void ranges_sort(struct ranges *r);
/* Index of the first range whose upper bound is not below the key, among
 * sorted ranges that do not overlap; count if there is none. */
size_t ranges_reaching(const struct ranges *r, const uint8_t *key);

static inline uint8_t *range_lo(const struct ranges *r, size_t i)
{
	return r->items + i * r->size;
}

static inline uint8_t *range_hi(const struct ranges *r, size_t i)
{
	return r->items + i * r->size + r->klen;
}

static inline struct range_tail *range_tail(const struct ranges *r, size_t i)
{
	return (struct range_tail *)(r->items + (i + 1) * r->size -
				     sizeof(struct range_tail));
}

static inline bool range_pending(const struct ranges *r, size_t i)
{
	uint32_t extra = range_tail(r, i)->extra;

	return extra != RANGE_DEAD && extra & RANGE_PENDING;
}

static inline bool range_initial(const struct ranges *r, size_t i)
{
	uint32_t extra = range_tail(r, i)->extra;

	return extra != RANGE_DEAD && extra & RANGE_INITIAL;
}

static inline bool range_dead(const struct ranges *r, size_t i)
{
	return range_tail(r, i)->extra == RANGE_DEAD;
}

#endif
