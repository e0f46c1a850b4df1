#include "config.h"

#include "compile/value/literal.h"

#include <errno.h>
#include <string.h>

#define NO_DIGIT 16

/* clang-format off */
/* Of a hexadecimal digit the value, plus one. */
static const uint8_t hex_digits[256] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6,
	['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10,
	['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
	['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};
/* clang-format on */

static unsigned int digit_of(char c)
{
	unsigned int digit = hex_digits[(uint8_t)c];

	return digit ? digit - 1 : NO_DIGIT;
}

/* Base of a number; skips its mark. */
static unsigned int base_of(const char **s, size_t *len)
{
	const char *p = *s;

	if (*len < 2 || p[0] != '0')
		return 10;
	if (p[1] == 'x' || p[1] == 'X') {
		*s += 2;
		*len -= 2;
		return 16;
	}
	*s += 1;
	*len -= 1;
	return 8;
}

bool literal_u64(const char *s, size_t len, uint64_t *ret_num)
{
	unsigned int base = base_of(&s, &len);
	uint64_t num = 0;

	if (!len)
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned int digit = digit_of(s[i]);

		if (digit >= base ||
		    __builtin_mul_overflow(num, (uint64_t)base, &num) ||
		    __builtin_add_overflow(num, (uint64_t)digit, &num))
			return false;
	}
	*ret_num = num;
	return true;
}

/* be = be * base + digit; what runs over the top. */
static unsigned int shift_in(uint8_t *be, size_t nbytes, unsigned int base,
			     unsigned int digit)
{
	for (size_t i = nbytes; i-- > 0;) {
		unsigned int v = be[i] * base + digit;

		be[i] = (uint8_t)v;
		digit = v >> 8;
	}
	return digit;
}

int literal_number(const char *s, size_t len, uint8_t *be, size_t nbytes)
{
	unsigned int base = base_of(&s, &len);
	unsigned int over = 0;

	if (!len)
		return -EINVAL;
	for (size_t i = 0; i < len; i++)
		if (digit_of(s[i]) >= base)
			return -EINVAL;
	memset(be, 0, nbytes);
	for (size_t i = 0; i < len && !over; i++)
		over = shift_in(be, nbytes, base, digit_of(s[i]));
	return over ? -ERANGE : 0;
}

static unsigned int digit_at(const char *s, const char *end)
{
	return s < end ? (unsigned int)(uint8_t)*s - '0' : NO_DIGIT;
}

/* Up to three digits, no zero before others. */
static const char *scan_octet(const char *s, const char *end, uint8_t *ret)
{
	unsigned int num = digit_at(s, end), digit = digit_at(s + 1, end);

	if (num > 9)
		return NULL;
	s++;
	for (int i = 0; i < 2 && digit <= 9; i++) {
		if (!num)
			return NULL;
		num = num * 10 + digit;
		digit = digit_at(++s, end);
	}
	*ret = (uint8_t)num;
	return num > 255 || digit <= 9 ? NULL : s;
}

const char *literal_scan_ipv4(const char *s, const char *end, uint8_t *addr)
{
	for (int i = 0; i < 4; i++) {
		if (i && (s == end || *s++ != '.'))
			return NULL;
		s = scan_octet(s, end, &addr[i]);
		if (!s)
			return NULL;
	}
	return s;
}

bool literal_ipv4(const char *s, size_t len, uint8_t *addr)
{
	return literal_scan_ipv4(s, s + len, addr) == s + len;
}

/* One group of up to four hexadecimal digits; its end, or NULL. */
static const char *scan_group(const char *s, const char *end, uint8_t *dst)
{
	const char *start = s;
	unsigned int num = 0;

	while (s < end && s - start < 5 && digit_of(*s) != NO_DIGIT)
		num = num << 4 | digit_of(*s++);
	dst[0] = (uint8_t)(num >> 8);
	dst[1] = (uint8_t)num;
	return s == start || s - start > 4 ? NULL : s;
}

#define NO_GAP 17

/* Moves what followed "::" to the end; without one all must be there. */
static bool fill_gap(uint8_t *addr, unsigned int have, unsigned int gap)
{
	if (gap == NO_GAP || have == 16)
		return gap == NO_GAP && have == 16;
	memmove(addr + 16 - (have - gap), addr + gap, have - gap);
	memset(addr + gap, 0, 16 - have);
	return true;
}

const char *literal_scan_ipv6(const char *s, const char *end, uint8_t *addr)
{
	unsigned int have = 0, gap = NO_GAP;

	if (end - s >= 2 && s[0] == ':' && s[1] == ':') {
		s += 2;
		gap = 0;
	}
	while (s < end && (have || digit_of(*s) != NO_DIGIT) && have < 16) {
		const char *start = s;

		s = scan_group(s, end, addr + have);
		if (!s)
			return NULL;
		if (s < end && *s == '.' && have <= 12) {
			s = literal_scan_ipv4(start, end, addr + have);
			have += 4;
			break;
		}
		have += 2;
		if (s == end || *s != ':' || have == 16)
			break;
		if (++s == end)
			return NULL;
		if (*s == ':') {
			if (gap != NO_GAP)
				return NULL;
			gap = have;
			if (++s == end || digit_of(*s) == NO_DIGIT)
				break;
		}
	}
	return s && fill_gap(addr, have, gap) ? s : NULL;
}

bool literal_ipv6(const char *s, size_t len, uint8_t *addr)
{
	return literal_scan_ipv6(s, s + len, addr) == s + len;
}

/* Milliseconds of the unit that s begins with, and its place in the order. */
static uint64_t time_unit(const char *s, const char *end, size_t *ret_len,
			  int *ret_rank)
{
	static const struct {
		const char *name;
		uint64_t ms;
	} units[] = {
		{ "d", 86400000 }, { "h", 3600000 }, { "ms", 1 },
		{ "m", 60000 }, { "s", 1000 },
	};
	static const int rank[] = { 0, 1, 4, 2, 3 };

	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		size_t n = strlen(units[i].name);

		if ((size_t)(end - s) < n || memcmp(s, units[i].name, n) != 0)
			continue;
		*ret_len = n;
		*ret_rank = rank[i];
		return units[i].ms;
	}
	return 0;
}

bool literal_time_ms(const char *s, size_t len, uint64_t *ret_ms)
{
	const char *end = s + len;
	uint64_t ms = 0;
	int last = -1;

	if (!len)
		return false;
	while (s < end) {
		uint64_t num = 0, unit;
		unsigned int digits = 0;
		size_t skip;
		int rank;

		for (; s < end && *s >= '0' && *s <= '9'; digits++)
			num = num * 10 + (uint64_t)(*s++ - '0');
		if (!digits || digits > 8)
			return false;
		unit = time_unit(s, end, &skip, &rank);
		if (!unit || rank <= last)
			return false;
		last = rank;
		s += skip;
		ms += num * unit;
	}
	*ret_ms = ms;
	return true;
}
