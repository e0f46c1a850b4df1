/*
 * hints — what to write instead, where one known word is no answer.
 *
 * In:     a word that is not known, and what was expected: "field",
 *         "statement", "command" ...; or the bytes at which the parser broke
 *         off.
 * Out:    a hint for the error just reported.
 * Errors: none; false: there is no hint.
 */
#ifndef NFTLOAD_SYNTAX_HINTS_H
#define NFTLOAD_SYNTAX_HINTS_H

#include "syntax/ast.h"
#include "text/diag.h"

#define HINT_AND "matches follow each other without a word between them"
#define HINT_OR \
	"for any of several values write { a, b }, for all else a rule each"

bool hint_word(struct diags *d, const char *expected, const char *word,
	       size_t len);
/* A variable or set that a name was meant for, which was looked up as
 * something else: sigil is what stood before it, '\0' for nothing.  Sets are
 * those of the table, unless that is NULL. */
bool hint_named(struct diags *d, const struct ast *ast, char sigil,
		const char *table, const char *name, size_t len);
/* A habit of other languages that begins at text, which ends in a NUL; first:
 * it begins a line. */
bool hint_habit(struct diags *d, const char *text, bool first);
/* Whether a line that begins so is one of iptables-save. */
bool hint_is_iptables(const char *line);
/* The program whose command line begins so, or NULL. */
const char *hint_is_shell(const char *line);

#endif
