/*
 * sha256 — the SHA-256 hash by which a report identifies its inputs.
 *
 * In:     bytes.  Out: 32 bytes.
 * Spec:   FIPS 180-4, sections 5 and 6.2.
 */
#ifndef NFTLOAD_BASE_SHA256_H
#define NFTLOAD_BASE_SHA256_H

#include "base/util.h"

#define SHA256_BYTES 32

void sha256(const void *data, size_t len, uint8_t ret_hash[SHA256_BYTES]);

#endif
