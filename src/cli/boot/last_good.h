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

/* The path of the last good state, in the arena; of the last good state before it,
 * if it was made of files that are passed over.  NULL: there is none, or other
 * users could have written it. */
const char *last_good_find(struct arena *a, const char *root,
			   const struct pack *passed);
/* Adds the lines of the files that a start passes over (history/unconfirmed.h). */
void last_good_read_passed(const char *root, struct pack *ret);
/* Whether the last good state is to be written: its folder exists, and the last
 * good state on the disk was made of other files, which is rare at a start.  o:
 * the options, files and root of the sync. */
bool last_good_is_due(const struct options *o);
/* Writes it, in a process of its own, as run_request.run. */
int last_good_keep(const struct options *o, enum load_goal goal);

#endif
