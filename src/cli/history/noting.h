/*
 * noting — notes the files of a change until it is confirmed; a start of the
 * machine passes over files that nobody has confirmed.
 *
 *     noting_open()      before the sandbox closes
 *     noting_write()     before the change: on the disk when it returns
 *     noting_strike()    it is confirmed; noting_drop(): it was not made
 *
 * In:     options; the files that the change was read from.
 * Out:    lines of history/unconfirmed.h in the state folder, which is made if it
 *         is missing: a line for each file, except for files of the last good
 *         state.
 * Owns:   everything in struct noting, until noting_close().
 * Errors: -errno; history_folder_why() has the words.
 * Spec:   nftload(8), AT BOOT.
 */
#ifndef NFTLOAD_CLI_HISTORY_NOTING_H
#define NFTLOAD_CLI_HISTORY_NOTING_H

#include "cli/history/clerk.h"
#include "cli/user/options.h"
#include "text/source.h"

struct noting {
	struct clerk clerk;
	char *around; /* the folder of relative names; NULL: unknown */
	struct pack good;   /* lines of the last good state's files */
	struct pack good_before; /* of the last good state before it */
	struct pack before; /* lines that were there before this change */
	struct pack lines;  /* this change's */
	bool noted;
};

/* The state folder below --root, or below "/" where root is NULL. */
int noting_folder(const char *root, bool make) must_check;

void noting_init(struct noting *n);
/* make: make the folder if it is missing. */
int noting_open(struct noting *n, const char *root, bool make) must_check;
/* Only the first call notes, since a change that is planned again is the same
 * change.  Without noting_open() nothing is noted. */
int noting_write(struct noting *n,
		 const struct source_set *sources) must_check;
int noting_strike(struct noting *n) must_check;
void noting_drop(struct noting *n);
/* Adds lines, and strikes out others. */
int noting_change(struct noting *n, const struct pack *add,
		  const struct pack *strike) must_check;
void noting_close(struct noting *n);

/* Whether a start passes over its files, since one of them is in o->passed; a
 * sentence names that file.  Where nothing could be loaded instead, the start does
 * not pass over them. */
bool noting_passes(const struct options *o, const struct source_set *sources);

#endif
