/*
 * marks — prints a text with the words marked that another text lacks.
 *
 * In:     two texts on one line each.
 * Out:    the first one on a FILE, with escape sequences around those words that
 *         are not in the longest sequence of words that both have.
 * Owns:   nothing.
 * Errors: none; texts of very many words are not marked.
 */
#ifndef NFTLOAD_CLI_SYNC_MARKS_H
#define NFTLOAD_CLI_SYNC_MARKS_H

#include "base/arena.h"

#include <stdio.h>

/* mark: the escape sequence that begins a mark; NULL: nothing is marked. The
 * arena is for scratch. */
void marks_put(FILE *out, const char *text, const char *other,
	       const char *mark, struct arena *a);

#endif
