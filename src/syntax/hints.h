/*
 * hints — suggests what to write instead, where a similar known word is not the
 * answer.
 *
 * In:     an unknown word, and the kind of word that was expected: "field",
 *         "statement", "command" ...; or the text at which the parser stopped.
 * Out:    a hint for the error just reported.
 * Errors: none; false: there is no hint.
 */
#ifndef NFTLOAD_SYNTAX_HINTS_H
#define NFTLOAD_SYNTAX_HINTS_H

#include "syntax/ast.h"
#include "text/diag.h"

#define HINT_AND "matches follow each other without a word between them"
#define HINT_OR \
	"for any of several values write { a, b }, for anything else write one rule each"

bool hint_word(struct diags *d, const char *expected, const char *word,
	       size_t len);
/* Hints at a variable or set of this name when the name was looked up as
 * something else. sigil is the character before the name, '\0' for none.  Only
 * sets of the table count, unless table is NULL. */
bool hint_named(struct diags *d, const struct ast *ast, char sigil,
		const char *table, const char *name, size_t len);
/* Hints at a habit of other languages that begins at text (NUL-terminated);
 * first: text begins a line. */
bool hint_habit(struct diags *d, const char *text, bool first);
/* Whether a line is one of iptables-save. */
bool hint_is_iptables(const char *line);
/* The program whose command line a line is, or NULL. */
const char *hint_is_shell(const char *line);

#endif
