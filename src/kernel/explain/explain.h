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

#include <linux/netlink.h>

/* The text of a rule that the kernel holds, on one line and in the arena; NULL:
 * it cannot be told.  rule: the kernel's message. */
typedef const char *explain_rule_fn(struct kernel_socket *sock,
				    const struct nlmsghdr *rule,
				    struct arena *a);

/* rule_text: NULL: hints name rules by their handles alone. */
void explain_errors(const struct replies *r, struct kernel_socket *sock,
		    explain_rule_fn *rule_text,
		    const struct source_set *sources, struct diags *diags);

#endif
