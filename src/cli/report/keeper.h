/*
 * keeper — writes a file at the end of a run, though the run may by then not
 * open files any more.
 *
 * A process made beforehand keeps the right to: it reads the text from a pipe,
 * and writes the file whole or not at all, by another name that is changed
 * when all is there.  Devices and pipes are written to as they are.  Where the
 * run ends without an end of the text, it leaves things as they were.
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
	int answer; /* an errno comes from there */
};

/* What is known to go wrong at the end is told here already. */
int keeper_start(struct keeper *k, const char *path) must_check;
/* The text is complete: has it written. */
int keeper_end(struct keeper *k) must_check;
void keeper_drop(struct keeper *k);

#endif
