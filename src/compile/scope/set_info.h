/*
 * set_info — the properties of a set or map.
 *
 * Internal to compile/.
 * Owns:   nothing.  A set_info and its data are in c->arena, or in c->scratch
 *         for anonymous sets; compile/set fills them.
 * Spec:   doc/sets.md; linux/netfilter/nf_tables.h (NFT_SET_*).
 */
#ifndef NFTLOAD_COMPILE_SCOPE_SET_INFO_H
#define NFTLOAD_COMPILE_SCOPE_SET_INFO_H

#include "compile/scope/ctx.h"

struct set_elems; /* private to compile/set: elements known so far */

struct set_info {
	uint8_t family;
	const char *table, *name;
	struct span at;		/* of its declaration */
	uint32_t id;		/* 0: only the kernel has the set */
	uint32_t flags;		/* NFT_SET_* as sent */
	uint32_t size;		/* 0: not given */
	struct ktype key;
	struct ktype data;	/* data maps */
	bool is_map;		/* data, verdict or object map */
	bool data_verdict;
	bool data_interval;	/* each datum is a range and takes twice the
				 * length */
	bool auto_merge;
	uint32_t obj_type;	/* object maps: NFT_OBJECT_* */
	uint8_t nstmts;		/* stateful templates */
	uint8_t stmt_kinds[8];	/* enum nfexpr_kind */
	bool poisoned;		/* declaration failed: stay silent */
	bool in_kernel;
	uint32_t count;		/* elements in the kernel; 0: none, or not known */
	struct set_elems *elems;
};

static inline struct map_key set_key(const struct set_info *set)
{
	return (struct map_key){ set->family, set->table, set->name };
}

#endif
