/*
 * clerk — a process that writes files in the state folder for a run that has
 * given up the right to do so.
 *
 * It is started early, reads bytes from a pipe and understands none of them; a
 * file is written whole or not at all.
 *
 * In:     the folder; bytes.
 * Out:    files of history/folder.h.
 * Owns:   the pipes, until clerk_end(); the process ends with them.
 * Errors: -errno of the process; -EPIPE: it has died.
 */
#ifndef NFTLOAD_CLI_HISTORY_CLERK_H
#define NFTLOAD_CLI_HISTORY_CLERK_H

#include "history/folder.h"

struct clerk {
	int ask, answer; /* -1: there is none */
};

/* max: entries of the history that are kept.  The folder is borrowed. */
int clerk_start(struct clerk *c, int folder, size_t max) must_check;
int clerk_add(struct clerk *c, const struct pack *entry,
	      uint64_t *ret_number) must_check;
/* A file of another name, of CLERK_NAME bytes at most. */
#define CLERK_NAME 32
int clerk_put(struct clerk *c, const char *name,
	      const struct pack *bytes) must_check;
/* Notes lines of history/unconfirmed.h, and strikes them out. */
int clerk_note(struct clerk *c, const struct pack *lines) must_check;
int clerk_strike(struct clerk *c, const struct pack *lines) must_check;
void clerk_end(struct clerk *c);

#endif
