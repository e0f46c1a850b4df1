/*
 * set_info — what the compiler knows of a set or map.
 *
 * Internal to compile/.
 * Owns:   set_info and what it points to lie in c->arena, those of anonymous
 *         sets in c->scratch; compile/set fills them.
 * Spec:   doc/sets.md; linux/netfilter/nf_tables.h (NFT_SET_*).
 */
#ifndef NFTLOAD_COMPILE_SCOPE_SET_INFO_H
#define NFTLOAD_COMPILE_SCOPE_SET_INFO_H

#include "compile/scope/ctx.h"

struct set_elems; /* private to the set code: elements known so far */

struct set_info {
	uint8_t family;
	const char *table, *name;
	struct span at;		/* of its declaration */
	uint32_t id;		/* 0: only the kernel has it */
	uint32_t flags;		/* NFT_SET_* as sent */
	uint32_t size;		/* 0: not given */
	struct ktype key;
	struct ktype data;	/* data maps */
	bool is_map;		/* data, verdict or object map */
	bool data_verdict;
	bool data_interval;	/* data are ranges: twice as long */
	bool auto_merge;
	uint32_t obj_type;	/* object maps: NFT_OBJECT_* */
	uint8_t nstmts;		/* stateful templates */
	uint8_t stmt_kinds[8];	/* enum nfexpr_kind */
	bool poisoned;		/* declaration failed: stay silent */
	bool in_kernel;
	struct set_elems *elems;
};

static inline struct map_key set_key(const struct set_info *set)
{
	return (struct map_key){ set->family, set->table, set->name };
}

#endif
