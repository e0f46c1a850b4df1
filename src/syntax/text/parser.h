/*
 * parser — the state of the text parser: tokens, recovery, blocks, scopes.
 *
 * In:     tokens of the innermost open file; p->t is the current token, which
 *         is read next.
 * Out:    nodes in p->arena.
 * Units:  spans in bytes.
 * Errors: after exactly one reported error, functions return NULL (if they
 *         return a pointer) or -1; the function that reads a list of
 *         statements, items or commands then skips to its next member.
 */
#ifndef NFTLOAD_SYNTAX_TEXT_PARSER_H
#define NFTLOAD_SYNTAX_TEXT_PARSER_H

#include "syntax/lex.h"
#include "syntax/text/parse.h"
#include "text/pattern.h"
#include "text/suggest.h"

#include <string.h>

#define PARSE_DEPTH_MAX 64    /* nested expressions and blocks */
#define PARSE_OPERATORS_MAX 512 /* in one statement or element */
#define PARSE_LIST_MAX 1024	 /* items of a list without braces */
#define PARSE_NAME_MAX 128    /* room for the longest name of the grammar */

struct scopes;

/* A file that is being read.  The files that include it (up) wait at their
 * include. */
struct input {
	struct lexer lx;
	struct input *up;
	uint32_t depth;
	uint64_t dev, ino; /* both 0: not a file */
	bool ended;
};

/* The size of the values of variables, for bounds. */
struct extent {
	uint32_t depth;	   /* variables nested in the values of variables */
	uint64_t elements; /* elements in their sets */
};

/* The number of '}' too many in the rest of the input, as last counted. */
struct balance {
	int64_t extra;
	uint32_t includes; /* files included by then */
	bool known;
};

struct parser {
	struct arena *arena;
	struct strpool *strings;
	struct diags *diags;
	struct parse_ctx *ctx; /* NULL in parse_elem() */
	struct ast *ast;       /* likewise */
	struct input *in;
	struct scopes *scopes; /* likewise */
	struct token t, ahead;
	bool have_ahead;
	/* the keyword that was found last, so that the same word is searched
	 * once */
	const struct keyword *keyword;
	const char *keyword_text; /* of this word */
	bool sep_missing; /* reported, and no token read since */
	bool empty_ok;	  /* a set literal may be empty */
	struct span last; /* the token before t */
	uint32_t braces;  /* '{' read and not closed yet */
	uint32_t depth;
	uint32_t operators; /* in the current statement */
	struct extent extent; /* of the current definition */
	uint32_t includes; /* files included so far */
	struct pattern_use patterns;
	uint64_t included_bytes;
	/* words with which the statement that ended at options_at could go
	 * on */
	const char *const *options;
	uint32_t options_at;
	bool after_match; /* the last statement was a match */
	bool after_nat;
	uint32_t parens; /* '(' not closed yet */
	bool family_read; /* the last table's family was written */
	bool lost_file;	  /* an included file, which may have defined variables,
			   * was not found */
	bool said_foreign; /* lines of iptables were reported */
	bool said_cr; /* a carriage return at the end of a line was reported */
	uint32_t unnamed; /* definitions whose name is missing */
	uint32_t surveys; /* counts of the braces in the rest of the input */
	struct balance balance;
	/* the table of the current rules */
	uint8_t family;
	const char *table;
	struct ast_cmd *last_cmd;
	struct ast_elems *last_list; /* the list of the last element command */
	/* the token at which the last recovery ended, or a missing '}' was
	 * reported */
	struct span lost;
	/* an opening brace whose '}' is indented as if it were another's */
	struct span suspect;
};

/* ---- parse_token.c ---- */

static inline bool same_place(struct span a, struct span b)
{
	return a.file == b.file && a.off == b.off;
}
void tok_advance(struct parser *p);
const struct token *tok_peek(struct parser *p);
static inline bool tok_is(const struct parser *p, const char *word)
{
	return token_is(&p->t, word);
}
bool tok_accept(struct parser *p, int kind);
/* Inline, so that the length of the word is a constant. */
static inline bool tok_accept_word(struct parser *p, const char *word)
{
	if (!tok_is(p, word))
		return false;
	tok_advance(p);
	return true;
}
int tok_expect(struct parser *p, int kind, const char *what) must_check;
int tok_expect_word(struct parser *p, const char *word,
		    const char *what) must_check;
