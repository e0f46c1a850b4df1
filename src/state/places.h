/*
 * places — at which hooks a rule works, in the families ip, ip6 and inet.
 *
 * In:     a rule's message.
 * Out:    hooks, a bit each (NF_INET_...), and whether the chain must be of
 *         type nat: what the newest kernel allows.
 * Owns:   nothing.
 * Errors: none.
 */
#ifndef NFTLOAD_STATE_PLACES_H
#define NFTLOAD_STATE_PLACES_H

#include "base/arena.h"

#include <linux/netlink.h>

struct places {
	uint32_t hooks;
	bool nat;
};

/* Whether an expression of that kind (enum nfexpr_kind) does not work
 * everywhere. */
bool places_limits(unsigned int kind, const struct nlattr *item);
struct places places_of_rule(const struct nlmsghdr *rule, struct arena *a);

#endif
