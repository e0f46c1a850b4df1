/*
 * put — expressions, sets and objects of nf_tables, from their low form to
 * bytes.
 *
 * Expressions are written straight into the message, by the rows of
 * object/nfexpr.h: a ruleset of 100,000 rules has some 600,000 of them, and a
 * library that takes each attribute by a call of its own was half the work of
 * a load.  A unit test encodes each of them with libnftnl as well and compares
 * the bytes.  Sets and objects are few: libnftnl writes them.
 *
 * In:     struct low_expr, struct low_set, struct low_obj.
 * Out:    attributes in a message under construction.
 * Owns:   nothing.
 * Errors: overflow in the wire.
 */
#ifndef NFTLOAD_OBJECT_PUT_H
#define NFTLOAD_OBJECT_PUT_H

#include "object/wire.h"

/* One expression as a nest of the given type. */
void expr_put(struct wire *w, uint16_t type, const struct low_expr *e);
/* A list of expressions, as a nest of NFTA_LIST_ELEMs. */
void expr_put_list(struct wire *w, uint16_t type, const struct low_expr *first);
/* One attribute of an expression or an object, by its wire type. */
void expr_put_attr(struct wire *w, uint8_t wire_type, const struct low_attr *a);

/* Everything of a set beside table and name. */
void set_put(struct wire *w, const struct low_set *s, const uint8_t *udata,
	     uint32_t udata_len);
/* Everything of an object beside table and name. */
void obj_put(struct wire *w, const struct low_obj *o, const uint8_t *udata,
	     uint32_t udata_len);

#endif
