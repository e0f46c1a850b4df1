/*
 * settle — what an attribute comes to in canonical form, private to object/.
 *
 * What the kernel gives back is not what it was sent: an absent attribute
 * stands for a value, flags are added, sizes are filled in.  The rows say
 * which; equal.c and canon.c both go by these functions.
 *
 * In:     a row, and the attributes or the structure that it belongs to.
 * Out:    the value that counts.
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

/* Whether the row's attribute says nothing beside another. */
bool settle_is_idle(const struct row *row, const struct attr_list *l);
/* The attribute that the row stands for, with the bits that the kernel adds;
 * room is where such a value is kept.  NULL: absent. */
const struct low_attr *settle_attr(const struct row *row,
				   const struct attr_list *l,
				   struct low_attr *room);
/* The number that counts: of one that is absent (NULL) the one that it stands
 * for. */
uint64_t settle_number(const struct row *row, const struct low_attr *a);
/* Whether the number says no more than its absence would. */
bool settle_says_nothing(const struct row *row, const struct low_attr *a);

/* What the kernel makes of a set, a chain, an object, and an element of a set
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

/* The next one that counts; false: there is none.  at moves on. */
bool settle_udata(const struct row *row, const uint8_t **at,
		  const uint8_t *end, struct udata_item *ret);

#endif
