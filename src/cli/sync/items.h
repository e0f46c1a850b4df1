/*
 * items — describes each item of a plan in words.
 *
 * In:     a plan; the sources of the desired state.
 * Out:    the texts of each item: for an added object its source, for an
 *         existing object its bytecode.
 * Owns:   nothing: texts are in the caller's arena, or in the plan.
 * Errors: none.
 */
#ifndef NFTLOAD_CLI_SYNC_ITEMS_H
#define NFTLOAD_CLI_SYNC_ITEMS_H

#include "plan/plan.h"
#include "text/source.h"

#define KEYS_SHOWN 8 /* elements of each kind that are shown */

struct shown_keys {
	uint64_t count;
	const char *names[KEYS_SHOWN]; /* the first ones */
};

struct shown {
	const char *op; /* "add", "remove", "change", "replace" ... */
	char sign;	/* '+', '-', '~', '=' */
	const char *kind, *family, *table;
	const char *chain, *name;   /* NULL: none */
	const char *before, *after; /* text of a rule, or of a removed object */
	const char *cost;	    /* "in place" or "made anew"; NULL: neither */
	const char *what;	    /* attributes that differ, or NULL */
	const char *why;	    /* reason why it is made anew without a
				     * difference */
	uint64_t handle;	    /* of the existing object; 0: not known */
	uint64_t packets, bytes;
	bool counts;	  /* packets and bytes are those of a counter */
	bool carried;	  /* the counts are kept */
	bool unreachable; /* the difference cannot be changed */
	struct span at;	  /* of the desired object; len 0: none */
	/* Of a set's elements. */
	bool elements;
	struct shown_keys added, removed, changed;
	uint64_t carried_elements; /* of others, added again */
};

/* False: the item only writes marks, which is not shown. */
bool item_show(const struct plan *p, const struct plan_table *t,
	       const struct plan_item *i, const struct source_set *sources,
	       struct arena *a, struct shown *ret) must_check;
/* Whether the plan has an item to show, or a difference that cannot be
 * changed. */
bool items_differ(const struct plan *p);
/* "fw.nft:14", in the arena; "": nowhere. */
const char *item_place(const struct source_set *sources, struct span at,
		       struct arena *a);

#endif
