/*
 * bits — moves the bits of one value: fields that are not whole bytes, byte
 * order, shifts.
 *
 * Internal to compile/.
 *
 * In:     a field's offset and length, from the tables of tables/.
 * Out:    the bytes that cover the field, with mask and shift.  A value lies at
 *         the front of its registers: big endian, or as a number in the
 *         machine's order (of at most 8 bytes).
 * Units:  a covering load is byte aligned and big endian; shift is the number
 *         of bits between the end of the field and the end of the load.
 * Errors: none.
 */
#ifndef NFTLOAD_COMPILE_EXPR_BITS_H
#define NFTLOAD_COMPILE_EXPR_BITS_H

#include "base/bytes.h"
#include "compile/scope/tx.h"

#define SHIFT_MAX 31 /* the most that one kernel expression shifts by */

struct bits {
	uint32_t off_bytes, len_bytes;
	uint32_t shift;
	uint8_t mask[BYTES_MAX]; /* ones where the field is */
};

/* The covering bytes of a payload or exthdr field. */
void bits_of(const struct tx *e, struct bits *ret_bits);
/* Loads the covering bytes and masks them; the field is not moved. */
struct tx *bits_masked(struct arena *a, const struct tx *e,
		       const struct bits *b);
/* Cuts the field out as a separate value; e itself if the field is whole
 * bytes. */
struct tx *bits_value(struct arena *a, struct tx *e);
/* True if bits_value() has cut e out of at most four bytes, so that e is in the
 * machine's order. */
bool bits_is_cut(const struct tx *e);
/* The length that operations take a value to have: for a field that was cut
 * out, this includes the bits behind the field in its bytes, as with nft. */
uint16_t bits_width(const struct tx *e);
/* Cuts a bits_is_cut() value out again without turning bytes, in big endian, as
 * nft does.  NULL if this moves a bit to a wrong place that mask (most
 * significant byte first) lets through. */
struct tx *bits_unturned(struct arena *a, const struct tx *e,
			 const uint8_t *mask);
/* (e & mask) ^ xor on op_len bytes. */
struct tx *tx_bitwise(struct arena *a, struct tx *e, struct vtype t,
		      const uint8_t *mask, const uint8_t *xor);
/* e in the given byte order; e itself where there is nothing to turn. */
struct tx *tx_swap(struct arena *a, struct tx *e, enum byteorder order);
/* The same bytes, seen as another type. */
struct tx *tx_cast(struct arena *a, struct tx *e, struct vtype t);
/* Shifts by any number of bits; e has at most op_len bytes and is in words of
 * the machine's order. */
struct tx *tx_shifted(struct arena *a, struct tx *e, uint32_t bits,
		      bool right, uint32_t op_len);
/* Shifts a big endian number of any length. */
struct tx *tx_shifted_big(struct arena *a, struct tx *e, uint32_t bits,
			  bool right);

#endif
