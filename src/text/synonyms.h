/*
 * synonyms — words of other firewalls, and the words of nft with their meaning.
 *
 * In:     a word that is not known.
 * Out:    the words of nft that may have been meant.
 * Owns:   nothing: a const table.  The table does not know where a word may
 *         stand: the caller picks the words that are possible at the place.
 */
#ifndef NFTLOAD_TEXT_SYNONYMS_H
#define NFTLOAD_TEXT_SYNONYMS_H

#include "base/util.h"

#define SYNONYMS_MAX 6 /* meanings of one word */

/* Gives the words of nft that word may stand for, the likeliest first; letters
 * may be large or small.  Returns their number. */
size_t synonyms_of(const char *word, size_t len,
		   const char *ret_meant[static SYNONYMS_MAX]);

/* Whether a word is in words, a list with a blank between two words. */
bool words_have(const char *words, const char *word, size_t len);

#endif
