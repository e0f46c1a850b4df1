/*
 * store — what nf_tables holds, as data: tables, and in them chains with their
 * rules, sets with their elements, named objects and flow tables.
 *
 * In:     netlink messages, through apply.h: those of a batch, whose effects
 *         they have, or those of a dump.
 * Out:    records, by name, by handle and in order.
 * Owns:   its records.  The bytes of messages are borrowed: the batch, or the
 *         buffers of the reader, must outlive the state.
 * Units:  handles as the kernel counts them; 0: the object came from a file
 *         and has none.
 * Errors: none; what is not there is NULL.
 *
 * One kind of record serves both sources.  What a message says is decoded once
 * and kept (item.low), but for rules and elements, of which there may be a
 * million: store_rule_low() and elems_low() decode one again.
 *
 * A state may begin with a kernel of which nothing is known (STATE_UNKNOWN):
 * then `known` tells whether what a table, or the state, does not hold is not
 * there, or may be there all the same.
 */
#ifndef NFTLOAD_STATE_STORE_H
#define NFTLOAD_STATE_STORE_H

#include "base/map.h"
#include "base/strpool.h"
#include "batch/batch.h"
#include "object/low.h"
#include "state/hash.h"
#include "state/state_elems.h"

#include <linux/netlink.h>

/* What every record begins with. */
struct state_item {
	struct state_item *prev, *next; /* in the order of the kernel's list */
	const struct nlmsghdr *nlh;	/* the message that made it */
	const struct batch_msg *msg;	/* the same in its batch; NULL: a dump */
	/* What it is now, updates included; NULL: a rule. */
	struct low_msg *low;
	const char *name;		/* NULL: a rule, a bound chain */
	uint64_t handle;
	uint32_t id;			/* within its batch; 0: none */
	uint32_t users; /* references to it, where a batch is judged */
	uint8_t kind;			/* enum low_kind */
	bool gone;			/* deleted: in no list any more */
	uint8_t fate;			/* enum plan_fate: the plan's */
	struct state_item *peer; /* the same in the other state: the plan's */
	/* Of its canonical form, without and with notes (of a rule, both are
	 * with its comment); canon_state() fills them in. */
	struct state_hash hash, noted;
};

struct state_list {
	struct state_item *first, *last;
	uint32_t count;
};

/* Goes through a list; it is a pointer to the type that the list is of. */
#define state_each(it, list)                                                 \
	for ((it) = (void *)(list)->first; (it);                             \
	     (it) = (void *)((struct state_item *)(it))->next)

struct state_rule {
	struct state_item item;
	struct state_chain *chain;
	/* Where a batch is judged: whether it does not work everywhere, and
	 * whether it may lead to other chains. */
	bool limited, jumps;
	/* Of canon_state(), too: without the comment; and whether it has a
	 * counter. */
	struct state_hash body;
	bool counts;
};

struct state_chain {
	struct state_item item;
	struct state_table *table;
	struct state_list rules; /* of struct state_rule */
	bool known; /* it has no rules but these */
	bool bound; /* it belongs to the rule that jumps to it */
	/* Of the walk that judges jumps: by when and how deep it came here. */
	uint32_t walk, depth;
};

struct state_set {
	struct state_item item;
	struct state_table *table;
	struct elems elems;
	bool known;	/* it has no elements but these */
	bool same; /* they were not read: they are those of the other state */
	bool shrunk;	/* some were deleted */
	/* Its first size, which counts until the batch is committed. */
	uint32_t limit;
	bool anonymous; /* it belongs to the rule that looks it up */
	uint32_t walk, depth; /* as of chains */
};

struct state_obj {
	struct state_item item;
	struct state_table *table;
	uint32_t type; /* NFT_OBJECT_*: its names are those of this type */
};

struct state_flowtable {
	struct state_item item;
	struct state_table *table;
};

struct state_table {
	struct state_item item;
	uint8_t family;
	/* The state holds it; false: it is only named, in a state that began
	 * unknown, and the kernel may have it. */
	bool declared;
	bool known; /* it holds nothing but these */
	struct state_list chains, sets, objs, flowtables;
};

enum state_begin { STATE_EMPTY, STATE_UNKNOWN };

struct state {
	struct arena arena;	  /* records, decoded messages */
	struct strpool names;
	struct state_list tables; /* of struct state_table */
	struct map by_name;	  /* all but rules */
	struct map by_id;	  /* chains, sets and rules of the batch */
	struct map by_handle;	  /* everything that has one */
	const struct batch *batch; /* the last that was applied, or NULL */
	/* Nothing is there but what it holds: of all families (0), or of
	 * those of a bit each. */
	bool known;
	uint32_t known_families;
	/* What the last message was about: most come in runs. */
	struct state_table *last_table;
	struct state_chain *last_chain;
};

void state_init(struct state *s, enum state_begin begin);
void state_release(struct state *s);

/* ---- what is there ---- */

struct state_table *state_table(struct state *s, uint8_t family,
				const char *name);
struct state_chain *state_chain(struct state *s, struct state_table *t,
				const char *name);
/* By its name, else by its id in the batch (0: none), as the kernel does. */
struct state_set *state_set(struct state *s, struct state_table *t,
			    const char *name, uint32_t id);
struct state_obj *state_obj(struct state *s, struct state_table *t,
			    uint32_t type, const char *name);
struct state_flowtable *state_flowtable(struct state *s, struct state_table *t,
					const char *name);
struct state_chain *state_chain_by_id(struct state *s, struct state_table *t,
				      uint32_t id);
struct state_rule *state_rule_by_id(struct state *s, struct state_table *t,
				    uint32_t id);
/* Of any kind: the kernel counts handles of a table in one row. */
struct state_item *state_by_handle(struct state *s, struct state_table *t,
				   enum low_kind kind, uint64_t handle);

/* A rule's message, decoded into the arena of the caller. */
void state_rule_low(const struct state_rule *r, struct arena *a,
		    struct low_msg *ret);
/* Where an item came from, or an attribute of its message at offset off (0:
 * the item); len 0: it came from a dump. */
struct span state_place(const struct state *s, const struct state_item *i,
			uint32_t off);

/* ---- making and removing, for apply and take ---- */

/* Whether what had the name was removed; type: of an object, else 0. */
bool store_was_removed(struct state *s, enum low_kind kind, uint32_t type,
		       struct state_table *t, const char *name);

struct state_table *store_add_table(struct state *s, uint8_t family,
				    const char *name);
struct state_chain *store_add_chain(struct state *s, struct state_table *t,
				    const char *name, uint32_t id);
struct state_set *store_add_set(struct state *s, struct state_table *t,
				const char *name, uint32_t id);
struct state_obj *store_add_obj(struct state *s, struct state_table *t,
				uint32_t type, const char *name);
struct state_flowtable *store_add_flowtable(struct state *s,
					    struct state_table *t,
					    const char *name);
/* Behind at, or before it; at NULL: at the chain's end, or its beginning. */
struct state_rule *store_add_rule(struct state *s, struct state_chain *c,
				  struct state_rule *at, bool before);
void store_set_handle(struct state *s, struct state_table *t,
		      struct state_item *i, uint64_t handle);
void store_set_rule_id(struct state *s, struct state_rule *r, uint32_t id);

void store_remove_rule(struct state_rule *r);
void store_remove_rules(struct state_chain *c);
/* With all that is in it. */
void store_remove_chain(struct state_chain *c);
void store_remove_set(struct state_set *set);
void store_remove_obj(struct state_obj *o);
void store_remove_flowtable(struct state_flowtable *f);
void store_remove_table(struct state *s, struct state_table *t);

#endif
