/*
 * undo — takes commits of the history back, whatever others have changed since.
 *
 *     undo_plan()   what is there now -> the plan back
 *     undo_send()   the kernel judges it, or it is made
 *
 * In:     entries of the history, and a socket in the namespace of their
 *         commits.
 * Out:    the plan, until the next undo_plan(); why, after an error.
 * Owns:   everything in struct undo but its member `what`, until undo_release().
 * Units:  ms.
 * Errors: enum load_code.
 *
 * Additions by others stay.  Items that others have deleted or changed, and the
 * commits had not, stay deleted or changed.  If the commits changed no element of
 * a set, its elements stay.
 */
#ifndef NFTLOAD_HISTORY_UNDO_H
#define NFTLOAD_HISTORY_UNDO_H

#include "history/past.h"
#include "hold/way.h"
#include "plan/inverse.h"

/* Commits to be taken back, the oldest first, which are borrowed. */
struct undo_what {
	const struct history_entry *const *entries;
	size_t count;
	const char *boot;    /* the id of this boot */
	uint64_t elapsed_ms; /* since the oldest of them */
	/* As commit_options.known, without a context; may be NULL. */
	void (*known)(void *ctx, const struct commit_result *res);
};

struct undo {
	struct undo_what what;
	struct kernel_socket *sock;
	uint32_t abilities;
	struct past past;
	struct present now;
	struct inverse back;
	struct plan_options how;
	struct plan plan;
	bool has_past, has_now, has_back, has_plan;
	char why[WAY_WHY];
};

void undo_init(struct undo *u, const struct undo_what *what,
	       struct kernel_socket *sock);
int undo_plan(struct undo *u) must_check;
/* LOAD_CONFLICT: others have changed the ruleset since undo_plan(). */
int undo_send(struct undo *u, bool commit) must_check;
void undo_release(struct undo *u);

#endif
