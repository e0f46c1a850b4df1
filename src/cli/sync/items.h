/*
 * items — what a plan does, in words, one thing after the other.
 *
 * In:     a plan, the sources of what is wanted.
 * Out:    for each item its texts: of what is added, the source; of what is
 *         there, its bytecode.
 * Owns:   nothing: texts are in the arena that was given, or in the plan.
 * Errors: none.
 */
#ifndef NFTLOAD_CLI_SYNC_ITEMS_H
#define NFTLOAD_CLI_SYNC_ITEMS_H

#include "plan/plan.h"
#include "text/source.h"

#define KEYS_SHOWN 8 /* elements of each kind that are named */

struct shown_keys {
	uint64_t count;
	const char *names[KEYS_SHOWN]; /* the first of them */
};

struct shown {
	const char *op; /* "add", "remove", "change", "replace" ... */
	char sign;	/* '+', '-', '~', '=' */
	const char *kind, *family, *table;
	const char *chain, *name;   /* NULL: it has none */
	const char *before, *after; /* a rule, or an object that goes */
	const char *cost;	    /* "in place" or "made anew"; NULL: neither */
	const char *what;	    /* attributes that differ, or NULL */
	const char *why;	    /* it is made anew though it does not differ */
	uint64_t handle;	    /* of what is there; 0: not known */
	uint64_t packets, bytes;
	bool counts;	  /* packets and bytes are those of a counter */
	bool carried;	  /* they go along */
	bool unreachable; /* what differs stays as it is */
	struct span at;	  /* of what is wanted; len 0: nowhere */
	/* Of a set's elements. */
	bool elements;
	struct shown_keys added, removed, changed;
	uint64_t carried_elements; /* of others, added again */
};

/* False: only marks are written, which is no change. */
bool item_show(const struct plan *p, const struct plan_table *t,
	       const struct plan_item *i, const struct source_set *sources,
	       struct arena *a, struct shown *ret) must_check;
/* Any item that is one, or something that cannot be reached. */
bool items_differ(const struct plan *p);
/* "fw.nft:14", in the arena; "": nowhere. */
const char *item_place(const struct source_set *sources, struct span at,
		       struct arena *a);

#endif
