#include "config.h"

#include "compile/rule.h"

#include <string.h>

#define REG_SLOTS 16

void code_begin(struct code *cd, struct rule_build *r, struct span at)
{
	*cd = (struct code){ .r = r, .at = at };
	cd->last = &cd->first;
}

static struct rule_item *code_item(struct code *cd)
{
	struct rule_item *item = arena_new(&cd->r->c->scratch,
					   struct rule_item);

	item->at = cd->at;
	item->code = cd->first;
	return item;
}

void code_end(struct code *cd)
{
	rule_append(cd->r, code_item(cd));
}

void code_end_first(struct code *cd)
{
	rule_prepend(cd->r, code_item(cd));
}

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

struct low_expr *code_expr(struct code *cd, enum nfexpr_kind kind)
{
	struct low_expr *x = lx_new(&cd->r->c->scratch, kind, cd->at);

	*cd->last = x;
	cd->last = &x->next;
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

static unsigned int slots_of(const struct tx *e)
{
	struct ktype k;

	if (e->kind != TX_CONCAT && e->kind != TX_LOOKUP)
		return 4;
	ktype_of_tx(e, &k);
	return k.concat ? DIV_ROUND_UP(ktype_len_bytes(&k), 4u) : 4;
}

int reg_alloc(struct code *cd, const struct tx *e)
{
	unsigned int n = slots_of(e), slot = cd->top;

	/* A lone value takes a whole 128-bit register. */
	if (slot + n > REG_SLOTS)
		return diag_error(cd->r->c->diags, DIAG_LIMIT, e->at,
				  "this statement needs too many values at once: the kernel has 16 registers of 32 bits");
	cd->top = slot + n;
	return (int)slot;
}

uint32_t reg_number(unsigned int slot)
{
	return slot % 4 == 0 ? 1 + slot / 4 : 8 + slot;
}
