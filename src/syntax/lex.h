/*
 * lex — splits bytes into tokens.
 *
 * In:     one source at a time; includes are stacked by the parser.
 * Out:    tokens with spans.  The lexer does not classify words, as the parser
 *         compares their text; so it needs no scopes of keywords.
 * Units:  offsets in bytes.
 * Errors: a byte that begins no token gives one TOKEN_BAD, which the parser
 *         reports.  NUL bytes are TOKEN_BAD.
 * Spec:   the longest match wins; see doc/grammar.md, "Tokens".
 */
#ifndef NFTLOAD_SYNTAX_LEX_H
#define NFTLOAD_SYNTAX_LEX_H

#include "text/source.h"

#include <stdio.h>

enum token_kind {
	TOKEN_EOF,
	TOKEN_NEWLINE,	/* newline or CRLF */
	TOKEN_WORD,	/* also times, MAC, IPv4, IPv6, class ids, 8021q  */
	TOKEN_STARRED,	/* a word with an asterisk in it                  */
	TOKEN_NUMBER,	/* .num holds it                                  */
	TOKEN_STRING,	/* "...", span with quotes                        */
	TOKEN_BAD,
	/* punctuation: the character itself, or: */
	TOKEN_LTE = 256, TOKEN_GTE, TOKEN_EQ, TOKEN_NEQ, TOKEN_LSHIFT,
	TOKEN_RSHIFT,
};

struct token {
	int kind; /* enum token_kind or a character: one of ,.:;{}[]()=$@/-+*!&|^<> */
	bool glued; /* no blank before it */
	struct span at;
	const char *text; /* len bytes: without quotes or brackets */
	uint32_t len;
	uint64_t num;
};

/* Whether the quotes of the source pair up: only then may a string span
 * lines. */
enum lex_quotes { QUOTES_UNKNOWN, QUOTES_PAIRED, QUOTES_ODD };

struct lexer {
	const struct source *src;
	uint32_t at;
	uint32_t end; /* lexes [at, end) */
	uint8_t quotes; /* enum lex_quotes, counted on first use */
};

void lex_init(struct lexer *lx, const struct source *src);
/* Begins at a part of a source: one element of a list. */
void lex_init_part(struct lexer *lx, const struct source *src, uint32_t off,
		   uint32_t len);
void lex_next(struct lexer *lx, struct token *ret_token);
/* The length of the address or decimal number that p begins with, which no
 * letter may follow; 0: lex_next() would find another token. */
uint32_t lex_value(const char *p);
/* The same of a word that begins with a letter. */
uint32_t lex_name(const char *p);
static inline bool token_is(const struct token *t, const char *word)
{
	return t->kind == TOKEN_WORD && __builtin_strlen(word) == t->len &&
	       __builtin_memcmp(t->text, word, t->len) == 0;
}
/* --dump=tokens */
void lex_dump(FILE *out, struct source *src);

#endif
