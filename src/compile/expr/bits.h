/*
 * bits — where the bits of a value are: fields that are not whole bytes, byte
 * order, shifts.
 *
 * Internal to compile/.
 *
 * In:     a field's offset and length, of the tables of tables/.
 * Out:    the bytes that cover it, with mask and shift.
 *         A value lies at the front of its registers: big endian, its first
 *         byte first, or as a number of the machine's (of at most 8 bytes).
 * Units:  a covering load is byte aligned and big endian; shift is the number
 *         of bits between the field's end and the load's.
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
/* A load of the covering bytes, masked: the field stays where it is. */
struct tx *bits_masked(struct arena *a, const struct tx *e,
		       const struct bits *b);
/* The field as a value of its own; e itself when it is whole bytes. */
struct tx *bits_value(struct arena *a, struct tx *e);
/* True for what bits_value() made of a field of at most four bytes, turned to
 * the machine's order. */
bool bits_is_cut(const struct tx *e);
/* The bits that operations see of a value: a field that was cut out has those
 * behind it in its bytes as well, as with nft. */
uint16_t bits_width(const struct tx *e);
/* Such a value in big endian without turning any bytes, as nft has it. NULL
 * where that gets a bit wrong that the mask (most significant byte first)
 * lets through. */
struct tx *bits_unturned(struct arena *a, const struct tx *e,
			 const uint8_t *mask);
/* (e & mask) ^ xor on op_len bytes. */
struct tx *tx_bitwise(struct arena *a, struct tx *e, struct vtype t,
		      const uint8_t *mask, const uint8_t *xor);
/* e in the other byte order; e itself where there is nothing to turn. */
struct tx *tx_swap(struct arena *a, struct tx *e, enum byteorder order);
/* The same bytes, seen as another type. */
struct tx *tx_cast(struct arena *a, struct tx *e, struct vtype t);
/* Any number of bits, of at most op_len bytes that are words in the machine's
 * order. */
struct tx *tx_shifted(struct arena *a, struct tx *e, uint32_t bits,
		      bool right, uint32_t op_len);
/* The same for big endian numbers of any length. */
struct tx *tx_shifted_big(struct arena *a, struct tx *e, uint32_t bits,
			  bool right);

#endif
