#include "config.h"

#include "cli/sync/marks.h"

#include <string.h>

#define MARK_END "\033[0m"
#define PAIRS_MAX 1000000 /* of words that are compared */

struct mark_word {
	const char *text;
	uint32_t len;
	bool common;
};

struct mark_words {
	struct mark_word *list;
	size_t count;
};

/* A comma or semicolon is a word of its own. */
static size_t word_len(const char *at)
{
	size_t len = strcspn(at, " ,;");

	return len ? len : 1;
}

static struct mark_words words_of(const char *text, struct arena *a)
{
	struct mark_words w = {
		arena_alloc(a, (strlen(text) + 1) * sizeof(*w.list)), 0
	};

	while (*(text += strspn(text, " "))) {
		w.list[w.count] = (struct mark_word){
			text, (uint32_t)word_len(text), false
		};
		text += w.list[w.count++].len;
	}
	return w;
}

static bool same_word(const struct mark_word *a, const struct mark_word *b)
{
	return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

/* [i * (other.count + 1) + k]: how many words the two have in common from word
 * i of the one and word k of the other on. */
static uint32_t *count_common(const struct mark_words *w,
			      const struct mark_words *other, struct arena *a)
{
	const size_t row = other->count + 1;
	uint32_t *best = arena_alloc(a, (w->count + 1) * row * sizeof(*best));

	memset(best, 0, (w->count + 1) * row * sizeof(*best));
	for (size_t i = w->count; i-- > 0;)
		for (size_t k = other->count; k-- > 0;) {
			uint32_t *at = &best[i * row + k];

			*at = MAX(at[1], at[row]);
			if (same_word(&w->list[i], &other->list[k]))
				*at = MAX(*at, at[row + 1] + 1);
		}
	return best;
}

static void find_common(struct mark_words *w, const struct mark_words *other,
			struct arena *a)
{
	const uint32_t *best = count_common(w, other, a);
	const size_t row = other->count + 1;

	for (size_t i = 0, k = 0; i < w->count && k < other->count;) {
		const uint32_t *at = &best[i * row + k];

		w->list[i].common = same_word(&w->list[i], &other->list[k]) &&
				    *at == at[row + 1] + 1;
		if (w->list[i].common || at[row] < at[1])
			k++;
		if (w->list[i].common || at[row] >= at[1])
			i++;
	}
}

static void put_words(FILE *out, const char *text, const struct mark_words *w,
		      const char *mark)
{
	for (size_t i = 0; i < w->count; i++) {
		const struct mark_word *word = &w->list[i];

		fprintf(out, "%.*s%s%.*s%s", (int)(word->text - text), text,
			word->common ? "" : mark, (int)word->len, word->text,
			word->common ? "" : MARK_END);
		text = word->text + word->len;
	}
}

void marks_put(FILE *out, const char *text, const char *other,
	       const char *mark, struct arena *a)
{
	struct mark_words w, theirs;

	if (!mark || !other) {
		fputs(text, out);
		return;
	}
	w = words_of(text, a);
	theirs = words_of(other, a);
	if (theirs.count && w.count > PAIRS_MAX / theirs.count) {
		fputs(text, out);
		return;
	}
	find_common(&w, &theirs, a);
	put_words(out, text, &w, mark);
}
