/*
 * script — which items of a list stay when it becomes another one.
 *
 * In:     two lists of hashes; equal items have equal hashes.
 * Out:    for each new item the old one that it is, in ascending order, or
 *         SCRIPT_NONE: it is to be added.  Old items that no new one names are
 *         to be removed.
 * Owns:   nothing; memory is linear in the lists.
 * Units:  indices and counts of items.
 * Errors: none.
 * Spec:   E. W. Myers, "An O(ND) Difference Algorithm and Its Variations",
 *         Algorithmica 1 (1986), section 4b.
 *
 * The script is the shortest one as long as it has no more than `limit` items
 * that are added or removed.  Beyond that, items that stand once in either list
 * are paired as long as they ascend, and so are the gaps between them.
 */
#ifndef NFTLOAD_PLAN_SCRIPT_H
#define NFTLOAD_PLAN_SCRIPT_H

#include "base/util.h"

#define SCRIPT_NONE UINT32_MAX
#define SCRIPT_LIMIT 2000

struct script_list {
	const uint64_t *hashes;
	uint32_t count;
};

/* ret_pairs has room for the new list. */
void script_find(const struct script_list *old_list,
		 const struct script_list *new_list, uint32_t limit,
		 uint32_t *ret_pairs);

#endif
