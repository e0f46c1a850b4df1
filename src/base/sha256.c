#include "config.h"

#include "base/sha256.h"

#include "base/bytes.h"

#include <stdio.h>
#include <string.h>

#ifdef HAVE_NETTLE

void sha256_begin(struct sha256 *s)
{
	sha256_init(&s->nettle);
}

void sha256_add(struct sha256 *s, const void *data, size_t len)
{
	if (len)
		sha256_update(&s->nettle, len, data);
}

void sha256_end(struct sha256 *s, uint8_t ret_hash[SHA256_BYTES])
{
	sha256_digest(&s->nettle, SHA256_BYTES, ret_hash);
}

#else

#define LENGTH 8 /* of the message, at the end of the last block */

/* First 32 bits of the fractional parts of the cube roots of primes. */
static const uint32_t constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5,
	0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
	0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
	0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
	0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* The same of square roots. */
static const struct sha256 initial = { .h = {
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
} };

static uint32_t rotate(uint32_t x, unsigned int bits)
{
	return x >> bits | x << (32 - bits);
}

static void schedule(uint32_t w[64], const uint8_t *block)
{
	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)bytes_get_be(block + 4 * i, 4);
	for (int i = 16; i < 64; i++) {
		uint32_t a = w[i - 15], b = w[i - 2];

		w[i] = w[i - 16] + w[i - 7] +
		       (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
		       (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
	}
}

/* v holds a to h of the standard. */
static void one_round(uint32_t v[8], uint32_t add)
{
	uint32_t a = v[0], e = v[4];
	uint32_t one = v[7] + add + ((e & v[5]) ^ (~e & v[6])) +
		       (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25));
	uint32_t two = ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2])) +
		       (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22));

	memmove(v + 1, v, 7 * sizeof(*v));
	v[4] += one;
	v[0] = one + two;
}

static void take_block(struct sha256 *s, const uint8_t *block)
{
	uint32_t w[64], v[8];

	schedule(w, block);
	memcpy(v, s->h, sizeof(v));
	for (int i = 0; i < 64; i++)
		one_round(v, constants[i] + w[i]);
	for (int i = 0; i < 8; i++)
		s->h[i] += v[i];
}

void sha256_begin(struct sha256 *s)
{
	*s = initial;
}

/* As much as fills the block that was begun. */
static size_t fill_block(struct sha256 *s, const uint8_t *at, size_t len)
{
	size_t used = s->len % SHA256_BLOCK;
	size_t n = MIN(len, SHA256_BLOCK - used);

	memcpy(s->block + used, at, n);
	s->len += n;
	if (used + n == SHA256_BLOCK)
		take_block(s, s->block);
	return n;
}

void sha256_add(struct sha256 *s, const void *data, size_t len)
{
	const uint8_t *at = data, *end = at + len;

	if (s->len % SHA256_BLOCK && len)
		at += fill_block(s, at, len);
	for (; end - at >= SHA256_BLOCK; at += SHA256_BLOCK) {
		take_block(s, at);
		s->len += SHA256_BLOCK;
	}
	if (at < end)
		fill_block(s, at, (size_t)(end - at));
}

void sha256_end(struct sha256 *s, uint8_t ret_hash[SHA256_BYTES])
{
	uint8_t last[2 * SHA256_BLOCK] = { 0x80 };
	size_t used = s->len % SHA256_BLOCK;
	size_t len = ROUND_UP(used + 1 + LENGTH, (size_t)SHA256_BLOCK) - used;

	bytes_put_be(last + len - LENGTH, LENGTH, s->len * 8);
	sha256_add(s, last, len);
	for (int i = 0; i < 8; i++)
		bytes_put_be(ret_hash + 4 * i, 4, s->h[i]);
}

#endif

void sha256_of(const void *data, size_t len, uint8_t ret_hash[SHA256_BYTES])
{
	struct sha256 s;

	sha256_begin(&s);
	sha256_add(&s, data, len);
	sha256_end(&s, ret_hash);
}

void sha256_text(const uint8_t hash[SHA256_BYTES], char ret_text[SHA256_TEXT])
{
	for (size_t i = 0; i < SHA256_BYTES; i++)
		snprintf(ret_text + 2 * i, 3, "%02x", hash[i]);
}
