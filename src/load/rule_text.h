/*
 * rule_text — writes a rule that the kernel holds, for hints.
 *
 * In:     the kernel's message about the rule; the kernel, which is asked for the
 *         sets of its table.
 * Out:    the rule as listings write it, on one line and without counts; the end
 *         of a long one is left out.
 * Owns:   nothing: the text is in the caller's arena.
 * Errors: NULL: the kernel does not answer, or the language cannot say it.
 */
#ifndef NFTLOAD_LOAD_RULE_TEXT_H
#define NFTLOAD_LOAD_RULE_TEXT_H

#include "base/arena.h"
#include "kernel/talk/socket.h"

#include <linux/netlink.h>

const char *rule_text(struct kernel_socket *sock, const struct nlmsghdr *rule,
		      struct arena *a);

#endif
