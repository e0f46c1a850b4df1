/*
 * fingerprint — hashes each table of a state, and the whole state.
 *
 * In:     a state, of a file or of the kernel.
 * Out:    SHA-256 of canonical forms, which do not include counters,
 *         expirations, handles, marks, and comments of tables, chains, sets and
 *         objects.  Elements that other programs have added to open sets are
 *         removed from the state and do not count.
 * Owns:   the list, until fingerprints_release(); names are the state's.
 * Errors: none.
 * Spec:   doc/state.md.  The form is frozen; FINGERPRINT_FORM is its name.
 */
#ifndef NFTLOAD_SYNC_FINGERPRINT_H
#define NFTLOAD_SYNC_FINGERPRINT_H

#include "base/sha256.h"
#include "state/store.h"

#define FINGERPRINT_FORM "nftload-fp-1"
#define FINGERPRINT_MAX (sizeof(FINGERPRINT_FORM) + 1 + 2 * SHA256_BYTES)

struct fingerprint {
	const char *table;
	uint8_t family;
	uint8_t hash[SHA256_BYTES];
};

struct fingerprints {
	struct fingerprint *list; /* by family and name */
	size_t count;
	uint8_t total[SHA256_BYTES];
};

void fingerprints_make(struct fingerprints *f, struct state *s);
void fingerprints_release(struct fingerprints *f);
/* "nftload-fp-1:" and the hash in hexadecimal. */
void fingerprint_text(const uint8_t hash[SHA256_BYTES],
		      char ret_text[FINGERPRINT_MAX]);

#endif
