/*
 * sha256 — computes SHA-256 hashes, for the inputs in reports and for
 * fingerprints.
 *
 * In:     bytes, at once or in pieces.  Out: 32 bytes.
 * Owns:   nothing.
 * Spec:   FIPS 180-4, sections 5 and 6.2.
 *
 * libnettle computes it where it was there at build time, ten times as fast.
 */
#ifndef NFTLOAD_BASE_SHA256_H
#define NFTLOAD_BASE_SHA256_H

#include "base/util.h"

#ifdef HAVE_NETTLE
#include <nettle/sha2.h>
#endif

#define SHA256_BYTES 32
#define SHA256_TEXT (2 * SHA256_BYTES + 1) /* with the zero at its end */
#define SHA256_BLOCK 64 /* bytes */

struct sha256 {
#ifdef HAVE_NETTLE
	struct sha256_ctx nettle;
#else
	uint32_t h[8];
	uint8_t block[SHA256_BLOCK]; /* begun and not taken */
	uint64_t len;		     /* of all so far, in bytes */
#endif
};

void sha256_begin(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *data, size_t len);
/* s is of no further use. */
void sha256_end(struct sha256 *s, uint8_t ret_hash[SHA256_BYTES]);

void sha256_of(const void *data, size_t len, uint8_t ret_hash[SHA256_BYTES]);
/* A hash in hexadecimal digits. */
void sha256_text(const uint8_t hash[SHA256_BYTES], char ret_text[SHA256_TEXT]);

#endif
