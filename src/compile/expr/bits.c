#include "config.h"

#include "compile/expr/bits.h"

#include "compile/expr/select.h"

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
	if (load->kind == TX_PAYLOAD) {
		load->payload.off_bits = 8 * b->off_bytes;
		load->payload.covers = e;
	} else {
		load->exthdr.off_bits = 8 * b->off_bytes;
	}
	load = tx_bitwise(a, load, tx_type(load), b->mask, NULL);
	load->bitwise.field = e;
	return load;
}

struct tx *tx_cast(struct arena *a, struct tx *e, struct vtype t)
{
	struct tx *tx = tx_new(a, TX_CAST, t, e->at);

	tx->cast.arg = e;
	return tx;
}

/* ---- byte order ---- */

static struct tx *turned(struct arena *a, struct tx *e, enum byteorder order,
			 uint32_t len, uint8_t size)
{
	struct vtype t = { e->dt, e->len_bits, (uint8_t)order };
	struct tx *tx = tx_new(a, TX_SWAP, t, e->at);

	tx->swap.arg = e;
	tx->swap.hton = order == ORDER_BIG;
	tx->swap.len = len;
	tx->swap.size = size;
	return tx;
}

struct tx *tx_shifted(struct arena *a, struct tx *e, uint32_t bits,
		      bool right, uint32_t op_len)
{
	while (bits) {
		struct tx *tx = tx_new(a, TX_SHIFT, tx_type(e), e->at);

		tx->shift.arg = e;
		tx->shift.bits = MIN(bits, (uint32_t)SHIFT_MAX);
		tx->shift.right = right;
		tx->shift.op_len = op_len;
		bits -= tx->shift.bits;
		e = tx;
	}
	return e;
}

/* The kernel shifts words of 32 bits, the first being the most significant:
 * any number of bytes can be shifted once each word is turned. */
static struct tx *shifted_words(struct arena *a, struct tx *e, uint32_t len,
				uint32_t bits, bool right)
{
	len = ROUND_UP(len, 4u);
	e = turned(a, e, ORDER_HOST, len, 4);
	e = tx_shifted(a, e, bits, right, len);
	return turned(a, e, ORDER_BIG, len, 4);
}

struct tx *tx_shifted_big(struct arena *a, struct tx *e, uint32_t bits,
			  bool right)
{
	uint32_t len = tx_len_bytes(e);
	struct vtype t = tx_type(e);
	uint8_t mask[BYTES_MAX];

	e = shifted_words(a, e, len, bits, right);
	e->swap.arg->shift.written = true;
	if (!right || len % 4 == 0)
		return e;
	memset(mask, 0xff, len);
	return tx_bitwise(a, e, t, mask, NULL);
}

/* Bytes that no unit of the kernel's has the length of lie at one end of a
 * longer one: at the front in big endian, at the back as a number. */
static struct tx *swap_odd(struct arena *a, struct tx *e, enum byteorder order)
{
	uint32_t len = tx_len_bytes(e);
	uint32_t unit = len == 3 ? 4 : 8, pad_bits = 8 * (unit - len);

	if (unit == 4 && order == ORDER_HOST)
		return tx_shifted(a, turned(a, e, order, 4, 4), pad_bits, true,
				  4);
	if (unit == 4)
		return turned(a, tx_shifted(a, e, pad_bits, false, 4), order, 4,
			      4);
	if (order == ORDER_HOST)
		return turned(a, shifted_words(a, e, 8, pad_bits, true), order,
			      8, 8);
	return shifted_words(a, turned(a, e, order, 8, 8), 8, pad_bits, false);
}

static bool is_odd(uint32_t len)
{
	return len == 3 || (len > 4 && len < 8);
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
	uint32_t len = tx_len_bytes(e);

	if (len < 2 || e->order == order || e->order == ORDER_NONE)
		return e;
	if (is_odd(len))
		return swap_odd(a, e, order);
	return turned(a, e, order, len, swap_unit(8 * len));
}

/* ---- fields ---- */

static struct tx *cut(struct arena *a, const struct tx *field, struct tx *arg,
		      uint32_t bits, uint32_t op_len)
{
	struct tx *tx = tx_new(a, TX_SHIFT, (struct vtype){ field->dt,
			       field->len_bits, arg->order }, field->at);

	tx->shift.arg = arg;
	tx->shift.field = field;
	tx->shift.bits = bits;
	tx->shift.right = true;
	tx->shift.op_len = op_len;
	return tx;
}

/* Of more than a word: moved to where a value of its length begins. */
static struct tx *cut_long(struct arena *a, const struct tx *field,
			   struct tx *masked, uint32_t window)
{
	uint32_t from = load_off_bits(field) % 8;
	uint32_t to = 8 * tx_len_bytes(field) - field->len_bits;
	bool right = to > from;
	struct tx *tx = shifted_words(a, masked, window,
				      right ? to - from : from - to, right);

	tx->len_bits = field->len_bits;
	return tx;
}

struct tx *bits_value(struct arena *a, struct tx *e)
{
	struct bits b;
	struct tx *masked;

	if (!tx_is_bitfield(e))
		return e;
	bits_of(e, &b);
	masked = bits_masked(a, e, &b);
	if (!b.shift) {
		masked->len_bits = e->len_bits;
		return masked;
	}
	if (b.len_bytes > 4)
		return cut_long(a, e, masked, b.len_bytes);
	if (b.len_bytes == 3)
		return cut(a, e, turned(a, masked, ORDER_HOST, 4, 4),
			   b.shift + 8, 4);
	return cut(a, e, tx_swap(a, masked, ORDER_HOST), b.shift, b.len_bytes);
}

bool bits_is_cut(const struct tx *e)
{
	return e->kind == TX_SHIFT && e->shift.field &&
	       e->order == ORDER_HOST;
}

uint16_t bits_width(const struct tx *e)
{
	struct bits b;

	while (e->kind == TX_BITWISE && !e->bitwise.field)
		e = e->bitwise.arg;
	if (e->dt->id == DT_BOOLEAN)
		return 8;
	if (e->kind != TX_SHIFT || !e->shift.field)
		return e->len_bits;
	bits_of(e->shift.field, &b);
	return MIN(e->len_bits + b.shift, 8 * tx_len_bytes(e));
}

/* A shift of bytes that were not turned moves each bit within its byte right,
 * and those that cross over to the next byte wrong. */
static void mask_unturned(const struct bits *b, uint8_t *mask)
{
	memset(mask, 0xff >> b->shift, b->len_bytes);
	if (b->len_bytes == 2)
		mask[0] = 0xff; /* nothing comes over from the field's end */
}

struct tx *bits_unturned(struct arena *a, const struct tx *e,
			 const uint8_t *mask)
{
	const struct tx *field = e->shift.field;
	uint8_t right[BYTES_MAX];
	struct bits b;

	bits_of(field, &b);
	if (b.len_bytes != tx_len_bytes(field))
		return NULL;
	mask_unturned(&b, right);
	for (uint32_t i = 0; i < b.len_bytes; i++)
		if (mask[i] & ~right[i])
			return NULL;
	return cut(a, field, bits_masked(a, field, &b), b.shift, b.len_bytes);
}
