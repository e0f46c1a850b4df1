/*
 * report_file — writes the report's file at the end of a run, when the run has
 * given up the right to open files.
 *
 * A process that is started early keeps the right.  It reads the text from a
 * pipe and writes the file under a temporary name, which it changes when the
 * text is complete: the file is written whole or not at all.  Devices and pipes
 * are written directly.  If the run ends before the text is complete, the file
 * stays as it was.
 *
 * In:     the path; text on a stream.
 * Owns:   the stream and the pipe of the answer, until report_file_end() or
 *         report_file_drop().
 * Errors: -errno; -ETIMEDOUT for a FIFO that nobody reads.
 */
#ifndef NFTLOAD_CLI_REPORT_REPORT_FILE_H
#define NFTLOAD_CLI_REPORT_REPORT_FILE_H

#include "base/util.h"

#include <stdio.h>

struct report_file {
	FILE *out;  /* NULL: there is none */
	int answer; /* pipe of the process's answer, an errno */
};

/* Starts the process; already fails here if the file could not be written. */
int report_file_start(struct report_file *f, const char *path) must_check;
/* The text is complete: has the file written and waits for the result. */
int report_file_end(struct report_file *f) must_check;
void report_file_drop(struct report_file *f);

#endif
