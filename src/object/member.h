/*
 * member — reads the member of a structure that a row describes, private to
 * object/.
 *
 * In:     a row, and the structures whose members rows describe.
 * Out:    the value as a struct low_attr, which borrows from the structure;
 *         false: the structure does not have the attribute.
 */
#ifndef NFTLOAD_OBJECT_MEMBER_H
#define NFTLOAD_OBJECT_MEMBER_H

#include "object/low.h"

#include <string.h>

/* If a row is a constant, the compiler keeps only the code of its case. */
#define MEMBER_INLINE static __attribute__((always_inline)) inline

/* The structures whose members rows describe. */
struct bases {
	const struct low_msg *m; /* for rows with head set; NULL: none */
	const void *body;	 /* for all other rows; NULL: none */
};

MEMBER_INLINE const uint8_t *member_base(const struct row *row,
					 const struct bases *b)
{
	return row->head ? (const void *)b->m : b->body;
}

MEMBER_INLINE uint64_t number_at(const uint8_t *p, uint8_t size)
{
	uint64_t wide;
	uint32_t word;

	switch (size) {
	case sizeof(wide):
		memcpy(&wide, p, sizeof(wide));
		return wide;
	case sizeof(word):
		memcpy(&word, p, sizeof(word));
		return word;
	default:
		return *p;
	}
}

MEMBER_INLINE uint32_t length_at(const uint8_t *p)
{
	uint32_t len;

	memcpy(&len, p, sizeof(len));
	return len;
}

MEMBER_INLINE const void *pointer_at(const uint8_t *p)
{
	const void *to;

	memcpy(&to, p, sizeof(to));
	return to;
}

/* Reads a value, or the verdict instead of it. */
MEMBER_INLINE bool get_data(const struct row *row, const uint8_t *base,
		     struct low_attr *ret)
{
	ret->bytes = pointer_at(base + row->offset);
	ret->len = length_at(base + row->aux);
	if (!row->verdict || !pointer_at(base + row->verdict))
		return ret->bytes != NULL;
	ret->verdict = pointer_at(base + row->verdict);
	ret->len = 0;
	return true;
}

/* Reads a member of any other type; false: it is zero, NULL or empty. */
MEMBER_INLINE bool get_value(const struct row *row, const uint8_t *base,
		      struct low_attr *ret)
{
	const uint8_t *p = base + row->offset;

	switch ((enum wire_type)row->type) {
	case WIRE_U8:
	case WIRE_BE16:
	case WIRE_BE32:
	case WIRE_BE64:
	case WIRE_HOST32:
		ret->num = number_at(p, row->size);
		return ret->num != 0;
	case WIRE_DATA:
		return get_data(row, base, ret);
	case WIRE_BYTES:
	case WIRE_UDATA:
		ret->bytes = pointer_at(p);
		ret->len = length_at(base + row->aux);
		return ret->len != 0;
	case WIRE_FIELDS:
		ret->inside = p;
		ret->len = length_at(base + row->aux);
		return ret->len != 0;
	case WIRE_NEST:
	case WIRE_OBJECT:
		ret->inside = p;
		return true;
	case WIRE_ELEMS:
		return false;
	case WIRE_STRING:
	case WIRE_NAME:
	case WIRE_EXPR:
	case WIRE_EXPRS:
	case WIRE_DEVICE:
	case WIRE_DEVICES:
		ret->inside = pointer_at(p);
		return ret->inside != NULL;
	}
	return false;
}

MEMBER_INLINE bool get_name(const struct row *row, const uint8_t *base,
		     struct low_attr *ret)
{
	const struct low_name *n = (const void *)(base + row->offset);

	if (row->when == ROW_NAMED) {
		ret->str = n->name;
		return n->name && !n->by_handle;
	}
	ret->num = n->handle;
	return n->by_handle || n->handle;
}

/* Whether a list has one item.  A device that is a prefix counts as many, as
 * only the list can hold a prefix. */
MEMBER_INLINE bool is_one(const struct row *row, const struct low_attr *a)
{
	if (row->type == WIRE_DEVICE || row->type == WIRE_DEVICES)
		return !a->devices->next && !a->devices->wildcard;
	return !a->exprs->next;
}

/* Whether the structure has the attribute; also for attributes that only the
 * kernel sends.  A nest always counts as there: the attributes inside it
 * decide. */
MEMBER_INLINE bool member_get(const struct row *row, const struct bases *b,
		struct low_attr *ret)
{
	const uint8_t *base = member_base(row, b);
	bool there;

	if (!base)
		return false;
	ret->number = row->number;
	ret->len = 0;
	if (row->when == ROW_NAMED || row->when == ROW_HANDLED)
		return get_name(row, base, ret);
	there = get_value(row, base, ret);
	switch ((enum row_when)row->when) {
	case ROW_ALWAYS:
		return true;
	case ROW_HAVE:
	case ROW_MAKES:
		return base[row->aux];
	case ROW_ONE:
		return there && is_one(row, ret);
	case ROW_MANY:
		return there && !is_one(row, ret);
	default:
		return there;
	}
}

#endif
