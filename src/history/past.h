/*
 * past — states as they were before and after the commits of the history.
 *
 *     plan, commit ──▶ blocks of an entry         past_note_...()
 *     entries, from the oldest to be undone ──▶ saved, made      past_init()
 *
 * In:     a plan and its states; or entries.
 * Out:    blocks; or the tables that the commits changed, as they were before
 *         the first of them that changed each, and what the commits made.
 * Owns:   everything in struct past, until past_release(); entries are
 *         borrowed until then.
 * Errors: -errno of a reading; -EINVAL: messages of an entry that are no dump.
 *
 * Elements are kept of the sets that the commit changed, and of sets that
 * belong to rules; state_set.same says that those of a set were not kept.
 */
#ifndef NFTLOAD_HISTORY_PAST_H
#define NFTLOAD_HISTORY_PAST_H

#include "history/entry.h"
#include "plan/plan.h"
#include "sync/present.h"

/* ---- making an entry ---- */

/* While the plan's states are there. */
void past_note_before(struct history_entry *e, const struct plan *p);
/* After the commit. */
int past_note_after(struct history_entry *e, const struct plan *p,
		    struct kernel_socket *sock) must_check;

/* ---- reading entries ---- */

/* Milliseconds from one commit to a later one; 0: the clock was set back. */
uint64_t past_between(const struct history_entry *from,
		      const struct history_entry *to);

struct past_step {
	const struct history_entry *entry;
	struct state before, after;
};

struct past {
	struct past_step *steps; /* from the oldest on */
	size_t count;
	struct state saved; /* canonical */
	bool other_boot;    /* the machine has started since one of them */
};

/* boot: the id of this boot. */
int past_init(struct past *p, const struct history_entry *const *entries,
	      size_t n, const char *boot) must_check;
void past_release(struct past *p);
/* Whether the commits concern a table. */
bool past_names(const struct past *p, uint8_t family, const char *table);
/* The item as it was left by the last commit that concerns its table; NULL: it
 * was not there, or others have made it. */
const struct state_item *past_made(const struct past *p,
				   const struct state_item *item);
/* The set as it was left by the last commit that changed its elements, with
 * them; NULL: as for past_made(). */
struct state_set *past_made_set(const struct past *p,
				const struct state_set *set);
/* Whether a load made an item anew that is there now: then its counts do not go on
 * from those of the item that was there before. */
bool past_is_fresh(const struct past *p, const struct state_item *item);
/* Whether the commits, and not others, have made an item that is there now. */
bool past_is_ours(const struct past *p, const struct state_item *item);

#endif
