/*
 * suggest — the known name that an unknown one was meant for.
 *
 * In:     the word, then candidates one by one.
 * Out:    the best candidate: the same but for large letters, '-' and '_'; a
 *         synonym; one that the word is the beginning of; one within a few
 *         typing mistakes (insertions, deletions, replacements and swapped
 *         neighbours), the longer the word the more.  NULL where there is
 *         none, or where two are as good: no hint is better than a wrong one.
 *         Borrows every string.
 */
#ifndef NFTLOAD_TEXT_SUGGEST_H
#define NFTLOAD_TEXT_SUGGEST_H

#include "base/arena.h"
#include "text/diag.h"
#include "text/synonyms.h"

struct suggest {
	const char *word;
	size_t len;
	const char *best;   /* so far */
	unsigned int score; /* of the best, or what is too far */
	bool tie;	    /* another one is as good */
	size_t nmeant;
	const char *meant[SYNONYMS_MAX];
};

void suggest_init(struct suggest *s, const char *word, size_t len);
/* suggest: struct suggest, for tables that call back with their names. */
void suggest_try(void *suggest, const char *candidate);
/* Each of n rows of a table, which begin with their name; size in bytes. */
void suggest_try_rows(struct suggest *s, const void *rows, size_t n,
		      size_t size);
/* The same for a candidate that does not last: the best one is copied to a. */
void suggest_try_copy(struct suggest *s, const char *candidate,
		      struct arena *a);
const char *suggest_best(const struct suggest *s);
/* "did you mean 'x'?" below the error just reported, if there is a best one. */
bool suggest_hint(const struct suggest *s, struct diags *d);
/* The same for the names of an array of rows. */
#define suggest_row(d, word, len, rows) \
	suggest_among(d, word, len, rows, ARRAY_SIZE(rows), sizeof((rows)[0]))
bool suggest_among(struct diags *d, const char *word, size_t len,
		   const void *rows, size_t n, size_t size);
/* Whether a word may be meant for another one. */
bool suggest_is_near(const char *word, const char *other);

#endif
