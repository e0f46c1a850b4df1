#include "config.h"

#include "compile/bits.h"

#include "compile/select.h"

#include <string.h>

static uint32_t load_off_bits(const struct tx *e)
{
	return e->kind == TX_PAYLOAD ? e->payload.off_bits :
				       e->exthdr.off_bits;
}

void bits_of(const struct tx *e, struct bits *ret_bits)
{
	uint32_t off = load_off_bits(e);
	/* From the first byte: a raw offset may be the largest number. */
	uint32_t end = off % 8 + e->len_bits;
	struct bits b = { .off_bytes = off / 8 };

	b.len_bytes = DIV_ROUND_UP(end, 8u);
	b.shift = (8 - end % 8) % 8;
	bytes_prefix_mask(b.mask, b.len_bytes, e->len_bits);
	bytes_shift_right(b.mask, b.len_bytes, off % 8);
	*ret_bits = b;
}

struct tx *tx_bitwise(struct arena *a, struct tx *e, struct vtype t,
		      const uint8_t *mask, const uint8_t *xor)
{
	struct tx *tx = tx_new(a, TX_BITWISE, t, e->at);
	uint32_t len = tx_len_bytes(tx);

	tx->bitwise.arg = e;
	tx->bitwise.op_len = len;
	tx->bitwise.mask = arena_memdup(a, mask, len);
	tx->bitwise.xor = xor ? arena_memdup(a, xor, len) :
				arena_zalloc(a, len);
	return tx;
}

struct tx *bits_masked(struct arena *a, const struct tx *e,
		       const struct bits *b)
{
	struct tx *load = arena_memdup(a, e, sizeof(*e));

	load->next = NULL;
	load->len_bits = (uint16_t)(8 * b->len_bytes);
	if (load->kind == TX_PAYLOAD)
		load->payload.off_bits = 8 * b->off_bytes;
	else
		load->exthdr.off_bits = 8 * b->off_bytes;
	load = tx_bitwise(a, load, tx_type(load), b->mask, NULL);
	load->bitwise.field = e;
	return load;
}

/* The unit in which the kernel turns bytes: NFTA_BYTEORDER_SIZE. */
static uint8_t swap_unit(uint32_t len_bits)
{
	if (len_bits % 64 == 0)
		return 8;
	return len_bits % 32 == 0 ? 4 : 2;
}

struct tx *tx_swap(struct arena *a, struct tx *e, enum byteorder order)
{
	struct vtype t = tx_type(e);
	struct tx *tx;

	if (tx_len_bytes(e) < 2 || e->order == order ||
	    e->order == ORDER_NONE)
		return e;
	t.order = (uint8_t)order;
	tx = tx_new(a, TX_SWAP, t, e->at);
	tx->swap.arg = e;
	tx->swap.hton = order == ORDER_BIG;
	tx->swap.size = swap_unit(8 * tx_len_bytes(e));
	return tx;
}

struct tx *bits_value(struct arena *a, struct tx *e)
{
	struct bits b;
	struct tx *masked, *tx;

	if (!select_is_bitfield(e))
		return e;
	bits_of(e, &b);
	masked = bits_masked(a, e, &b);
	if (!b.shift) {
		masked->len_bits = e->len_bits;
		return masked;
	}
	masked = tx_swap(a, masked, ORDER_HOST);
	tx = tx_new(a, TX_SHIFT, (struct vtype){ e->dt, e->len_bits,
		    masked->order }, e->at);
	tx->shift.arg = masked;
	tx->shift.bits = b.shift;
	tx->shift.right = true;
	tx->shift.op_len = b.len_bytes;
	return tx;
}
