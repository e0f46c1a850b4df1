#include "config.h"

#include "compile/scope/lx.h"

#include <string.h>

/* The attributes are written one by one: nobody reads beyond nattrs. */
struct low_expr *lx_new(struct arena *a, enum nfexpr_kind kind, struct span at)
{
	struct low_expr *x = arena_alloc(a, sizeof(*x));

	x->next = NULL;
	x->kind = (uint8_t)kind;
	x->nattrs = 0;
	x->at = at;
	return x;
}

static struct low_attr *lx_attr(struct low_expr *x, unsigned int number)
{
	struct low_attr *attr;

	if (x->nattrs == LOW_ATTRS_MAX)
		BUG("expression %u has too many attributes", x->kind);
	attr = &x->attrs[x->nattrs++];
	*attr = (struct low_attr){ .number = (uint8_t)number };
	return attr;
}

void lx_num(struct low_expr *x, unsigned int number, uint64_t val)
{
	lx_attr(x, number)->num = val;
}

void lx_str(struct low_expr *x, unsigned int number, const char *s)
{
	struct low_attr *attr = lx_attr(x, number);

	attr->str = s;
	attr->len = (uint16_t)strlen(s);
}

void lx_data(struct low_expr *x, unsigned int number, const uint8_t *bytes,
	     uint32_t len)
{
	struct low_attr *attr = lx_attr(x, number);

	attr->bytes = bytes;
	attr->len = (uint16_t)len;
}

void lx_verdict(struct low_expr *x, unsigned int number,
		const struct low_verdict *v)
{
	lx_attr(x, number)->verdict = v;
}

void lx_exprs(struct low_expr *x, unsigned int number,
	      const struct low_expr *exprs)
{
	lx_attr(x, number)->exprs = exprs;
}
