/*
 * bits — fields that are not whole bytes.
 *
 * Internal to compile/.
 *
 * In:     a field's offset and length, of the tables of spec/.
 * Out:    the bytes that cover it, with mask and shift.
 * Units:  a covering load is byte aligned and big endian; shift is the number
 *         of bits between the field's end and the load's.
 * Errors: none.
 */
#ifndef NFTLOAD_COMPILE_BITS_H
#define NFTLOAD_COMPILE_BITS_H

#include "base/bytes.h"
#include "compile/tx.h"

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
/* (e & mask) ^ xor on op_len bytes. */
struct tx *tx_bitwise(struct arena *a, struct tx *e, struct vtype t,
		      const uint8_t *mask, const uint8_t *xor);
/* e in the other byte order; e itself where there is nothing to turn. */
struct tx *tx_swap(struct arena *a, struct tx *e, enum byteorder order);

#endif
