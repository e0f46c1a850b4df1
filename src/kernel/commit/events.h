/*
 * events — remembers when messages of a transaction made and deleted objects.
 *
 * Private to kernel/older*.
 * In:     names, and the number of the current message (now).
 * Out:    an event for each name that was asked for, whose address never
 *         changes.
 * Owns:   events and names, from events_init() to events_release().
 */
#ifndef NFTLOAD_KERNEL_COMMIT_EVENTS_H
#define NFTLOAD_KERNEL_COMMIT_EVENTS_H

#include "base/map.h"
#include "base/strpool.h"
#include "tables/family.h"

/* made and gone are numbers of messages; 0: the kernel had the object before
 * the transaction. */
struct event {
	bool there;
	uint32_t made, gone;
	struct held_set *set; /* for a set whose elements are tracked */
};

struct events {
	struct arena arena;
	struct strpool names;
	struct map map;
	uint32_t now;
	uint32_t flushed[FAMILIES]; /* last flush by family; FAMILY_UNSPEC: of
				     * all */
};

void events_init(struct events *ev);
void events_release(struct events *ev);

/* The event of an object; letter stands for the kind, as objects of different
 * kinds may share a name. */
struct event *event_named(struct events *ev, uint8_t family, const char *table,
			  char letter, const char *name);
struct event *event_of_table(struct events *ev, uint8_t family,
			     const char *table);
/* Whether the transaction has touched the object; if not, the caller asks the
 * kernel. */
bool event_is_known(const struct event *e);
void event_made(const struct events *ev, struct event *e);
void event_gone(const struct events *ev, struct event *e);
/* The last message that deleted everything in a table; table NULL: in all
 * tables of the family. */
uint32_t events_gone_with(struct events *ev, uint8_t family, const char *table);

#endif
