/*
 * pipes — makes a process, and two pipes to talk with it.
 *
 * In:     nothing.
 * Out:    on each side, the ends of the pipes; programs that are started do not
 *         inherit them.
 * Owns:   two descriptors on each side, which are the caller's.
 * Errors: -errno, with nothing open.
 */
#ifndef NFTLOAD_CLI_USER_PIPES_H
#define NFTLOAD_CLI_USER_PIPES_H

#include "base/util.h"

#include <sys/types.h>

/* The ends that one side writes to and reads from. */
struct pipe_ends {
	int to, from;
};

/* As fork(), after all printed text is flushed. */
pid_t pipes_fork(struct pipe_ends *ret) must_check;
/* Standard input, output and error lead to null, a descriptor of /dev/null. */
void pipes_leave_standard(int null);

#endif
