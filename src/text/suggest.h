/*
 * suggest — finds the known name that an unknown word probably means.
 *
 * In:     the word, then candidates one by one.
 * Out:    the best candidate: a name that differs only in large letters, '-'
 *         and '_'; a synonym; a name that begins with the word; a name within a
 *         few typing mistakes (insertions, deletions, replacements, swapped
 *         neighbours), of which longer words may have more.  NULL where no
 *         candidate is near, or where two are equally good: no hint is better
 *         than a wrong hint.  Borrows every string.
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
	unsigned int score; /* of the best, else the bound */
	bool tie;	    /* another candidate is equally good */
	size_t nmeant;
	const char *meant[SYNONYMS_MAX];
};

void suggest_init(struct suggest *s, const char *word, size_t len);
/* suggest is a struct suggest: the type fits tables that call back with
 * names. */
void suggest_try(void *suggest, const char *candidate);
/* Tries n rows of a table; each row has size bytes and begins with its name. */
void suggest_try_rows(struct suggest *s, const void *rows, size_t n,
		      size_t size);
/* suggest_try() for a candidate that is freed soon: the best one is copied to
 * a. */
void suggest_try_copy(struct suggest *s, const char *candidate,
		      struct arena *a);
const char *suggest_best(const struct suggest *s);
/* Puts "did you mean 'x'?" below the error just reported, if there is a best
 * candidate. */
bool suggest_hint(const struct suggest *s, struct diags *d);
/* Finds and hints in one step, among the rows of an array that begin with their
 * names. */
#define suggest_row(d, word, len, rows) \
	suggest_among(d, word, len, rows, ARRAY_SIZE(rows), sizeof((rows)[0]))
bool suggest_among(struct diags *d, const char *word, size_t len,
		   const void *rows, size_t n, size_t size);
/* Whether word may be a misspelling of other. */
bool suggest_is_near(const char *word, const char *other);

#endif
