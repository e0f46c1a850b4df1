/*
 * suggest — the known name nearest to a misspelt one.
 *
 * In:     the word, then candidates one by one.
 * Out:    the best candidate within a distance that grows with its length
 *         (insertions, deletions, replacements and swapped neighbours), or
 *         NULL.  Borrows every string.
 */
#ifndef NFTLOAD_TEXT_SUGGEST_H
#define NFTLOAD_TEXT_SUGGEST_H

#include "base/util.h"

struct suggest {
	const char *word;
	size_t len;
	const char *best;
	unsigned int distance;
};

void suggest_init(struct suggest *s, const char *word, size_t len);
void suggest_try(struct suggest *s, const char *candidate);
const char *suggest_best(const struct suggest *s);

#endif
