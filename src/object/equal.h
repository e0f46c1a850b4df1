/*
 * equal — whether two objects are the same, in canonical form.
 *
 * What the kernel gives back is not what it was sent: attributes change their
 * order, an absent one stands for a value, flags are added.  The rows say which
 * attributes are identity and what an absent one stands for; state (counters,
 * times) and what only one side ever sends do not count.
 *
 * In:     low forms of one kind.
 * Out:    true: the same.
 * Owns:   nothing, and allocates nothing.
 *
 * Left to the caller, who has all objects at hand: names that the kernel makes
 * up for sets and chains of rules, and times that it rounds.
 */
#ifndef NFTLOAD_OBJECT_EQUAL_H
#define NFTLOAD_OBJECT_EQUAL_H

#include "object/low.h"

bool equal_msg(const struct low_msg *a, const struct low_msg *b);
bool equal_exprs(const struct low_expr *a, const struct low_expr *b);
/* One attribute of messages of one kind. */
bool equal_attr(const struct low_msg *a, const struct low_msg *b,
		unsigned int number);

#endif
