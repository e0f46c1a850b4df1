/*
 * last_good — the ruleset of this machine's files when they were synced last, on
 * the disk, for a start at which the files are not right.
 *
 * In:     options of a sync that has succeeded; the root.
 * Out:    /var/lib/nftload/last-good.nft: a file to be loaded, which replaces the
 *         tables that it names.  It has what the files asked for, and nothing
 *         that other programs or packets have added.
 * Owns:   nothing.
 * Errors: none: without the folder, or without rights to it, there is no such
 *         file.  A sentence says why one cannot be kept.
 * Spec:   nftload(8), AT BOOT.
 */
#ifndef NFTLOAD_CLI_BOOT_LAST_GOOD_H
#define NFTLOAD_CLI_BOOT_LAST_GOOD_H

#include "cli/user/options.h"
#include "history/pack.h"
#include "load/load.h"

/* NULL: there is none, or other users could have written it; in the arena.  If it
 * is of files that are passed over, the one before it. */
const char *last_good_find(struct arena *a, const char *root,
			   const struct pack *passed);
/* Adds the lines of the files that a start passes over (history/unconfirmed.h). */
void last_good_read_passed(const char *root, struct pack *ret);
/* o: the options and files of the sync, and its root.  Whether there is a folder
 * for it, and it is of other files, as it is not after most starts. */
bool last_good_is_due(const struct options *o);
/* In a process of its own, as run_request.run. */
int last_good_keep(const struct options *o, enum load_goal goal);

#endif
