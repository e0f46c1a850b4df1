/*
 * lx — makes low expressions and adds their attributes one by one.
 *
 * Internal to compile/.
 * In:     the kind of an expression; numbers of its attributes (NFTA_*) with
 *         their values, in the order in which they are to be sent.
 * Out:    the expression, in the arena of the caller.
 * Owns:   nothing: strings, bytes, verdicts and inner expressions are borrowed
 *         and must live as long as the expression.
 * Units:  as in object/low.h.
 */
#ifndef NFTLOAD_COMPILE_SCOPE_LX_H
#define NFTLOAD_COMPILE_SCOPE_LX_H

#include "base/arena.h"
#include "object/low.h"

/* Makes an expression without attributes, not yet part of any code.  Attributes
 * beyond nattrs are not initialised and never read.  Inline, as a rule has some
 * ten expressions and thirty attributes. */
static inline struct low_expr *lx_new(struct arena *a, enum nfexpr_kind kind,
				      struct span at)
{
	struct low_expr *x = arena_alloc(a, sizeof(*x));

	x->next = NULL;
	x->kind = (uint8_t)kind;
	x->nattrs = 0;
	x->at = at;
	return x;
}

/* Adds an attribute without a value. */
static inline struct low_attr *lx_attr(struct low_expr *x, unsigned int number)
{
	struct low_attr *attr = &x->attrs[x->nattrs];

	if (x->nattrs++ == LOW_ATTRS_MAX)
		BUG("expression %u has too many attributes", x->kind);
	attr->number = (uint8_t)number;
	attr->len = 0;
	return attr;
}

static inline void lx_num(struct low_expr *x, unsigned int number, uint64_t val)
{
	lx_attr(x, number)->num = val;
}

void lx_str(struct low_expr *x, unsigned int number, const char *s);
void lx_data(struct low_expr *x, unsigned int number, const uint8_t *bytes,
	     uint32_t len);
void lx_verdict(struct low_expr *x, unsigned int number,
		const struct low_verdict *v);
void lx_exprs(struct low_expr *x, unsigned int number,
	      const struct low_expr *exprs);

#endif
