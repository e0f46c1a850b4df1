#include "config.h"

#include "compile/literal.h"

#include <errno.h>
#include <string.h>

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
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
		unsigned int digit = (unsigned int)digit_of(s[i]);

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
		if ((unsigned int)digit_of(s[i]) >= base)
			return -EINVAL;
	memset(be, 0, nbytes);
	for (size_t i = 0; i < len && !over; i++)
		over = shift_in(be, nbytes, base, (unsigned int)digit_of(s[i]));
	return over ? -ERANGE : 0;
}

bool literal_ipv4(const char *s, size_t len, uint8_t *addr)
{
	const char *end = s + len;

	for (int i = 0; i < 4; i++) {
		unsigned int num, digits = 0;

		for (num = 0; s < end && *s >= '0' && *s <= '9'; digits++)
			num = num * 10 + (unsigned int)(*s++ - '0');
		if (!digits || digits > 3 || num > 255 ||
		    (digits > 1 && s[-(int)digits] == '0'))
			return false;
		addr[i] = (uint8_t)num;
		if (i < 3 && (s == end || *s++ != '.'))
			return false;
	}
	return s == end;
}

/* One group of up to four hexadecimal digits; false if there is none. */
static bool hex_group(const char **s, const char *end, uint8_t *dst)
{
	unsigned int num = 0, digits = 0;

	while (*s < end && digits < 5 && digit_of(**s) < 16) {
		num = num << 4 | (unsigned int)digit_of(*(*s)++);
		digits++;
	}
	dst[0] = (uint8_t)(num >> 8);
	dst[1] = (uint8_t)num;
	return digits > 0 && digits <= 4;
}

/* Moves what followed "::" to the end. */
static bool fill_gap(uint8_t *addr, unsigned int have, unsigned int gap)
{
	if (have == 16)
		return false;
	memmove(addr + 16 - (have - gap), addr + gap, have - gap);
	memset(addr + gap, 0, 16 - have);
	return true;
}

bool literal_ipv6(const char *s, size_t len, uint8_t *addr)
{
	const char *end = s + len;
	unsigned int have = 0, gap = 17;

	if (len >= 2 && s[0] == ':' && s[1] == ':') {
		s += 2;
		gap = 0;
	}
	while (s < end) {
		const char *start = s;

		if (have == 16 || !hex_group(&s, end, addr + have))
			return false;
		if (s < end && *s == '.' && have <= 12) {
			if (!literal_ipv4(start, (size_t)(end - start),
					  addr + have))
				return false;
			have += 4;
			break;
		}
		have += 2;
		if (s == end)
			break;
		if (*s++ != ':' || s == end)
			return false;
		if (*s == ':') {
			if (gap != 17)
				return false;
			gap = have;
			s++;
		}
	}
	return gap == 17 ? have == 16 : fill_gap(addr, have, gap);
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
