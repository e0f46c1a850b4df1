/*
 * compact — makes a filter of system calls shorter, and leaves what it allows.
 *
 * The kernel checks and compiles a filter on the time of who installs it: a shorter
 * filter makes each start cheaper.  Decisions by the number of the call alone become
 * bits in words; decisions by arguments stay as they were.
 *
 * In:     a filter for one architecture as libseccomp makes it.
 * Out:    a filter that says the same to each call.
 * Owns:   nothing.
 * Errors: 0 instructions: the filter has another shape, and stays as it is.
 * Spec:   seccomp(2); Documentation/networking/filter.rst of Linux.
 */
#ifndef NFTLOAD_CLI_RUN_COMPACT_H
#define NFTLOAD_CLI_RUN_COMPACT_H

#include "base/util.h"

#include <linux/filter.h>

#define COMPACT_MAX 1024

/* Writes at most COMPACT_MAX instructions; returns their number. */
size_t compact_filter(const struct sock_filter *f, size_t n,
		      struct sock_filter ret_ops[static COMPACT_MAX]);

#endif
