/*
 * plan — finds the fewest changes that turn one state into another.
 *
 * In:     the present state, from the kernel's dump, and the desired state,
 *         from a file; both with their hashes (canon_state()).
 * Out:    the fate of each table, and items with the fates of its objects;
 *         `peer` and `fate` of every record.
 * Owns:   its items; records belong to the states, which outlive the plan.
 * Errors: none.  A difference that no message can change is a separate item.
 *
 * Rules stay in place if possible: only objects that differ, and objects that
 * use something that is made anew, are sent.  Counts are kept: when an object
 * is deleted and added again, the message that adds it has the old counters,
 * quotas and expirations.
 *
 * A set is open if others than the file may add elements: it has the flag
 * dynamic or timeout, or is declared without elements, or a pattern says so.
 * Elements of others stay in open sets.  A mark in the user data of elements
 * shows which are the file's (state/mark.h).
 */
#ifndef NFTLOAD_PLAN_PLAN_H
#define NFTLOAD_PLAN_PLAN_H

#include "plan/change.h"
#include "state/store.h"

/* What happens to a record. */
enum plan_fate {
	FATE_NONE,     /* it is in no table of the plan */
	FATE_SAME,     /* it does not change */
	FATE_KEPT,     /* it belongs to others and stays */
	FATE_CHANGED,  /* changed in place */
	FATE_REPLACED, /* a rule, replaced in place: NLM_F_REPLACE */
	FATE_REMADE,   /* deleted and added again in the same transaction */
	FATE_ADDED,
	FATE_REMOVED,
	FATE_COUNT,
};

/* The reason for a fate. */
enum plan_reason {
	REASON_DIFFERS,
	REASON_USES,  /* it uses an object that is made anew */
	REASON_INSIDE, /* its table, chain or set is made anew */
	REASON_ORDER, /* a base chain at the same hook and priority is made
		       * anew */
	REASON_MOVED, /* it moves within its chain */
	REASON_MARK,  /* only the owner's mark is missing */
	REASON_CONSTANT, /* its elements differ, which the kernel lets nobody
			  * change in a constant set that is used */
	REASON_OVERLAPS, /* it overlaps an element that has to come before it */
	REASON_MANY,  /* so much of the chain differs that the whole chain is
		       * sent anew */
};

/* The state of an object that is kept or lost. */
enum plan_state {
	STATE_CARRIED = 1, /* counters, quotas, expirations */
	STATE_LOST = 2,	   /* other state: tokens of limits, connections
			    * counted */
};

/* An element of a set that exists before and after. */
struct plan_elem {
	const struct state_elem *before, *after; /* NULL: it does not exist */
	uint8_t fate, reason, state;
};

struct plan_item {
	struct plan_item *next;
	const struct state_item *before, *after; /* NULL: it does not exist */
	/* For kind LOW_ELEMS, the elements of a set: struct plan_elem. */
	struct chunks *elems;
	struct span place; /* of the desired object, else of the table */
	uint32_t rows;	   /* bits of change_row(): differing attributes */
	uint8_t kind, fate, reason, state;
	bool unreachable; /* the attributes in rows cannot be changed */
};

/* A chain whose rules change. */
struct plan_chain {
	struct plan_chain *next;
	const struct state_chain *before, *after; /* after NULL: only some of
						   * the rules are kept */
	bool rewritten; /* all its rules are deleted and added again */
};

struct plan_table {
	struct plan_table *next;
	struct state_table *before, *after;
	uint8_t fate, reason;
	struct span place; /* of its declaration */
	struct plan_item *items, **last_item;
	struct plan_chain *chains, **last_chain;
	uint32_t edits; /* about the number of messages needed */
};

/* An object cannot be made anew, since something uses it that stays. */
struct plan_blocked {
	struct plan_blocked *next;
	const struct plan_table *table;
	const struct state_item *kept; /* a rule, a chain or a set */
	const struct state_item *used;
};

struct plan_counts {
	uint64_t added, changed, removed, unchanged, kept, unreachable, marked;
	uint64_t counters_kept; /* rules whose counters are kept */
};

struct plan_options {
	uint32_t abilities; /* bits of enum kernel_ability */
	bool remake;	    /* objects that cannot be changed are made anew */
	bool marks;	    /* mark elements of open sets */
	bool exact;	    /* remove elements of others */
	/* The desired state is one that the kernel had: elements get back the
	 * marks that they had, or had not. */
	bool verbatim;
	const char *owner;  /* owner in the marks of tables; NULL: no marks */
	/* Whether an item of the present state that the file lacks stays; NULL:
	 * none stays. */
	bool (*keeps)(void *ctx, const struct state_item *item);
	/* Whether a table that the file lacks is removed; NULL: none is. */
	bool (*removes)(void *ctx, const struct state_table *table);
	/* Whether an existing table is made anew; NULL: none is. */
	bool (*adopts)(void *ctx, const struct state_table *table);
	/* Whether counts and times of an item of the present state are none of
	 * the desired item's, which brings its own: it is made anew.  NULL: they
	 * are the same item's. */
	bool (*fresh)(void *ctx, const struct state_item *item);
	/* Whether an element that the file lacks was the file's, and goes; those
	 * of others stay then, in every set.  NULL: its mark says so. */
	bool (*owned)(void *ctx, const struct state_set *set,
		      const struct state_elem *elem);
	void *ctx;
};

struct plan {
	const struct plan_options *opt;
	struct state *present, *desired;
	struct plan_table *tables, **last_table;
	struct plan_counts counts;
	/* With any, the batch would be refused. */
	struct plan_blocked *blocked;
	struct arena arena;   /* of the whole plan */
	struct arena scratch; /* emptied after each rule and element */
};

/* The plan marks both states; opt must outlive the plan. */
void plan_make(struct plan *p, struct state *present, struct state *desired,
	       const struct plan_options *opt);
void plan_release(struct plan *p);
/* True if there is nothing to send. */
bool plan_is_empty(const struct plan *p);

/* As plan_options.removes and .adopts: every table. */
bool plan_always(void *ctx, const struct state_table *table);
/* As in struct plan_options. */
bool plan_keeps(const struct plan *p, const struct state_item *i);
bool plan_is_fresh(const struct plan *p, const struct state_item *present);
/* The present rule whose counts a desired one takes over; NULL: none. */
const struct state_rule *plan_carries(const struct plan *p,
				      const struct state_rule *desired);
/* Whether others than the file may add to a set. */
bool plan_is_open(const struct plan *p, const struct state_set *desired);
/* Whether the mark of a set says that all its elements are a file's. */
bool plan_is_closed(const struct state_set *present);
/* Whether the mark of the desired set, which comes back, cannot: the set is there
 * without it.  The elements are marked instead. */
bool plan_lost_mark(const struct plan *p, const struct state_set *present,
		    const struct state_set *desired);
/* Whether new elements of a set get marks; present NULL: the set is new. */
bool plan_marks_elems(const struct plan *p, const struct state_set *present,
		      const struct state_set *desired);

#endif