/* The span from start to the last token read. */
struct span tok_since(const struct parser *p, struct span start);
/* Stores how far the input is read, for a watcher. */
void tok_tell(const struct parser *p);
/* A place for "something is missing here": behind the last token. */
struct span tok_place(const struct parser *p);
bool tok_at_end(const struct parser *p); /* sep, '}' or end of file */
/* Whether the current token is the first of its line. */
bool tok_begins_line(const struct parser *p);
/* The token's text with a NUL, "" when longer than any name. */
const char *tok_text(const struct token *t, char buf[static PARSE_NAME_MAX]);

/* "expected WHAT, not TOKEN" */
int err_expected(struct parser *p, const char *what);
/* Whether the current line belongs to another program; reports that once for
 * the input. */
bool err_foreign(struct parser *p);
/* Reports a word that begins with digits, as 5min, of which the current token
 * is a part; false: it is not part of such a word. */
bool err_joined(struct parser *p);
int err_bad(struct parser *p); /* the token is TOKEN_BAD */
/* How a message shows a token: 'word', "end of line" ... */
const char *err_token(const struct token *t, char buf[static PARSE_NAME_MAX]);

bool parse_enter(struct parser *p); /* false: too deep, reported */
void parse_leave(struct parser *p);

/* ---- parse_block.c ---- */

/* Skips the rest of a broken statement; level: p->braces at its start. */
void parse_recover(struct parser *p, uint32_t level);
/* parse_recover(), unless an earlier recovery has ended at the current token,
 * behind start. */
void parse_resume(struct parser *p, uint32_t level, struct span start);
/* The sep that ends an item or command; false: reported as missing. */
bool parse_sep(struct parser *p);
/* Reports that the '{' at open has no '}'; what: where this is noticed, "the
 * file ends here". */
int err_unclosed(struct parser *p, struct span open);

#define ITEM_FREE 0	  /* read; needs no sep behind it */
#define ITEM_SEP 1	  /* read; a sep must follow */
#define ITEM_CONTAINED -2 /* reported; the block is still valid */

/*
 * A block: '{' { item sep } '}'.  parse_block() reads the common items (define,
 * include ...) itself and calls item for the others, which returns ITEM_*, or
 * -1 after an error that spoils the block.
 */
struct block {
	int (*item)(struct parser *p, void *ctx);
	void *ctx;
	/* whether the current word cannot begin an item, so that a '}' is
	 * missing before it */
	bool (*foreign)(struct parser *p);
	bool bare; /* no define and include */
	bool whole; /* a missing sep spoils the block */
};
int parse_block(struct parser *p, const struct block *b) must_check;
/* Reads a block whose '{' is missing, from the current token to the '}'. */
int parse_block_rest(struct parser *p, const struct block *b) must_check;
bool block_foreign_to_table(struct parser *p);
bool block_foreign_to_object(struct parser *p);
bool block_foreign_to_chain(struct parser *p);

/* ---- parse_mend.c: guesses about a text that is known to be wrong ---- */

/* Whether the rest of the input has more '}' than the open blocks need, fewer,
 * or exactly as many; all false after too many counts. */
bool mend_extra(struct parser *p);
bool mend_missing(struct parser *p);
bool mend_balanced(struct parser *p);
/* Takes a ')' or ']' for the '}' that is missing. */
void mend_bracket(struct parser *p);
/* Remembers the '{' at open if its '}', the current token, is indented less
 * than the '{': it may belong to another block. */
void mend_notes(struct parser *p, struct span open);
/* Whether the current token is a '}' within a line that closes nothing. */
bool mend_is_stray(struct parser *p);
/* Whether the current token is a '}' too many, because the lines below still
 * belong to the block. */
bool mend_closes_early(struct parser *p, struct span open);
/* Reports the current '}' and skips it. */
void mend_stray(struct parser *p);
/* Remembers the names in a declaration that could not be read, so that
 * references to them are not reported, too. */
void mend_lost(struct parser *p, const struct token *start);
/* Whether a broken line, reported before, was meant to define the unknown
 * variable. */
bool mend_defines(struct parser *p, const char *name);

/* ---- parse_scope.c, parse_include.c ---- */

/* Reads a define, redefine, undefine or include; false: the current token
 * begins none. */
bool parse_common(struct parser *p);
int parse_definition(struct parser *p, const char *verb) must_check;
int parse_include(struct parser *p) must_check;
void scopes_open(struct parser *p);
void scopes_close(struct parser *p);
void scopes_release(struct parser *p);
const struct ast_expr *scopes_find(struct parser *p, const char *name);
void scopes_suggest(struct parser *p, const char *name); /* adds a hint */
/* Whether an unknown variable was reported before; from now on it counts as
 * reported. */
bool scopes_said_unknown(struct parser *p, const char *name);
/* Begins to read a file: its tokens come next. */
void input_push(struct parser *p, const struct source *src);

#endif
