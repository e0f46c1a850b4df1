/*
 * folder — the files of the history: one for each commit, named by its number.
 *
 * In:     the folder's path; the bytes of an entry.
 * Out:    numbers, and the bytes of an entry.
 * Owns:   a descriptor, until history_folder_close().
 * Errors: -errno: -EACCES: the folder belongs to a user that is not known in this
 *         user namespace; -EPERM: the folder, the one around it or the file
 *         belongs to another user, can be written by others, or is a link;
 *         -ETXTBSY: another process has locked the folder for two seconds.
 * Spec:   nftload(8), FILES.
 *
 * A file gets its name when it is whole and on the disk.  Writers lock the folder,
 * one after the other; the next one removes the file that a killed one has begun.
 */
#ifndef NFTLOAD_HISTORY_FOLDER_H
#define NFTLOAD_HISTORY_FOLDER_H

#include "history/pack.h"

#define STATE_FOLDER "/var/lib/nftload"
#define HISTORY_FOLDER STATE_FOLDER "/history"
#define HISTORY_MAX 20 /* entries, the default */
#define HISTORY_NUMBER_MAX 99999999

struct history_numbers {
	uint64_t *list; /* ascending */
	size_t count;
};

/* make: folders that are missing are made, with the rights of root alone.
 * -ENOENT: there is no such folder. */
int history_folder_open(const char *path, bool make) must_check;
void history_folder_close(int folder);
int history_folder_list(int folder,
			struct history_numbers *ret) must_check;
void history_numbers_release(struct history_numbers *n);
/* The caller releases the pack, after an error, too. */
int history_folder_read(int folder, uint64_t number,
			struct pack *ret) must_check;
/* Adds an entry, and removes the oldest beyond max; those that are damaged or
 * not ours stay. */
int history_folder_add(int folder, const struct pack *entry, size_t max,
		       uint64_t *ret_number) must_check;
/* A file of another name, in the same way. */
int history_folder_put(int folder, const char *name,
		       const struct pack *bytes) must_check;
/* Replaces a file by an edited one.  A missing file counts as empty, and a file
 * that becomes empty is removed.  No other writer comes between. */
typedef void history_edit_fn(const struct pack *old, struct pack *to,
			     const void *ctx);
int history_folder_edit(int folder, const char *name, history_edit_fn *edit,
			const void *ctx) must_check;
/* Its first bytes, up to len; -ENOENT: it is not there. */
int history_folder_begin(int folder, const char *name, size_t len,
			 struct pack *ret) must_check;

/* -errno of the folder, or of a file in it, in words. */
const char *history_folder_why(int err);

#endif
