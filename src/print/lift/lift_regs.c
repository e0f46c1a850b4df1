#include "config.h"

#include "print/lift/lift_in.h"

#include <linux/netfilter/nf_tables.h>
#include <string.h>

#define SLOTS_PER_REGISTER 4

int lift_slot(uint64_t number)
{
	if (number >= NFT_REG_1 && number <= NFT_REG_4)
		return (int)(number - NFT_REG_1) * SLOTS_PER_REGISTER;
	if (number >= NFT_REG32_00 && number < NFT_REG32_00 + LIFT_SLOTS)
		return (int)(number - NFT_REG32_00);
	return -1;
}

static unsigned int slots_of(const struct tx *e)
{
	return MAX(DIV_ROUND_UP(tx_len_bytes(e), 4u), 1u);
}

/* A value that is overwritten in part is lost. */
bool lift_put(struct lift_rule *r, uint64_t number, struct tx *e)
{
	int slot = lift_slot(number);
	unsigned int at = (unsigned int)slot, end;

	if (slot < 0 || !e)
		return false;
	end = at + slots_of(e);
	for (unsigned int i = 0; i < MIN(end, (unsigned int)LIFT_SLOTS); i++)
		if (r->regs[i] && (i >= at || i + slots_of(r->regs[i]) > at))
			r->regs[i] = NULL;
	r->regs[at] = e;
	return end <= LIFT_SLOTS;
}

struct tx *lift_get(struct lift_rule *r, uint64_t number)
{
	int slot = lift_slot(number);

	return slot < 0 ? NULL : r->regs[slot];
}

static struct tx *field_copy(struct lift_rule *r, const struct tx *e)
{
	struct tx *copy = arena_memdup(r->a, e, sizeof(*e));

	copy->next = NULL;
	return copy;
}

static struct tx *concat(struct lift_rule *r, unsigned int slot,
			 unsigned int slots)
{
	struct tx *list = tx_new(r->a, TX_CONCAT, (struct vtype){ 0 },
				 (struct span){ 0 });
	struct tx **last = &list->list.first;
	unsigned int end = slot + slots;

	while (slot < end) {
		if (slot >= LIFT_SLOTS || !r->regs[slot])
			return NULL;
		*last = field_copy(r, r->regs[slot]);
		slot += slots_of(*last);
		last = &(*last)->next;
		list->list.count++;
	}
	return slot == end ? list : NULL;
}

struct tx *lift_get_key(struct lift_rule *r, uint64_t number,
			const struct ktype *type, uint32_t len)
{
	struct tx *e = lift_get(r, number), *list;
	unsigned int slots = DIV_ROUND_UP(len, 4u);

	if (!e)
		return NULL;
	if (type ? !type->concat : slots_of(e) >= slots)
		return e;
	list = concat(r, (unsigned int)lift_slot(number), slots);
	return list && (!type || list->list.count == type->n) ? list : NULL;
}
