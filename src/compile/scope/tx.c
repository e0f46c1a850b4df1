#include "config.h"

#include "compile/scope/tx.h"

#include "compile/scope/set_info.h"

struct tx *tx_new(struct arena *a, enum tx_kind kind, struct vtype t,
		  struct span at)
{
	struct tx *e = arena_new(a, struct tx);

	e->kind = (uint8_t)kind;
	e->dt = t.dt;
	e->len_bits = t.len_bits;
	e->order = t.order;
	e->at = at;
	return e;
}

struct tx *tx_value_new(struct arena *a, struct vtype t, struct span at)
{
	struct tx *e = tx_new(a, TX_VALUE, t, at);

	e->bytes = arena_zalloc(a, tx_len_bytes(e));
	return e;
}

bool tx_is_const(const struct tx *e)
{
	if (e->kind != TX_CONCAT)
		return e->kind <= TX_VERDICT;
	for (const struct tx *part = e->list.first; part; part = part->next)
		if (!tx_is_const(part))
			return false;
	return true;
}

struct ktype ktype_single(struct vtype t)
{
	return (struct ktype){ .n = 1, .f = { t } };
}

bool tx_is_bitfield(const struct tx *e)
{
	uint32_t off_bits;

	if (e->kind == TX_PAYLOAD)
		off_bits = e->payload.off_bits;
	else if (e->kind == TX_EXTHDR && !e->exthdr.present)
		off_bits = e->exthdr.off_bits;
	else
		return false;
	return off_bits % 8 != 0 || e->len_bits % 8 != 0;
}

void ktype_of_tx(const struct tx *e, struct ktype *ret_type)
{
	if (e->kind == TX_LOOKUP && e->lookup.set->is_map) {
		*ret_type = e->lookup.set->data;
		return;
	}
	if (e->kind != TX_CONCAT) {
		*ret_type = ktype_single(tx_type(e));
		return;
	}
	*ret_type = (struct ktype){ .concat = true };
	for (const struct tx *part = e->list.first;
	     part && ret_type->n < KTYPE_FIELDS; part = part->next)
		ret_type->f[ret_type->n++] = tx_type(part);
}

uint32_t ktype_len_bytes(const struct ktype *k)
{
	uint32_t len = 0;

	if (!k->concat)
		return DIV_ROUND_UP((uint32_t)k->f[0].len_bits, 8u);
	for (unsigned int i = 0; i < k->n; i++)
		len += DIV_ROUND_UP((uint32_t)k->f[i].len_bits, 32u) * 4;
	return len;
}

uint32_t ktype_id(const struct ktype *k)
{
	uint32_t id = 0;

	for (unsigned int i = 0; i < k->n; i++)
		id = id << DTYPE_ID_BITS | k->f[i].dt->id;
	return id;
}

const char *ktype_name(struct arena *a, const struct ktype *k)
{
	const char *name = k->n ? k->f[0].dt->desc : "nothing";

	for (unsigned int i = 1; i < k->n; i++)
		name = arena_printf(a, "%s . %s", name, k->f[i].dt->desc);
	return name;
}
