/*
 * expr — expressions and sets of nf_tables, from their low form to bytes.
 *
 * libnftnl builds them, driven by a table that says which of its attributes
 * an attribute of the kernel is.  What the installed libnftnl lacks is put
 * attribute by attribute instead (expr_put_raw()).
 *
 * In:     struct low_expr, struct low_set, struct low_obj.
 * Out:    attributes in a message under construction.
 * Owns:   a cache of libnftnl expressions, freed by expr_builder_free().
 * Errors: overflow in the wire.
 */
#ifndef NFTLOAD_BATCH_EXPR_H
#define NFTLOAD_BATCH_EXPR_H

#include "batch/wire.h"

struct expr_builder;

struct expr_builder *expr_builder_new(void);
void expr_builder_free(struct expr_builder *eb);

/* One expression as a nest of the given type. */
void expr_put(struct expr_builder *eb, struct wire *w, uint16_t type,
	      const struct low_expr *e);
/* The same without libnftnl. */
void expr_put_raw(struct wire *w, uint16_t type, const struct low_expr *e);
/* A list of expressions, as a nest of NFTA_LIST_ELEMs. */
void expr_put_list(struct expr_builder *eb, struct wire *w, uint16_t type,
		   const struct low_expr *first);
/* One attribute of an expression or an object, by its wire type. */
void expr_put_attr(struct wire *w, uint8_t wire_type, const struct low_attr *a);

/* Everything of a set beside table and name. */
void set_put(struct expr_builder *eb, struct wire *w, const struct low_set *s,
	     const uint8_t *udata, uint32_t udata_len);
/* Everything of an object beside table and name. */
void obj_put(struct wire *w, const struct low_obj *o, const uint8_t *udata,
	     uint32_t udata_len);

#endif
