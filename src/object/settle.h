/*
 * settle — computes the canonical value of an attribute, private to object/.
 *
 * The kernel gives an object back in another form: it gives an absent attribute
 * a value, adds flags, fills sizes in.  The rows describe this; equal.c and
 * canon.c both use these functions.
 *
 * In:     a row, and the attributes or the structure that it belongs to.
 * Out:    the canonical value.
 * Owns:   nothing.
 */
#ifndef NFTLOAD_OBJECT_SETTLE_H
#define NFTLOAD_OBJECT_SETTLE_H

#include "object/low.h"

/* Attributes of an expression, or of the data of an object. */
struct attr_list {
	const struct low_attr *attrs;
	unsigned int n;
};

/* Whether the row's attribute has no meaning because of another attribute's
 * value. */
bool settle_is_idle(const struct row *row, const struct attr_list *l);
/* The row's attribute, with the bits that the kernel adds; room holds a value
 * that differs from the attribute's.  NULL: absent. */
const struct low_attr *settle_attr(const struct row *row,
				   const struct attr_list *l,
				   struct low_attr *room);
/* The canonical number of an attribute; for an absent attribute (NULL), its
 * default. */
uint64_t settle_number(const struct row *row, const struct low_attr *a);
/* Whether the attribute has the same meaning as its absence. */
bool settle_says_nothing(const struct row *row, const struct low_attr *a);

/* The canonical form of a set, a chain, an object, and of an element of a set
 * (which may be NULL). */
struct low_set settle_set(const struct low_set *s);
struct low_chain settle_chain(const struct low_chain *c);
struct low_obj settle_obj(const struct low_msg *m);
struct low_elem settle_elem(const struct low_elem *e,
			    const struct low_set *set);

/* An item of user data. */
struct udata_item {
	uint8_t type, len;
	const uint8_t *value;
};

/* Gets the next item with a meaning and moves *at on; false: there is none. */
bool settle_udata(const struct row *row, const uint8_t **at,
		  const uint8_t *end, struct udata_item *ret);

#endif
