/*
 * events — what a transaction did to the objects of its tables before.
 *
 * Private to kernel/older*.
 * In:     names, and the number of the message that is at work (now).
 * Out:    an event for each name that was asked for, at a fixed address.
 * Owns:   events and names, from events_init() to events_release().
 */
#ifndef NFTLOAD_KERNEL_COMMIT_EVENTS_H
#define NFTLOAD_KERNEL_COMMIT_EVENTS_H

#include "base/map.h"
#include "base/strpool.h"
#include "tables/family.h"

/* Times are numbers of messages; 0: the kernel holds it. */
struct event {
	bool there;
	uint32_t made, gone;
	struct held_set *set; /* of a set whose elements are followed */
};

struct events {
	struct arena arena;
	struct strpool names;
	struct map map;
	uint32_t now;
	uint32_t flushed[FAMILIES]; /* last time; by FAMILY_UNSPEC: all */
};

void events_init(struct events *ev);
void events_release(struct events *ev);

/* The event of an object; letter tells kinds apart that share names. */
struct event *event_named(struct events *ev, uint8_t family, const char *table,
			  char letter, const char *name);
struct event *event_of_table(struct events *ev, uint8_t family,
			     const char *table);
/* Whether anything is known: else the kernel is to be asked. */
bool event_is_known(const struct event *e);
void event_made(const struct events *ev, struct event *e);
void event_gone(const struct events *ev, struct event *e);
/* The last time at which everything of a table went; table NULL: all of a
 * family's tables. */
uint32_t events_gone_with(struct events *ev, uint8_t family, const char *table);

#endif
