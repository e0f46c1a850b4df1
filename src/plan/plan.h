/*
 * plan — the least that makes one state another.
 *
 * In:     the present state, as the kernel dumps it, and the desired one, as a
 *         file describes it; both with their hashes (canon_state()).
 * Out:    for each table what becomes of it, and items that say what becomes
 *         of what is in it; `peer` and `fate` of every record.
 * Owns:   its items; records are those of the states, which outlive it.
 * Errors: none.  What no message can reach is an item of its own.
 *
 * Rules stay where they are as long as they can; only what differs, and what
 * uses something that is made anew, is sent.  What counts packets or time goes
 * along: the counters, quotas and expirations of what is deleted and added
 * again are in the messages that add it.
 *
 * Sets are open where others than the file may add to them: they have the flag
 * dynamic or timeout, or are declared without elements, or a pattern says so.
 * Elements of others stay in them.  Which are the file's own tells a mark in
 * their user data (state/mark.h).
 */
#ifndef NFTLOAD_PLAN_PLAN_H
#define NFTLOAD_PLAN_PLAN_H

#include "plan/change.h"
#include "state/store.h"

/* What becomes of a record. */
enum plan_fate {
	FATE_NONE,     /* nobody asked: it is in no table of the plan */
	FATE_SAME,     /* it stays as it is */
	FATE_KEPT,     /* others made it, and it stays */
	FATE_CHANGED,  /* in place */
	FATE_REPLACED, /* a rule, in its place: NLM_F_REPLACE */
	FATE_REMADE,   /* deleted and added again in the same transaction */
	FATE_ADDED,
	FATE_REMOVED,
	FATE_COUNT,
};

/* Why, where it does not differ itself. */
enum plan_reason {
	REASON_DIFFERS,
	REASON_USES,  /* it uses something that is made anew */
	REASON_INSIDE, /* the table, chain or set around it is made anew */
	REASON_ORDER, /* a base chain at the same hook and priority is */
	REASON_MOVED, /* it is in another place of its chain */
	REASON_MARK,  /* only the mark of whom it belongs to is missing */
	REASON_MANY,  /* so much of the chain differs that all is sent anew */
};

/* What of it was carried along, or is lost. */
enum plan_state {
	STATE_CARRIED = 1, /* counters, quotas, expirations */
	STATE_LOST = 2,	   /* the rest: tokens of limits, connections counted */
};

/* An element of a set that is there before and after. */
struct plan_elem {
	const struct state_elem *before, *after; /* NULL: it is not there */
	uint8_t fate, reason, state;
};

struct plan_item {
	struct plan_item *next;
	const struct state_item *before, *after; /* NULL: it is not there */
	/* Of kind LOW_ELEMS, which is about a set: struct plan_elem. */
	struct chunks *elems;
	struct span place; /* of what is desired, else of the table */
	uint32_t rows;	   /* bits of change_row(): what differs */
	uint8_t kind, fate, reason, state;
	bool unreachable; /* rows say what stays as it is */
};

/* A chain that has edits of its rules. */
struct plan_chain {
	struct plan_chain *next;
	const struct state_chain *before, *after;
	bool rewritten; /* all of its rules are deleted and added */
};

struct plan_table {
	struct plan_table *next;
	struct state_table *before, *after;
	uint8_t fate, reason;
	struct span place; /* of its declaration */
	struct plan_item *items, **last_item;
	struct plan_chain *chains, **last_chain;
	uint32_t edits; /* messages that it will take, about */
};

struct plan_counts {
	uint64_t added, changed, removed, unchanged, kept, unreachable, marked;
	uint64_t counters_kept; /* rules whose counters go on counting */
};

struct plan_options {
	uint32_t abilities; /* bits of enum kernel_ability */
	bool remake;	    /* what cannot change otherwise is made anew */
	bool marks;	    /* elements of open sets are marked */
	bool exact;	    /* elements of others go */
	const char *owner;  /* tables are marked as its; NULL: they are not */
	/* Whether something of the present state that the file lacks is to
	 * stay; NULL: nothing is. */
	bool (*keeps)(void *ctx, const struct state_item *item);
	/* Whether a table that the file lacks is to go; NULL: none is. */
	bool (*removes)(void *ctx, const struct state_table *table);
	/* Whether a table that is there is to be made anew; NULL: none is. */
	bool (*adopts)(void *ctx, const struct state_table *table);
	void *ctx;
};

struct plan {
	const struct plan_options *opt;
	struct state *present, *desired;
	struct plan_table *tables, **last_table;
	struct plan_counts counts;
	struct arena arena;   /* of all that it has */
	struct arena scratch; /* emptied after each rule and element */
};

/* Both states are the plan's to mark; opt must outlive it. */
void plan_make(struct plan *p, struct state *present, struct state *desired,
	       const struct plan_options *opt);
void plan_release(struct plan *p);
/* Nothing is to be sent. */
bool plan_is_empty(const struct plan *p);

/* Whether others than the file may add to a set. */
bool plan_is_open(const struct plan *p, const struct state_set *desired);
/* Whether its mark says that all elements of a set are a file's. */
bool plan_is_closed(const struct state_set *present);
/* Whether new elements of a set get marks; present NULL: the set is new. */
bool plan_marks_elems(const struct plan *p, const struct state_set *present,
		      const struct state_set *desired);

#endif
