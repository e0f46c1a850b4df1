/*
 * script — finds the items of a list that stay when it is turned into another
 * list.
 *
 * In:     two lists of hashes; equal items have equal hashes.
 * Out:    for each new item, the index of its old item, in ascending order, or
 *         SCRIPT_NONE: add the item.  Old items without a new item are removed.
 * Owns:   nothing; memory is linear in the lists.
 * Units:  indices and counts of items.
 * Errors: none.
 * Spec:   E. W. Myers, "An O(ND) Difference Algorithm and Its Variations",
 *         Algorithmica 1 (1986), section 4b.
 *
 * The script is the shortest if it adds and removes at most `limit` items.
 * Beyond the limit, items that are unique in both lists are paired as long as
 * they ascend, and then the items in the gaps between them.
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
