/*
 * literal — plain numbers and addresses, straight from their text.
 *
 * In:     text without a NUL at its end.
 * Out:    numbers, most significant byte first.
 * Owns:   nothing.
 * Errors: false or a negative errno where the text is something else; nothing
 *         is reported, the caller knows what was expected.
 * Spec:   strtoull(3) with base 0; RFC 4291 2.2.
 */
#ifndef NFTLOAD_COMPILE_VALUE_LITERAL_H
#define NFTLOAD_COMPILE_VALUE_LITERAL_H

#include "base/util.h"

/* 0x.., 0.. (octal) or decimal, of up to 64 bits. */
bool literal_u64(const char *s, size_t len, uint64_t *ret_num) must_check;
/* The same of any size, as nbytes bytes. -EINVAL: no number; -ERANGE: it needs
 * more than nbytes. */
int literal_number(const char *s, size_t len, uint8_t *be,
		   size_t nbytes) must_check;
/* Four decimal numbers without leading zeros; other forms are up to libc. */
bool literal_ipv4(const char *s, size_t len, uint8_t *addr) must_check;
bool literal_ipv6(const char *s, size_t len, uint8_t *addr) must_check;
/* An address at the beginning of the text: where it ends, or NULL. */
const char *literal_scan_ipv4(const char *s, const char *end,
			      uint8_t *addr) must_check;
const char *literal_scan_ipv6(const char *s, const char *end,
			      uint8_t *addr) must_check;
/* 1d2h3m4s5ms in this order, each unit at most once. */
bool literal_time_ms(const char *s, size_t len, uint64_t *ret_ms) must_check;

#endif
