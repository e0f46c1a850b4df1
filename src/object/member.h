/*
 * member — the value of a row in its structure, private to object/.
 *
 * In:     a row and the structures that it may belong to.
 * Out:    the value as a struct low_attr, which borrows; false: the structure
 *         does not have the attribute.
 */
#ifndef NFTLOAD_OBJECT_MEMBER_H
#define NFTLOAD_OBJECT_MEMBER_H

#include "object/low.h"

#include <string.h>

/* Where members of rows are. */
struct bases {
	const struct low_msg *m; /* rows of the head; NULL: none */
	const void *body;	 /* all others; NULL: none */
};

static inline const uint8_t *member_base(const struct row *row,
					 const struct bases *b)
{
	return row->head ? (const void *)b->m : b->body;
}

static inline uint64_t number_at(const uint8_t *p, uint8_t size)
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

static inline uint32_t length_at(const uint8_t *p)
{
	uint32_t len;

	memcpy(&len, p, sizeof(len));
	return len;
}

static inline const void *pointer_at(const uint8_t *p)
{
	const void *to;

	memcpy(&to, p, sizeof(to));
	return to;
}

/* A value, or the verdict that stands in its place. */
static inline bool get_data(const struct row *row, const uint8_t *base,
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

/* False: it is zero, NULL or empty. */
static inline bool get_value(const struct row *row, const uint8_t *base,
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

static inline bool get_name(const struct row *row, const uint8_t *base,
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

/* One that is no prefix has an attribute of its own. */
static inline bool is_one(const struct row *row, const struct low_attr *a)
{
	if (row->type == WIRE_DEVICE || row->type == WIRE_DEVICES)
		return !a->devices->next && !a->devices->wildcard;
	return !a->exprs->next;
}

/* Whether the structure has the attribute; what only the kernel sends, too.
 * Nests are always there: what is inside decides. */
static inline bool member_get(const struct row *row, const struct bases *b,
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
