/*
 * places — finds the hooks at which a rule works, in the families ip, ip6 and
 * inet.
 *
 * In:     a rule's message, or its expressions.
 * Out:    hooks, a bit each (NF_INET_...), and whether the chain must be of
 *         type nat, as in the newest kernel.
 * Owns:   nothing.
 * Errors: none.
 */
#ifndef NFTLOAD_STATE_PLACES_H
#define NFTLOAD_STATE_PLACES_H

#include "base/arena.h"
#include "object/low.h"

#include <linux/netlink.h>

struct places {
	uint32_t hooks;
	bool nat;
};

/* Of a rule without expressions. */
extern const struct places places_everywhere;
/* Leaves those at which an expression works, too. */
void places_add(struct places *p, const struct low_expr *x);

/* Whether an expression of this kind (enum nfexpr_kind) works only at some
 * hooks. */
bool places_limits(unsigned int kind, const struct nlattr *item);
struct places places_of_rule(const struct nlmsghdr *rule, struct arena *a);

#endif
