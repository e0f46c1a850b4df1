#include "config.h"

#include "base/bytes.h"

#include <string.h>

static bool host_is_big(void)
{
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
}

void bytes_put_be(uint8_t *dst, size_t len, uint64_t val)
{
	for (size_t i = len; i-- > 0; val >>= 8)
		dst[i] = (uint8_t)val;
}

void bytes_put_host(uint8_t *dst, size_t len, uint64_t val)
{
	bytes_put_be(dst, len, val);
	if (!host_is_big())
		bytes_swap(dst, len);
}

uint64_t bytes_get_be(const uint8_t *src, size_t len)
{
	uint64_t val = 0;

	for (size_t i = 0; i < len; i++)
		val = val << 8 | src[i];
	return val;
}

uint64_t bytes_get_host(const uint8_t *src, size_t len)
{
	uint64_t val = 0;

	if (host_is_big())
		return bytes_get_be(src, len);
	for (size_t i = len; i-- > 0;)
		val = val << 8 | src[i];
	return val;
}

void bytes_swap(uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len / 2; i++) {
		uint8_t byte = p[i];

		p[i] = p[len - 1 - i];
		p[len - 1 - i] = byte;
	}
}

void bytes_prefix_mask(uint8_t *dst, size_t len, unsigned int prefix_bits)
{
	for (size_t i = 0; i < len; i++) {
		unsigned int left = prefix_bits > 8 * i ?
			prefix_bits - 8 * (unsigned int)i : 0;

		dst[i] = left >= 8 ? 0xff : (uint8_t)(0xff00 >> left);
	}
}

void bytes_shift_left(uint8_t *p, size_t len, unsigned int bits)
{
	size_t skip = bits / 8;
	unsigned int rest = bits % 8;

	for (size_t i = 0; i < len; i++) {
		unsigned int hi = i + skip < len ? p[i + skip] : 0;
		unsigned int lo = i + skip + 1 < len ? p[i + skip + 1] : 0;

		p[i] = (uint8_t)((hi << 8 | lo) << rest >> 8);
	}
}

void bytes_shift_right(uint8_t *p, size_t len, unsigned int bits)
{
	size_t skip = bits / 8;
	unsigned int rest = bits % 8;

	for (size_t i = len; i-- > 0;) {
		unsigned int lo = i >= skip ? p[i - skip] : 0;
		unsigned int hi = i > skip ? p[i - skip - 1] : 0;

		p[i] = (uint8_t)((hi << 8 | lo) >> rest);
	}
}

bool bytes_increment(uint8_t *p, size_t len)
{
	for (size_t i = len; i-- > 0;)
		if (++p[i])
			return false;
	return true;
}

void bytes_decrement(uint8_t *p, size_t len)
{
	for (size_t i = len; i-- > 0;)
		if (p[i]--)
			return;
}

bool bytes_is_zero(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i])
			return false;
	return true;
}

bool bytes_all_ones(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] != 0xff)
			return false;
	return true;
}

unsigned int bytes_width_bits(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i])
			return (unsigned int)(8 * (len - i)) -
			       (unsigned int)(__builtin_clz(p[i]) - 24);
	return 0;
}
