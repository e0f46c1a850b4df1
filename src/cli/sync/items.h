/*
 * items — describes each item of a plan in words.
 *
 * In:     a plan; the sources of the desired state.
 * Out:    the texts of each item: for an added rule its source, for what exists
 *         the language as listings write it.
 * Owns:   struct items, until items_release(); texts are in the caller's arena,
 *         or in the plan.
 * Errors: none.
 */
#ifndef NFTLOAD_CLI_SYNC_ITEMS_H
#define NFTLOAD_CLI_SYNC_ITEMS_H

#include "cli/sync/wording.h"
#include "plan/plan.h"
#include "text/source.h"

#define KEYS_SHOWN 8 /* elements of each kind that are shown */

/* What items are told with. */
struct items {
	const struct plan *p;
	const struct source_set *sources;
	struct wording before, after; /* of the two states */
	bool compares; /* shown.meant is asked for */
};

/* Borrows both. */
void items_init(struct items *all, const struct plan *p,
		const struct source_set *sources);
void items_release(struct items *all);

struct shown_key {
	const char *name;
	const struct state_set *set;
	const struct state_elem *elem;
	bool after; /* set and elem are those of the desired state */
};

struct shown_keys {
	uint64_t count;
	struct shown_key list[KEYS_SHOWN]; /* the first ones */
};

struct shown {
	const char *op; /* "add", "remove", "change", "replace" ... */
	char sign;	/* '+', '-', '~', '=' */
	const char *kind, *family, *table;
	const char *chain, *name;   /* NULL: none */
	const char *before; /* what exists and goes or changes, as text */
	const char *after;  /* a rule's source text, or what else changes, as
			     * text */
	const char *meant;  /* the changed rule in the words of listings, to
			     * compare with `before`; NULL: not asked for */
	/* The items of these texts; NULL: none. */
	const struct state_item *was, *is;
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
bool item_show(struct items *all, const struct plan_table *t,
	       const struct plan_item *i, struct arena *a,
	       struct shown *ret) must_check;
/* Whether the plan has an item to show, or a difference that cannot be
 * changed. */
bool items_differ(const struct plan *p);
/* "fw.nft:14", in the arena; "": nowhere. */
const char *item_place(const struct source_set *sources, struct span at,
		       struct arena *a);

#endif
