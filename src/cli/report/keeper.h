/*
 * keeper — writes the report's file at the end of a run, when the run has given
 * up the right to open files.
 *
 * A process that is started early keeps the right.  It reads the text from a
 * pipe and writes the file under a temporary name, which it changes when the
 * text is complete: the file is written whole or not at all.  Devices and pipes
 * are written directly.  If the run ends before the text is complete, the file
 * stays as it was.
 *
 * In:     the path; text on a stream.
 * Owns:   the stream and the pipe of the answer, until keeper_end() or
 *         keeper_drop().
 * Errors: -errno; -ETIMEDOUT for a FIFO that nobody reads.
 */
#ifndef NFTLOAD_CLI_REPORT_KEEPER_H
#define NFTLOAD_CLI_REPORT_KEEPER_H

#include "base/util.h"

#include <stdio.h>

struct keeper {
	FILE *out;  /* NULL: there is none */
	int answer; /* pipe of the process's answer, an errno */
};

/* Starts the process; already fails here if the file could not be written. */
int keeper_start(struct keeper *k, const char *path) must_check;
/* The text is complete: has the file written and waits for the result. */
int keeper_end(struct keeper *k) must_check;
void keeper_drop(struct keeper *k);

#endif
