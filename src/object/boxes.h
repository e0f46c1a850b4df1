/*
 * boxes — finds ranges of several fields in which a key lies.
 *
 * In:     elements of a set of ranges of concatenations, in the order of their
 *         keys; their bytes are borrowed.
 * Out:    of a key, all elements that hold it in every field.
 * Owns:   32 bytes for each element.
 * Units:  fields lie one after the other, each filled up to 4 bytes.
 * Errors: none.  Where very many would have to be looked at, not all are
 *         found.
 *
 * The kernel refuses a new element whose first or last key lies in one that is
 * there; other overlaps it takes.  So the order in which they come decides.
 */
#ifndef NFTLOAD_OBJECT_BOXES_H
#define NFTLOAD_OBJECT_BOXES_H

#include "object/decode.h"

#include <linux/netfilter/nf_tables.h>

struct boxes_item {
	const uint8_t *key, *end;
	const void *what;
	size_t longest; /* of the items up to this one, that whose first field
			 * ends last */
};

struct boxes {
	uint32_t nfields, len[16]; /* of each, in bytes */
	uint32_t key_len;
	struct boxes_item *list;
	size_t count;
	uint64_t budget; /* comparisons that are left */
};

/* Whether the elements are ranges of several fields. */
static inline bool boxes_in(const struct low_set *set)
{
	const uint32_t both = NFT_SET_INTERVAL | NFT_SET_CONCAT;

	return (set->flags & both) == both;
}

/* Room for so many elements.  False: the set is none of such ranges; there is
 * nothing to release. */
bool boxes_init(struct boxes *b, const struct low_set *set, size_t room);
void boxes_release(struct boxes *b);
/* An element as it stands in a message, and what the caller calls it. */
void boxes_add(struct boxes *b, const struct nlattr *item, const void *what);

typedef void boxes_fn(void *ctx, const void *what);

/* Calls fn for each element in which the first or the last key of an item lies;
 * twice, perhaps. */
void boxes_holding(struct boxes *b, const struct nlattr *item, boxes_fn *fn,
		   void *ctx);

#endif
