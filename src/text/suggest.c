#include "config.h"

#include "text/suggest.h"

#include <string.h>

#define WORD_MAX 64 /* longer words are not guessed at */

void suggest_init(struct suggest *s, const char *word, size_t len)
{
	*s = (struct suggest){ .word = word, .len = len };
	/* One mistake for each three letters, never every letter. */
	s->distance = MIN((unsigned int)(len + 2) / 3, 4) + 1;
	if (len <= 1 || len > WORD_MAX)
		s->distance = 1;
}

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	return MIN(MIN(a, b), c);
}

/* One row of the table of distances; its smallest value is returned. */
static unsigned int fill_row(const char *word, const char *other, size_t len,
			     size_t i, unsigned int rows[3][WORD_MAX + 1])
{
	unsigned int *row = rows[i % 3], *up = rows[(i + 2) % 3];
	unsigned int *up2 = rows[(i + 1) % 3], least;

	row[0] = least = (unsigned int)i;
	for (size_t j = 1; j <= len; j++) {
		unsigned int cost = word[i - 1] != other[j - 1];

		row[j] = min3(up[j] + 1, row[j - 1] + 1, up[j - 1] + cost);
		if (i > 1 && j > 1 && word[i - 1] == other[j - 2] &&
		    word[i - 2] == other[j - 1])
			row[j] = MIN(row[j], up2[j - 2] + 1);
		least = MIN(least, row[j]);
	}
	return least;
}

/* Insertions, deletions, replacements and swaps of neighbours; limit or more
 * when it cannot be below limit. */
static unsigned int distance(const char *word, size_t nword, const char *other,
			     size_t nother, unsigned int limit)
{
	unsigned int rows[3][WORD_MAX + 1];

	for (size_t j = 0; j <= nother; j++)
		rows[0][j] = (unsigned int)j;
	for (size_t i = 1; i <= nword; i++)
		if (fill_row(word, other, nother, i, rows) > limit)
			return limit;
	return rows[nword % 3][nother];
}

void suggest_try(struct suggest *s, const char *candidate)
{
	size_t len = strlen(candidate);
	size_t apart = len > s->len ? len - s->len : s->len - len;
	unsigned int found;

	if (len > WORD_MAX || s->len > WORD_MAX || apart >= s->distance)
		return;
	found = distance(s->word, s->len, candidate, len, s->distance);
	if (found < s->distance && found < s->len) {
		s->distance = found;
		s->best = candidate;
	}
}

const char *suggest_best(const struct suggest *s)
{
	return s->best;
}
