/*
 * progress — draws the progress of a long run, as one line on a terminal.
 *
 * A separate thread draws the line, since the longest part of a load is one
 * system call that nothing may interrupt.
 *
 * In:     the phase, its bytes in total, and the bytes done.
 * Out:    a line on stderr, from the second second on; cleared at the end.
 * Owns:   the thread and its memory, freed by progress_end().
 */
#ifndef NFTLOAD_CLI_USER_PROGRESS_H
#define NFTLOAD_CLI_USER_PROGRESS_H

#include "cli/user/options.h"

struct progress;

/* NULL: stderr is not a terminal, or --quiet is given. */
struct progress *progress_begin(const struct options *o);
void progress_end(struct progress *p);
void progress_phase(struct progress *p, const char *name, uint64_t total);
/* Where the bytes done are stored. */
_Atomic uint64_t *progress_place(struct progress *p);

#endif
