/*
 * utf8 — code points of a text, which may be no UTF-8, and their width.
 *
 * In:     any bytes; each byte that is not part of UTF-8 (RFC 3629: no overlong
 *         forms, no surrogates) counts as one code point.
 * Units:  lengths in bytes, widths in terminal columns, whatever the locale.
 */
#ifndef NFTLOAD_TEXT_UTF8_H
#define NFTLOAD_TEXT_UTF8_H

#include "base/util.h"

#define UTF8_INVALID UINT32_MAX

/* Bytes of the code point at s (len > 0 bytes are there), 1..4. */
unsigned int utf8_next(const char *s, size_t len, uint32_t *ret_code);
/* Code points in len bytes. */
uint32_t utf8_count(const char *s, size_t len);
/* Start of the last code point before s + len (len > 0). */
size_t utf8_before(const char *s, size_t len);
/* 0 (combining), 1 or 2 (wide). */
unsigned int utf8_width(uint32_t code);
/* Length of the byte order mark at the start of a text: 3 or 0. */
size_t utf8_mark(const char *s, size_t len);
/* Whether a text is in UTF-16: it begins with the byte order mark of UTF-16, or
 * with two ASCII characters of two bytes each. */
bool utf8_is_utf16(const char *s, size_t len);
#define UTF8_NOT_UTF16 "this text is UTF-16: save it as UTF-8"
/* False for characters that a terminal would act upon: controls, bidirectional
 * marks. */
bool utf8_is_printable(uint32_t code);

#endif
