/*
 * encode — objects of nf_tables, from their low form to attributes.
 *
 * In:     struct low_msg, struct low_elem, struct low_expr.
 * Out:    attributes in a message under construction, in the order of the rows
 *         (object/rows.h); for those that come from a place of the input of
 *         their own, that place.
 * Owns:   nothing.
 * Errors: overflow in the wire.
 *
 * Everything is written straight into the message, by the rows: a ruleset of
 * 100,000 rules has some 600,000 expressions, and a library that takes each
 * attribute by a call of its own was half the work of a load.  Sets are few,
 * and what describes them is nested: libnftnl builds that (object/nftnl.h),
 * and nothing else.  A unit test encodes each expression with libnftnl as well
 * and compares the bytes.
 */
#ifndef NFTLOAD_OBJECT_ENCODE_H
#define NFTLOAD_OBJECT_ENCODE_H

#include "object/wire.h"

/* Is told where the attribute put next comes from, when that is another place
 * than that of the one before. */
struct encode_places {
	void (*add)(void *ctx, struct span at);
	void *ctx;
	struct span last; /* internal */
};

/* Begins a message of the kind and verb of m; type 0: as these say. */
void encode_begin(struct wire *w, const struct low_msg *m, uint16_t flags);
/* All attributes of m but its elements; places may be NULL. */
void encode_attrs(struct wire *w, const struct low_msg *m,
		  struct encode_places *places);
/* An element as a nest of the given type. */
void encode_item(struct wire *w, const struct low_elem *e, uint16_t type);
/* One expression as a nest of the given type. */
void encode_expr(struct wire *w, uint16_t type, const struct low_expr *e);

#endif
