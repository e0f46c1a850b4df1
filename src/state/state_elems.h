/*
 * state_elems — a packed list of the elements of a set.
 *
 * In:     element messages, whose bytes are borrowed.
 * Out:    elements in the order of their keys, each key once.
 * Owns:   16 bytes for each element, and a record for each message.
 * Units:  keys are ordered as numbers, most significant byte first, then by
 *         the end of the key, then an interval's end before a start.
 * Errors: none.
 *
 * Adding an element only notes it, which is cheap.  Call elems_settle() before
 * you walk the list from 0 to count.
 */
#ifndef NFTLOAD_STATE_STATE_ELEMS_H
#define NFTLOAD_STATE_STATE_ELEMS_H

#include "base/arena.h"
#include "batch/batch.h"
#include "object/decode.h"

/* A message with elements. */
struct elems_source {
	const struct nlmsghdr *nlh;
	const struct batch_msg *msg; /* NULL: a dump */
};

struct state_elem {
	uint64_t prefix; /* the first bytes of the key, as a number */
	uint32_t source; /* a number of elems.sources */
	uint16_t off;	 /* in its message, in units of 4 bytes */
	bool gone;
	bool again; /* an element of elems.again has the same key */
};

struct elems;

/* Called for an element that has the key of an earlier element, before it is
 * dropped. */
typedef void elems_twin_fn(void *ctx, const struct elems *e,
			   const struct state_elem *first,
			   const struct state_elem *twin);

struct elems {
	elems_twin_fn *on_twin; /* NULL: not called */
	void *ctx;		/* of on_twin */
	struct state_elem *list;
	/* The first `sorted` elements are in order, the others are not yet;
	 * `gone` of all are only marked as deleted. */
	size_t count, room, sorted, gone;
	/* Later elements for a known key that have a timeout, which becomes the
	 * element's timeout; sorted, the latest of a key last. */
	struct state_elem *again;
	size_t nagain, again_room;
	struct elems_source *sources;
	uint32_t nsources, sources_room;
};

void elems_release(struct elems *e);
/* Notes all elements of a message; returns their number. */
size_t elems_add(struct elems *e, const struct nlmsghdr *nlh,
		 const struct batch_msg *msg);
void elems_clear(struct elems *e);
/* Sorts the list and removes deleted elements.  Of elements with the same key
 * it keeps the first, with the last timeout given for the key. */
void elems_settle(struct elems *e);
/* Finds the element with the key, end and kind (flags) of item; NULL: there is
 * none. */
struct state_elem *elems_find(struct elems *e, const struct nlattr *item);
/* Removes the element with the key of item; false: there was none. */
bool elems_remove(struct elems *e, const struct nlattr *item);
/* Compares elements of two sets by key, end of the key and kind: below 0, 0,
 * above 0. */
int elems_compare(const struct elems *ea, const struct state_elem *a,
		  const struct elems *eb, const struct state_elem *b);

static inline const struct elems_source *
elems_source(const struct elems *e, const struct state_elem *elem)
{
	return &e->sources[elem->source];
}

/* The bytes of an element: a nest of its attributes. */
static inline const struct nlattr *elems_item(const struct elems *e,
					      const struct state_elem *elem)
{
	return (const void *)((const uint8_t *)e->sources[elem->source].nlh +
			      4 * (uint32_t)elem->off);
}

/* Decodes an element; only expressions and verdicts take room in the arena. */
void elems_low(const struct elems *e, const struct state_elem *elem,
	       struct arena *a, struct low_elem *ret);

#endif
