/*
 * util — the few macros that every module uses.
 *
 * BUG() is for mistakes of this program only: it aborts and prints the place in
 * the source.  No input and no answer of the kernel may reach a BUG().
 *
 * In:     MIN, MAX, ROUND_UP: operands may be evaluated twice.
 * Errors: BUG() does not return.
 */
#ifndef NFTLOAD_BASE_UTIL_H
#define NFTLOAD_BASE_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define ROUND_UP(n, a) (DIV_ROUND_UP(n, a) * (a))

#define must_check __attribute__((warn_unused_result))
#define format_printf(fmt, args) __attribute__((format(printf, fmt, args)))

/* "a" or "an": whichever the English noun takes. */
const char *util_article(const char *noun);

#define UTIL_DIGITS 20 /* of the largest number of 64 bits */
/* Writes a number in decimal, its last digit before end; returns its first
 * digit.  No NUL is written. */
char *util_decimal(char *end, uint64_t num);

/* Aborts: for states that only a mistake in this program can reach. */
#define BUG(...) util_bug_at(__FILE__, __LINE__, __VA_ARGS__)

_Noreturn void util_bug_at(const char *file, int line, const char *fmt, ...)
	format_printf(3, 4);

#endif
