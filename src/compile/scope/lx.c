#include "config.h"

#include "compile/scope/lx.h"

#include <string.h>

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
