/*
 * brief — what a message does, as far as its place among others matters: what
 * it makes, and the names that it uses.
 *
 * In:     a message of the batch.
 * Out:    its kind, and where its names lie in it.
 * Owns:   nothing.
 * Errors: none: a message of which too little is known is BRIEF_OTHER.
 * Spec:   linux/netfilter/nf_tables.h.
 */
#ifndef NFTLOAD_OBJECT_BRIEF_H
#define NFTLOAD_OBJECT_BRIEF_H

#include "object/attrs.h"
#include "object/rows.h"

enum brief_kind {
	/* It removes or changes something, or it names its place among
	 * rules. */
	BRIEF_OTHER,
	BRIEF_NAMED,	/* makes a table, chain, set, object or flow table */
	BRIEF_OWN_SET,	/* makes a set without a name, for one rule */
	BRIEF_RULE,	/* makes a rule, the last of its chain */
	BRIEF_ELEMS,	/* makes elements */
};

struct brief {
	uint8_t kind;	/* enum brief_kind */
	uint8_t names;	/* enum row_named: kind of what it makes */
	uint8_t family;
	/* A rule: its chain; elements: their set. */
	struct nlattr *table, *name;
	uint32_t set_id;     /* of a set, or of the set of elements */
	bool constant;	     /* a set: it keeps the elements that it has when a
			      * rule uses it */
	bool leads;	     /* a set: its elements name chains or objects */
	const struct nlattr *exprs, *elems; /* lists; NULL: none */
};

void brief_of(struct brief *ret, struct nlmsghdr *nlh);

/* A name that a rule or an element uses. */
struct brief_use {
	uint8_t names;	     /* enum row_named */
	struct nlattr *name; /* NULL: chain_id instead, of a chain without a
			      * name */
	uint32_t set_id;     /* NAMED_SET: 0: sent by name alone */
};

/* A walk over the names that a rule or that elements use. */
struct brief_uses {
	struct attrs items, inside;
	const struct rows *rows; /* of the expression under the walk */
	bool elems;
};

struct brief_uses brief_uses(const struct brief *b);
/* The next name.  False: there are no more. */
bool brief_next(struct brief_uses *u, struct brief_use *ret);

#endif
