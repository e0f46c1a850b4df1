/*
 * progress — one line on a terminal that tells how far a long run is.
 *
 * Drawn by a thread of its own, since the longest part of a load is one system
 * call that nothing may interrupt.
 *
 * In:     the phase, the bytes that it has to do, and those done.
 * Out:    a line on stderr, from the second second on; cleared at the end.
 * Owns:   the thread and its memory, freed by progress_end().
 */
#ifndef NFTLOAD_CLI_USER_PROGRESS_H
#define NFTLOAD_CLI_USER_PROGRESS_H

#include "cli/user/options.h"

struct progress;

/* NULL: stderr is no terminal, or --quiet. */
struct progress *progress_begin(const struct options *o);
void progress_end(struct progress *p);
void progress_phase(struct progress *p, const char *name, uint64_t total);
/* Of the bytes that are done. */
_Atomic uint64_t *progress_place(struct progress *p);

#endif
