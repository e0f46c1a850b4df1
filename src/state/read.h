/*
 * read — what the kernel holds of some tables, in one generation.
 *
 * In:     which tables are wanted, and of which sets the elements.
 * Out:    the kernel's own messages, as they came, in this order: tables;
 *         chains; sets, objects and flow tables, a table at a time; elements,
 *         a set at a time; rules, a chain at a time and in their order.  What
 *         this program does not know stays in them as bytes.
 * Owns:   the messages; reading_release() frees them.
 * Errors: -EINTR: others changed the ruleset during each of READ_TRIES tries;
 *         else -errno of the kernel's answer.
 *
 * The elements of a set of a million take the kernel 15 s, and the rules of a
 * chain of 100,000 take it 4 s, as each datagram begins with a walk to where
 * the last one ended.  So rules are asked for chain by chain, and the caller
 * decides which elements it needs.  Of tables that are not wanted, nothing but
 * their own messages and the names of their chains is looked at.
 */
#ifndef NFTLOAD_STATE_READ_H
#define NFTLOAD_STATE_READ_H

#include "kernel/ask/writer.h"
#include "state/read_dump.h"

#define READ_TRIES 8

/* Both are asked again when a try fails. */
struct read_choice {
	/* Whether the table is one of those to be read. */
	bool (*table)(void *ctx, const struct low_msg *table);
	/* Whether the elements of the set are needed; NULL: of every set.  It
	 * may put questions of its own to the kernel. */
	bool (*elements)(void *ctx, const struct low_msg *set);
	void *ctx;
	/* Hears of changes (writer_watch()) from before the first try on; NULL:
	 * nobody wants to know who made them. */
	struct kernel_socket *watch;
};

struct reading {
	struct dump dump;
	uint32_t genid;	/* the generation that the messages belong to */
	uint32_t tries;
	struct writer writer; /* who made more than one try necessary */
};

int state_read(struct reading *r, struct kernel_socket *s,
	       const struct read_choice *choice) must_check;
void reading_release(struct reading *r);

#endif
