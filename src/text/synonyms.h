/*
 * synonyms — words of other firewalls, and what they are called here.
 *
 * In:     a word that is not known.
 * Out:    those that may have been meant.
 * Owns:   nothing: a const table.  It does not say where a word may stand: who
 *         asks knows which of them are possible there.
 */
#ifndef NFTLOAD_TEXT_SYNONYMS_H
#define NFTLOAD_TEXT_SYNONYMS_H

#include "base/util.h"

#define SYNONYMS_MAX 6 /* meanings of one word */

/* What the word may stand for, the likeliest first; letters may be large or
 * small.  Returns how many there are. */
size_t synonyms_of(const char *word, size_t len,
		   const char *ret_meant[static SYNONYMS_MAX]);

/* Whether a word is among those of a list, which has blanks between them. */
bool words_have(const char *words, const char *word, size_t len);

#endif
