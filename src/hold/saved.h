/*
 * saved — the way back from a change as a file, for when its holder is killed.
 *
 * In:     a way back (back.h) and the tables that it concerns; a descriptor of
 *         the file.
 * Out:    the same in another process, on the same machine until it starts
 *         again.
 * Owns:   what is read is the caller's to release (back_release(),
 *         touched_release()).
 * Errors: -errno; -EPROTO: the file is not whole, or of another version.
 *
 * The file has the kernel's answers as they came.  Its head is written last: a
 * file without one is none.
 */
#ifndef NFTLOAD_HOLD_SAVED_H
#define NFTLOAD_HOLD_SAVED_H

#include "hold/back.h"
#include "hold/touched.h"

/* Before the change; and once more after it, with what was made. */
int saved_write(int fd, const struct back *b, const struct touched *tables);
/* back_init() comes first; tables are filled. */
int saved_read(int fd, struct back *b, struct touched *tables) must_check;

#endif
