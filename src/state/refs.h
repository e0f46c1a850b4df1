/*
 * refs — lists the references of a rule or of an element of a map.
 *
 * In:     a rule's message; an element.
 * Out:    a call for each chain, set, object and flow table that is named, with
 *         the place of the expression or element.
 * Owns:   nothing; names are those of the message, or in the arena.
 * Errors: none.
 */
#ifndef NFTLOAD_STATE_REFS_H
#define NFTLOAD_STATE_REFS_H

#include "object/decode.h"
#include "state/store.h"

struct ref {
	uint8_t kind;	  /* enum low_kind */
	uint32_t type;	  /* of an object */
	const char *name; /* NULL: only by its id */
	uint32_t id;	  /* within the batch; 0: none */
	struct span at;	  /* within the message */
};

/* False ends the walk, which then returns false. */
typedef bool ref_fn(void *ctx, const struct ref *ref);

/* Of one expression of a rule; false: it refers to nothing.  Strings may be in
 * the arena. */
bool ref_of_expr(const struct decode_exprs *in, const struct nlattr *item,
		 unsigned int kind, struct arena *a, struct ref *ret);
bool refs_of_rule(const struct nlmsghdr *nlh, struct arena *a, ref_fn *fn,
		  void *ctx);
/* Of decoded expressions. */
bool refs_of_exprs(const struct low_expr *first, ref_fn *fn, void *ctx);
/* obj_type: type of the map's objects, else 0. */
bool refs_of_elem(const struct low_elem *e, uint32_t obj_type, ref_fn *fn,
		  void *ctx);

/* The record that a reference of table t leads to; NULL: the state does not
 * hold it. */
struct state_item *refs_find(struct state *s, struct state_table *t,
			     const struct ref *ref);

#endif
