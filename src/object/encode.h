/*
 * encode — makes netlink attributes from low forms.
 *
 * In:     struct low_msg, struct low_elem, struct low_expr.
 * Out:    attributes in a message under construction, in the order of the rows
 *         (object/rows.h); the place in the input of each attribute that has
 *         one.
 * Owns:   nothing.
 * Errors: sets overflow in the wire.
 *
 * The rows write straight into the message: a ruleset of 100,000 rules has some
 * 600,000 expressions, and a library call for each attribute was half the work
 * of a load.  Sets are few, and their description is nested: libnftnl builds
 * the description (object/nftnl.h), and nothing else.  A unit test encodes each
 * expression with libnftnl as well and compares the bytes.
 */
#ifndef NFTLOAD_OBJECT_ENCODE_H
#define NFTLOAD_OBJECT_ENCODE_H

#include "object/wire.h"

/* add() is called before an attribute whose place in the input differs from the
 * place of the attribute before. */
struct encode_places {
	void (*add)(void *ctx, struct span at);
	void *ctx;
	struct span last; /* internal */
};

/* Begins a message of m's kind and verb. */
void encode_begin(struct wire *w, const struct low_msg *m, uint16_t flags);
/* Adds all attributes of m but its elements; places may be NULL. */
void encode_attrs(struct wire *w, const struct low_msg *m,
		  struct encode_places *places);
/* Adds an element as a nest of the given type. */
void encode_item(struct wire *w, const struct low_elem *e, uint16_t type);
/* Adds one expression as a nest of the given type. */
void encode_expr(struct wire *w, uint16_t type, const struct low_expr *e);

#endif
