/*
 * report — the kernel's errors in words, at their places, private to kernel/.
 *
 * In:     errors of a batch; the kernel's names, asked for after the failure.
 * Out:    diagnostics.
 * Errors: none; where a name cannot be asked for, its hint is left out.
 */
#ifndef NFTLOAD_KERNEL_EXPLAIN_REPORT_H
#define NFTLOAD_KERNEL_EXPLAIN_REPORT_H

#include "kernel/ask/replies.h"
#include "text/source.h"

void report_errors(const struct replies *r, struct kernel_socket *sock,
		   const struct source_set *sources, struct diags *diags);

#endif
