/*
 * state_elems — the elements of a set, packed.
 *
 * In:     element messages, whose bytes are borrowed.
 * Out:    elements in the order of their keys, each of which is there once.
 * Owns:   16 bytes for each element, and a record for each message.
 * Units:  keys are ordered as numbers, most significant byte first, then by
 *         the end of the key, then an interval's end before a start.
 * Errors: none.
 *
 * Elements are noted as they come, which costs next to nothing.  Who goes
 * through the list, from 0 to count, settles it first.
 */
#ifndef NFTLOAD_STATE_STATE_ELEMS_H
#define NFTLOAD_STATE_STATE_ELEMS_H

#include "base/arena.h"
#include "batch/batch.h"
#include "object/decode.h"

/* A message that elements came from. */
struct elems_source {
	const struct nlmsghdr *nlh;
	const struct batch_msg *msg; /* NULL: a dump */
};

struct state_elem {
	uint64_t prefix; /* the first bytes of the key, as a number */
	uint32_t source; /* a number of elems.sources */
	uint16_t off;	 /* in its message, in units of 4 bytes */
	bool gone;
	bool again; /* one of elems.again has the same key */
};

struct elems;

/* Is told of an element that came for the key of another, before it goes. */
typedef void elems_twin_fn(void *ctx, const struct elems *e,
			   const struct state_elem *first,
			   const struct state_elem *twin);

struct elems {
	elems_twin_fn *on_twin; /* NULL: nobody */
	void *ctx;		/* of on_twin */
	struct state_elem *list;
	/* Of them, some that come first are in order, and the last ones wait;
	 * gone: how many are only marked so. */
	size_t count, room, sorted, gone;
	/* What came later for a key that was there and says a timeout, which
	 * then is the element's; in order, the latest of a key last. */
	struct state_elem *again;
	size_t nagain, again_room;
	struct elems_source *sources;
	uint32_t nsources, sources_room;
};

void elems_release(struct elems *e);
/* Notes all elements of a message; how many there were. */
size_t elems_add(struct elems *e, const struct nlmsghdr *nlh,
		 const struct batch_msg *msg);
void elems_clear(struct elems *e);
/* Puts all in order, takes out what is gone, and of elements with the same key
 * all but the first: of the others, the timeouts count alone. */
void elems_settle(struct elems *e);
/* The element with that element's key, end and kind (flags); NULL: there is
 * none. */
struct state_elem *elems_find(struct elems *e, const struct nlattr *item);
/* Takes out what has the key of an element; false: there was none. */
bool elems_remove(struct elems *e, const struct nlattr *item);
/* Below 0, 0, above 0, by key, end of the key and kind; of two sets. */
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

/* Decodes one; what is more than numbers and bytes takes room in the arena. */
void elems_low(const struct elems *e, const struct state_elem *elem,
	       struct arena *a, struct low_elem *ret);

#endif
