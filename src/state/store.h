/*
 * store — the state of nf_tables as data: tables, and in them chains with their
 * rules, sets with their elements, named objects and flow tables.
 *
 * In:     netlink messages of a batch or of a dump, through apply.h.
 * Out:    records, by name, by handle and in order.
 * Owns:   its records.  The bytes of messages are borrowed: the batch, or the
 *         buffers of the reader, must outlive the state.
 * Units:  handles are the kernel's; 0: the object came from a file and has
 *         none.
 * Errors: none; NULL for a missing object.
 *
 * Records of both sources have the same type.  A message is decoded once and
 * kept (item.low), except rules and elements, of which there may be a million:
 * state_rule_low() and elems_low() decode one again.
 *
 * A state may begin with an unknown kernel (STATE_UNKNOWN).  Then `known` of a
 * table, or of the state, says whether objects that it does not hold are
 * missing in the kernel; if not `known`, the kernel may have them.
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

/* The beginning of every record. */
struct state_item {
	struct state_item *prev, *next; /* in the order of the kernel's list */
	const struct nlmsghdr *nlh;	/* the message that made the item */
	const struct batch_msg *msg;	/* its record in the batch; NULL: a
					 * dump */
	/* The item now, with later updates; NULL: a rule. */
	struct low_msg *low;
	const char *name;		/* NULL: a rule, a bound chain */
	uint64_t handle;
	uint32_t id;			/* within its batch; 0: none */
	uint32_t users; /* references to it, when a batch is checked */
	uint8_t kind;			/* enum low_kind */
	bool gone;			/* deleted, no longer in any list */
	uint8_t fate;			/* enum plan_fate: the plan's */
	bool unsaid; /* its text would say something else: listings have its
		      * bytecode */
	struct state_item *peer; /* the item in the other state: the plan's */
	/* Hashes of its canonical form, without and with notes (a rule's
	 * comment is in both); canon_state() fills them in. */
	struct state_hash hash, noted;
};

struct state_list {
	struct state_item *first, *last;
	uint32_t count;
};

/* Walks a list; `it` is a pointer to the type of its items. */
#define state_each(it, list)                                                 \
	for ((it) = (void *)(list)->first; (it);                             \
	     (it) = (void *)((struct state_item *)(it))->next)

struct state_rule {
	struct state_item item;
	struct state_chain *chain;
	/* When a batch is checked: whether the rule works only at some hooks,
	 * and whether it may lead to other chains. */
	bool limited, jumps;
	/* Of canon_state(), too: without the comment; and whether it has a
	 * counter or quota. */
	struct state_hash body;
	bool counts;
};

struct state_chain {
	struct state_item item;
	struct state_table *table;
	struct state_list rules; /* of struct state_rule */
	bool known; /* it has no other rules */
	bool bound; /* the chain belongs to the rule that jumps to it */
	/* For the walk that checks jumps: its number and depth when it came
	 * here. */
	uint32_t walk, depth;
};

struct state_set {
	struct state_item item;
	struct state_table *table;
	struct elems elems;
	bool known;	/* it has no other elements */
	bool same; /* not read: the elements are those of the other state */
	uint64_t later_ms; /* its elements were read so much later than the
			    * rest of the state */
	bool shrunk;	/* some elements were deleted */
	/* The first size, which is the limit until the batch is committed. */
	uint32_t limit;
	bool anonymous; /* the set belongs to the rule that uses it */
	/* Of an anonymous set: the digest of its content (mark.h), and whether
	 * it holds no more than the digest tells; canon_state() fills them in.
	 * NULL: not yet. */
	const uint8_t *digest;
	bool constant;
	uint32_t walk, depth; /* as in struct state_chain */
};

struct state_obj {
	struct state_item item;
	struct state_table *table;
	uint32_t type; /* NFT_OBJECT_*; each type has its own names */
};

struct state_flowtable {
	struct state_item item;
	struct state_table *table;
};

struct state_table {
	struct state_item item;
	uint8_t family;
	/* The state holds the table.  False: in a state that began unknown, the
	 * table was only named, and the kernel may have it. */
	bool declared;
	bool known; /* it holds no other objects */
	struct state_list chains, sets, objs, flowtables;
	/* All its rules were deleted: chains that are added later hold none. */
	bool flushed;
	bool emptied; /* all its rules were deleted, and no chain or rule was
		       * added since */
};

enum state_begin { STATE_EMPTY, STATE_UNKNOWN };

struct state {
	struct arena arena;	  /* records, decoded messages */
	struct strpool names;
	struct state_list tables; /* of struct state_table */
	struct map by_name;	  /* all but rules */
	struct map by_id;	  /* chains, sets and rules of the batch */
	struct map by_handle;	  /* all items with a handle */
	const struct batch *batch; /* the last batch applied, or NULL */
	/* There are no other tables: in all families (known), or in the
	 * families whose bits are set. */
	bool known;
	uint32_t known_families;
	/* The objects of the last message: messages often come in runs. */
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
/* Finds by name, else by the id in the batch (0: none), as the kernel does. */
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
/* Finds an item of any kind: handles are unique within a table. */
struct state_item *state_by_handle(struct state *s, struct state_table *t,
				   enum low_kind kind, uint64_t handle);

/* The table that an item is in; of a table, itself. */
struct state_table *state_table_of(const struct state_item *i);
/* The item of another reading with the same handle, in the table with the same:
 * the kernel gives none twice until it starts anew.  NULL: it is not there. */
struct state_item *state_same_item(struct state *s, const struct state_item *i);
/* Decodes a rule's message into the arena of the caller. */
void state_rule_low(const struct state_rule *r, struct arena *a,
		    struct low_msg *ret);
/* The place in the input of an item, or of the attribute at offset off of its
 * message (0: the item); len 0: it came from a dump. */
struct span state_place(const struct state *s, const struct state_item *i,
			uint32_t off);

/* ---- making and removing, for apply and take ---- */

/* Whether an item with this name was removed; type: an object's type, else
 * 0. */
bool store_was_removed(struct state *s, enum low_kind kind, uint32_t type,
		       struct state_table *t, const char *name);

struct state_table *store_add_table(struct state *s, uint8_t family,
				    const char *name);
struct state_chain *store_add_chain(struct state *s, struct state_table *t,
				    const char *name, uint32_t id);
void store_rename_chain(struct state *s, struct state_chain *c,
			const char *name);
struct state_set *store_add_set(struct state *s, struct state_table *t,
				const char *name, uint32_t id);
struct state_obj *store_add_obj(struct state *s, struct state_table *t,
				uint32_t type, const char *name);
struct state_flowtable *store_add_flowtable(struct state *s,
					    struct state_table *t,
					    const char *name);
/* Adds a rule after at, or before it; at NULL: at the chain's end, or at its
 * beginning. */
struct state_rule *store_add_rule(struct state *s, struct state_chain *c,
				  struct state_rule *at, bool before);
void store_set_handle(struct state *s, struct state_table *t,
		      struct state_item *i, uint64_t handle);
void store_set_rule_id(struct state *s, struct state_rule *r, uint32_t id);

void store_remove_rule(struct state_rule *r);
void store_remove_rules(struct state_chain *c);
/* Remove an item with everything in it. */
void store_remove_chain(struct state_chain *c);
void store_remove_set(struct state_set *set);
void store_remove_obj(struct state_obj *o);
void store_remove_flowtable(struct state_flowtable *f);
void store_remove_table(struct state *s, struct state_table *t);

#endif
