#include "config.h"

#include "text/suggest.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define WORD_MAX 64   /* longer words are not guessed at */
#define MISTAKES_MAX 3
#define BEGINNING_MIN 3 /* letters */

/* The lower the better. */
#define SCORE_SAME 0
#define SCORE_SPELT 1
#define SCORE_SYNONYM 2
#define SCORE_BEGINNING (SCORE_SYNONYM + SYNONYMS_MAX)
#define SCORE_MISTAKE (SCORE_BEGINNING + WORD_MAX + 1) /* each */
#define SCORE_NONE (SCORE_MISTAKE * (MISTAKES_MAX + 1))

/* Of one or two letters every other word is near; three have one mistake. */
static unsigned int mistakes(size_t len)
{
	if (len < 3 || len > WORD_MAX)
		return 0;
	return MIN((unsigned int)(len + 1) / 4, MISTAKES_MAX);
}

void suggest_init(struct suggest *s, const char *word, size_t len)
{
	*s = (struct suggest){ .word = word, .len = len };
	s->score = SCORE_NONE;
	s->nmeant = synonyms_of(word, len, s->meant);
}

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	return MIN(MIN(a, b), c);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* eth0 is not a misspelt eth1. */
static unsigned int cost_of(char a, char b)
{
	if (tolower((unsigned char)a) == tolower((unsigned char)b))
		return 0;
	return is_digit(a) && is_digit(b) ? MISTAKES_MAX + 1 : 1;
}

/* One row of the table of distances; its smallest value is returned. */
static unsigned int fill_row(const char *word, const char *other, size_t len,
			     size_t i, unsigned int rows[3][WORD_MAX + 1])
{
	unsigned int *row = rows[i % 3], *up = rows[(i + 2) % 3];
	unsigned int *up2 = rows[(i + 1) % 3], least;

	row[0] = least = (unsigned int)i;
	for (size_t j = 1; j <= len; j++) {
		unsigned int cost = cost_of(word[i - 1], other[j - 1]);

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

static size_t skip_joints(const char *s, size_t at, size_t len)
{
	while (at < len && (s[at] == '-' || s[at] == '_'))
		at++;
	return at;
}

/* The same letters, large or small, joined in whatever way. */
static bool same_letters(const char *a, size_t na, const char *b, size_t nb)
{
	size_t i = 0, k = 0;

	for (;;) {
		i = skip_joints(a, i, na);
		k = skip_joints(b, k, nb);
		if (i == na || k == nb)
			return i == na && k == nb && na;
		if (tolower((unsigned char)a[i++]) !=
		    tolower((unsigned char)b[k++]))
			return false;
	}
}

/* Of a short word the first letter is right, or has changed places; and of
 * three letters, none is replaced. */
static bool is_other_word(const char *word, size_t len, const char *other,
			  size_t nother)
{
	if (len == 3 && nother == 3 &&
	    !(word[0] == other[1] && word[1] == other[0]) &&
	    !(word[1] == other[2] && word[2] == other[1]))
		return true;
	return len < 5 && cost_of(word[0], other[0]) &&
	       !(word[0] == other[1] && word[1] == other[0]);
}

/* Two letters are near to anything but themselves, one of them doubled. */
static bool has_doubled(const char *word, size_t len)
{
	return len == 3 && (word[0] == word[1] || word[1] == word[2]);
}

static unsigned int score_mistakes(const struct suggest *s, const char *other,
				   size_t len)
{
	unsigned int most = mistakes(s->len), found;
	size_t apart = len > s->len ? len - s->len : s->len - len;

	if (!most || len > WORD_MAX || len < 2 ||
	    (len == 2 && !has_doubled(s->word, s->len)) || apart > most ||
	    is_other_word(s->word, s->len, other, len))
		return SCORE_NONE;
	found = distance(s->word, s->len, other, len, most + 1);
	return found > most ? SCORE_NONE : SCORE_MISTAKE * found;
}

static bool is_plural(const struct suggest *s, const char *other, size_t len)
{
	return len >= BEGINNING_MIN && s->len == len + 1 &&
	       s->word[len] == 's' && strncasecmp(s->word, other, len) == 0;
}

static unsigned int score(const struct suggest *s, const char *other)
{
	size_t len = strlen(other);

	if (len == s->len && memcmp(other, s->word, len) == 0)
		return SCORE_SAME;
	if (s->len > WORD_MAX)
		return SCORE_NONE;
	if (same_letters(s->word, s->len, other, len))
		return SCORE_SPELT;
	for (size_t i = 0; i < s->nmeant; i++)
		if (strcmp(s->meant[i], other) == 0)
			return SCORE_SYNONYM + (unsigned int)i;
	if (s->len >= BEGINNING_MIN && s->len < len && other[s->len] != ' ' &&
	    strncasecmp(s->word, other, s->len) == 0)
		return SCORE_BEGINNING +
		       (unsigned int)MIN(len - s->len, WORD_MAX);
	if (is_plural(s, other, len))
		return SCORE_BEGINNING;
	return score_mistakes(s, other, len);
}

void suggest_try(void *suggest, const char *candidate)
{
	struct suggest *s = suggest;
	unsigned int found = score(s, candidate);

	if (found < s->score) {
		s->score = found;
		s->best = candidate;
		s->tie = false;
	} else if (found == s->score && s->best &&
		   strcmp(s->best, candidate) != 0) {
		s->tie = true;
	}
}

void suggest_try_copy(struct suggest *s, const char *candidate,
		      struct arena *a)
{
	suggest_try(s, candidate);
	if (s->best == candidate)
		s->best = arena_strndup(a, candidate, strlen(candidate));
}

const char *suggest_best(const struct suggest *s)
{
	return s->tie ? NULL : s->best;
}

void suggest_try_rows(struct suggest *s, const void *rows, size_t n,
		      size_t size)
{
	for (size_t i = 0; i < n; i++)
		suggest_try(s, *(const char *const *)((const char *)rows +
						      i * size));
}

bool suggest_hint(const struct suggest *s, struct diags *d)
{
	const char *best = suggest_best(s);

	if (best)
		diag_hint(d, "did you mean '%s'?", best);
	return best;
}

bool suggest_among(struct diags *d, const char *word, size_t len,
		   const void *rows, size_t n, size_t size)
{
	struct suggest s;

	suggest_init(&s, word, len);
	suggest_try_rows(&s, rows, n, size);
	return suggest_hint(&s, d);
}

bool suggest_is_near(const char *word, const char *other)
{
	struct suggest s;

	suggest_init(&s, word, strlen(word));
	suggest_try(&s, other);
	return suggest_best(&s) != NULL;
}
