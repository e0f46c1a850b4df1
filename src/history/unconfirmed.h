/*
 * unconfirmed — the files of changes that nobody has confirmed, by their digests.
 *
 *     4f2c...e1 /etc/nftables.conf       a line each, in STATE_FOLDER
 *
 * In:     the state folder; files that a run has read; lines.
 * Out:    the lines that are there; whether a file is among them.
 * Owns:   nothing; packs are the caller's.
 * Errors: -errno of history/folder.h.
 * Spec:   nftload(8), AT BOOT.
 *
 * A line counts by its digest; the name is for people.  The last 1,000 are kept.
 */
#ifndef NFTLOAD_HISTORY_UNCONFIRMED_H
#define NFTLOAD_HISTORY_UNCONFIRMED_H

#include "history/pack.h"
#include "text/source.h"

#define UNCONFIRMED_FILE "unconfirmed"
/* The last good state has lines of the same kind at its head, as comments. */
#define LAST_GOOD_FILE "last-good.nft"
#define LAST_GOOD_BEFORE "last-good-before.nft" /* replaced by it */
#define LAST_GOOD_MARK "# "

/* A line for each file.  mark: the text that each line begins with; around: the
 * folder of relative names, or NULL. */
void unconfirmed_lines(const struct source_set *sources, const char *mark,
		       const char *around, struct pack *to);
void unconfirmed_line(struct pack *to, const char *hex, const char *name);
/* The lines of `from` whose digests are not in `others`. */
void unconfirmed_without(const struct pack *from, const struct pack *others,
			 struct pack *to);
/* The first file whose digest is in the list; NULL: none. */
const struct source *unconfirmed_find(const struct pack *list,
				      const struct source_set *sources);

/* All lines on the disk; a missing file is no error. */
int unconfirmed_read(int folder, struct pack *ret) must_check;
/* The lines of the files that a last good state was made of; name: its file. */
int unconfirmed_read_good(int folder, const char *name,
			  struct pack *ret) must_check;
int unconfirmed_note(int folder, const struct pack *lines) must_check;
int unconfirmed_strike(int folder, const struct pack *lines) must_check;

#endif
