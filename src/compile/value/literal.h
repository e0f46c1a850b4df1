/*
 * literal — reads plain numbers and addresses from text.
 *
 * In:     text without a NUL at its end.
 * Out:    numbers, most significant byte first.
 * Owns:   nothing.
 * Errors: false or -errno where the text is something else.  Nothing is
 *         reported: the caller knows what it expected.
 * Spec:   strtoull(3) with base 0; RFC 4291 2.2.
 */
#ifndef NFTLOAD_COMPILE_VALUE_LITERAL_H
#define NFTLOAD_COMPILE_VALUE_LITERAL_H

#include "base/util.h"

/* Reads 0x.., 0.. (octal) or decimal numbers of up to 64 bits. */
bool literal_u64(const char *s, size_t len, uint64_t *ret_num) must_check;
/* Reads a number of any size into nbytes bytes. -EINVAL: not a number; -ERANGE:
 * larger than nbytes. */
int literal_number(const char *s, size_t len, uint8_t *be,
		   size_t nbytes) must_check;
/* literal_ipv4() takes four decimal numbers without leading zeros; the caller
 * leaves other forms to libc. */
bool literal_ipv4(const char *s, size_t len, uint8_t *addr) must_check;
bool literal_ipv6(const char *s, size_t len, uint8_t *addr) must_check;
/* Read an address at the beginning of a text; return the address's end, or
 * NULL. */
const char *literal_scan_ipv4(const char *s, const char *end,
			      uint8_t *addr) must_check;
const char *literal_scan_ipv6(const char *s, const char *end,
			      uint8_t *addr) must_check;
/* Reads 1d2h3m4s5ms, in this order, each unit at most once. */
bool literal_time_ms(const char *s, size_t len, uint64_t *ret_ms) must_check;

#endif
