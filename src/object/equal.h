/*
 * equal — compares two objects in canonical form.
 *
 * The kernel gives an object back in another form: it changes the order of
 * attributes, leaves out or adds default values, and adds flags.  The rows say
 * which attributes are identity and which value an absent attribute has.  State
 * (counters, times), and attributes that only one side ever sends, are not
 * compared.
 *
 * In:     two low forms of the same kind.
 * Out:    true: equal.
 * Owns:   nothing; no memory is allocated.
 *
 * Times are compared as the kernel rounds them.  The caller, who has all
 * objects at hand, takes care of the names that the kernel makes up for
 * anonymous sets and chains.
 */
#ifndef NFTLOAD_OBJECT_EQUAL_H
#define NFTLOAD_OBJECT_EQUAL_H

#include "object/low.h"

bool equal_msg(const struct low_msg *a, const struct low_msg *b);
bool equal_exprs(const struct low_expr *a, const struct low_expr *b);
/* Compares one attribute of two messages of the same kind. */
bool equal_attr(const struct low_msg *a, const struct low_msg *b,
		unsigned int number);

#endif
