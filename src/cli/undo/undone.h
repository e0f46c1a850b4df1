/*
 * undone — sees to it that no start of the machine loads the files of changes that
 * were taken back.
 *
 * In:     the entries of the history, and the oldest that is taken back; the
 *         state folder, opened before the rights to it go.
 * Out:    lines of history/unconfirmed.h.  If an undo is taken back itself, the
 *         lines that it wrote go.
 * Owns:   nothing.
 * Errors: a warning: the changes are taken back all the same.
 */
#ifndef NFTLOAD_CLI_UNDO_UNDONE_H
#define NFTLOAD_CLI_UNDO_UNDONE_H

#include "cli/history/noting.h"
#include "cli/undo/entries.h"

struct undone {
	const struct options *opt;
	const struct entries *all;
	uint64_t number; /* the oldest that was taken back */
	uint64_t netns;
};

void undone_open(struct noting *n, const struct options *o);
void undone_note(const struct undone *u, struct noting *n);

#endif
