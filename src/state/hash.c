#include "config.h"

#include "state/hash.h"

#include <string.h>
#include <sys/auxv.h>

/* Odd, with as many ones as zeros; the golden ratio and the root of two. */
#define FACTOR_0 UINT64_C(0x9e3779b97f4a7c15)
#define FACTOR_1 UINT64_C(0xb504f333f9de6485)

/* The kernel gives each program 16 random bytes as it starts. */
static struct state_hash key(void)
{
	struct state_hash k = { { FACTOR_1, FACTOR_0 } };
	const void *given = (const void *)getauxval(AT_RANDOM);

	if (given)
		memcpy(&k, given, sizeof(k));
	return k;
}

/* Both halves of the product, so that high bits come to low ones. */
static uint64_t mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static void add(struct state_hash *h, uint64_t word)
{
	h->word[0] = mix(h->word[0] ^ word, FACTOR_0);
	h->word[1] = mix(h->word[1] + word, FACTOR_1) + h->word[0];
}

struct state_hash state_hash_of(const void *bytes, size_t len)
{
	struct state_hash h = key();
	const uint8_t *p = bytes;
	uint64_t word;

	add(&h, len);
	for (; len >= sizeof(word); p += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		add(&h, word);
	}
	word = 0;
	if (len)
		memcpy(&word, p, len);
	add(&h, word);
	return h;
}
