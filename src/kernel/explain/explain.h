/*
 * explain — reports the kernel's errors in words, at their places.
 *
 * In:     the errors of a batch; names of the kernel, which is asked after the
 *         failure (sock NULL: it is not asked).
 * Out:    diagnostics.
 * Errors: none: if a question fails, its hint is left out.
 */
#ifndef NFTLOAD_KERNEL_EXPLAIN_EXPLAIN_H
#define NFTLOAD_KERNEL_EXPLAIN_EXPLAIN_H

#include "kernel/ask/replies.h"
#include "text/source.h"

void explain_errors(const struct replies *r, struct kernel_socket *sock,
		   const struct source_set *sources, struct diags *diags);

#endif
