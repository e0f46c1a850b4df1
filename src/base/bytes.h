/*
 * bytes — byte order, and big-endian numbers of up to 64 bytes.
 *
 * In:     arrays of the caller.  Out: the same arrays, changed, or dst.
 * Units:  lengths in bytes unless the name ends in _bits.  A "number" here is
 *         an array of bytes, most significant first, so that memcmp() orders.
 * Errors: none.
 */
#ifndef NFTLOAD_BASE_BYTES_H
#define NFTLOAD_BASE_BYTES_H

#include "base/util.h"

#define BYTES_MAX 64 /* the longest key of a set (kernel: NFT_DATA_VALUE_MAXLEN) */

/* Writes val as len bytes, most significant first; higher bytes are cut off. */
void bytes_put_be(uint8_t *dst, size_t len, uint64_t val);
/* Writes val as len bytes in this machine's order (len 1..64;
 * zero-extended). */
void bytes_put_host(uint8_t *dst, size_t len, uint64_t val);
uint64_t bytes_get_be(const uint8_t *src, size_t len);
uint64_t bytes_get_host(const uint8_t *src, size_t len);
/* Reverses the order of len bytes. */
void bytes_swap(uint8_t *p, size_t len);

/* Writes len bytes whose first prefix_bits bits are one. */
void bytes_prefix_mask(uint8_t *dst, size_t len, unsigned int prefix_bits);
/* Shift a number, most significant byte first, in place. */
void bytes_shift_left(uint8_t *p, size_t len, unsigned int bits);
void bytes_shift_right(uint8_t *p, size_t len, unsigned int bits);
/* Adds one to a number; true when the number wrapped round to zero. */
bool bytes_increment(uint8_t *p, size_t len);
/* Takes one from a number; zero wraps round to all ones. */
void bytes_decrement(uint8_t *p, size_t len);
bool bytes_is_zero(const uint8_t *p, size_t len);
bool bytes_all_ones(const uint8_t *p, size_t len);
/* Number of bits up to the highest one that is set; 0 for zero. */
unsigned int bytes_width_bits(const uint8_t *p, size_t len);

#endif
