/*
 * hash — hashes a canonical form to 128 bits, valid within one run of the
 * program.
 *
 * In:     bytes.  Out: their hash.  The key is random for each process, so
 *         nobody can write two rules with the same hash.
 * Owns:   nothing.
 */
#ifndef NFTLOAD_STATE_HASH_H
#define NFTLOAD_STATE_HASH_H

#include "base/util.h"

struct state_hash {
	uint64_t word[2];
};

static inline bool state_hash_same(struct state_hash a, struct state_hash b)
{
	return a.word[0] == b.word[0] && a.word[1] == b.word[1];
}

struct state_hash state_hash_of(const void *bytes, size_t len);

#endif
