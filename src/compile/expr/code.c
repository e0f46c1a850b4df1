#include "config.h"

#include "compile/expr/rule_build.h"

#define REG_SLOTS 16

void rule_append(struct rule_build *r, struct rule_item *item)
{
	*r->last = item;
	r->last = &item->next;
}

void rule_prepend(struct rule_build *r, struct rule_item *item)
{
	item->next = r->first;
	if (!r->first)
		r->last = &item->next;
	r->first = item;
}

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

struct low_expr *code_expr(struct code *cd, enum nfexpr_kind kind)
{
	struct low_expr *x = lx_new(&cd->r->c->scratch, kind, cd->at);

	*cd->last = x;
	cd->last = &x->next;
	return x;
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

void reg_skip(struct code *cd, const struct tx *key)
{
	unsigned int n = slots_of(key);

	if (key->kind == TX_CONCAT && cd->top + n + 4 <= REG_SLOTS)
		cd->top += n;
}

uint32_t reg_number(unsigned int slot)
{
	return slot % 4 == 0 ? 1 + slot / 4 : 8 + slot;
}
