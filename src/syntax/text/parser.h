/*
 * parser — the state of the text parser: tokens, recovery, blocks, scopes.
 *
 * In:     tokens of the innermost open file; p->t is the one to be read.
 * Out:    nodes in p->arena.
 * Units:  spans in bytes.
 * Errors: functions that return a pointer return NULL, the others -1, after
 *         reporting exactly one error; whoever reads a list of statements,
 *         items or commands then skips to its next member.
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
#define PARSE_LIST_MAX 1024	 /* of a list without braces */
#define PARSE_NAME_MAX 128    /* no name of the grammar is longer */

struct scopes;

/* A file that is being read; those below it wait at their include. */
struct input {
	struct lexer lx;
	struct input *up;
	uint32_t depth;
	uint64_t dev, ino; /* 0, 0: not a file */
	bool ended;
};

/* What variables stand for. */
struct extent {
	uint32_t depth;	   /* of variables in the values of variables */
	uint64_t elements; /* of their sets */
};

/* The '}' that close nothing, as the rest of the input was last counted. */
struct balance {
	int64_t extra;
	uint32_t includes; /* read by then */
	bool known;
};

struct parser {
	struct arena *arena;
	struct strpool *strings;
	struct diags *diags;
	struct parse_ctx *ctx; /* NULL while a lone element is read */
	struct ast *ast;       /* likewise */
	struct input *in;
	struct scopes *scopes; /* likewise */
	struct token t, ahead;
	bool have_ahead;
	/* the keyword that a word is, so that who asks again need not search */
	const struct keyword *keyword;
	const char *keyword_text; /* of that word */
	bool sep_missing; /* reported, and nothing read since */
	bool empty_ok;	  /* a set literal may be empty */
	struct span last; /* the token before t */
	uint32_t braces;  /* open ones among the tokens read */
	uint32_t depth;
	uint32_t operators; /* of this statement so far */
	struct extent extent; /* of the definition under way */
	uint32_t includes; /* files included so far */
	struct pattern_use patterns;
	uint64_t included_bytes;
	/* words that the statement which ended at options_at knows as well */
	const char *const *options;
	uint32_t options_at;
	bool after_match; /* the last statement was one */
	bool after_nat;
	uint32_t parens; /* open ones */
	bool family_read; /* the last table had one before its name */
	bool lost_file;	  /* of definitions, maybe: it was not found */
	bool said_foreign; /* that lines of iptables are none of nft */
	bool said_cr; /* that a carriage return alone ends no line */
	struct ast_lost *unknown; /* variables, said to be unknown */
	uint32_t unnamed; /* definitions without a name of their own */
	uint32_t surveys; /* of what the rest of the input holds, so far */
	struct balance balance;
	/* where rules stand */
	uint8_t family;
	const char *table;
	struct ast_cmd *last_cmd;
	struct ast_elems *last_list; /* of the last element command */
	/* the token at which a missing '}' was reported */
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
/* From the token at start to the one last read. */
struct span tok_since(const struct parser *p, struct span start);
/* Tells who watches how far the input is read. */
void tok_tell(const struct parser *p);
/* A place for "something is missing here": behind the last token. */
struct span tok_place(const struct parser *p);
bool tok_at_end(const struct parser *p); /* sep, '}' or end of file */
/* Whether only blanks stand before the token at hand on its line. */
bool tok_begins_line(const struct parser *p);
/* The token's text with a NUL, "" when longer than any name. */
const char *tok_text(const struct token *t, char buf[static PARSE_NAME_MAX]);

/* "expected WHAT, not TOKEN" */
int err_expected(struct parser *p, const char *what);
/* The line at hand is one of another program: reported, once for the input. */
bool err_foreign(struct parser *p);
/* Whether the token is part of a word that begins with digits, as 5min, which
 * is then said. */
bool err_joined(struct parser *p);
int err_bad(struct parser *p); /* the token is TOKEN_BAD */
/* How a message shows a token: 'word', "end of line" ... */
const char *err_token(const struct token *t, char buf[static PARSE_NAME_MAX]);

bool parse_enter(struct parser *p); /* false: too deep, reported */
void parse_leave(struct parser *p);

/* ---- parse_block.c ---- */

/* Skips the rest of a broken statement; level: p->braces at its start. */
void parse_recover(struct parser *p, uint32_t level);
/* The same, but what broke off before the token at hand ends there. */
void parse_resume(struct parser *p, uint32_t level, struct span start);
/* The sep that ends an item or command; false: reported as missing. */
bool parse_sep(struct parser *p);
/* The '{' at open has no '}'; what: who noticed, "the file ends here". */
int err_unclosed(struct parser *p, struct span open);

#define ITEM_FREE 0	  /* read; needs no sep behind it */
#define ITEM_SEP 1	  /* read; a sep must follow */
#define ITEM_CONTAINED -2 /* reported, and the block is none the worse */

/*
 * '{' { item sep } '}' with the common items (define, include ...) read here.
 * item returns -1 after an error that spoils the block, else ITEM_*.
 */
struct block {
	int (*item)(struct parser *p, void *ctx);
	void *ctx;
	/* words that cannot begin an item: a brace is missing above them */
	bool (*foreign)(struct parser *p);
	bool bare; /* no define and include */
	bool whole; /* a missing sep spoils it */
};
int parse_block(struct parser *p, const struct block *b) must_check;
/* A block whose '{' is missing: from the token at hand to its '}'. */
int parse_block_rest(struct parser *p, const struct block *b) must_check;
bool foreign_to_table(struct parser *p);
bool foreign_to_object(struct parser *p);
bool foreign_to_chain(struct parser *p);

/* ---- parse_mend.c: guesses about a text that is known to be wrong ---- */

/* From here on the input has more '}' than the open blocks need, fewer, or as
 * many; all false when it was asked too often. */
bool mend_extra(struct parser *p);
bool mend_missing(struct parser *p);
bool mend_balanced(struct parser *p);
/* A ')' or ']' where a '}' is missing is taken for that. */
void mend_bracket(struct parser *p);
/* Remembers a '{' whose '}', the token at hand, looks like another's. */
void mend_notes(struct parser *p, struct span open);
/* The token is a '}' amid a line that closes nothing. */
bool mend_is_stray(struct parser *p);
/* The token is a '}' too many: the lines below still belong into the block. */
bool mend_closes_early(struct parser *p, struct span open);
/* Reports the '}' at hand and goes on as if it were not there. */
void mend_stray(struct parser *p);
/* Remembers the names of a declaration that could not be read, so that what
 * refers to them is not reported as well. */
void mend_lost(struct parser *p, const struct token *start);
/* Whether an unknown variable was reported before; it is from now on. */
bool mend_said_unknown(struct parser *p, const char *name);
/* Whether an unknown variable is what a broken line, reported before, was
 * meant to define. */
bool mend_defines(struct parser *p, const char *name);

/* ---- parse_scope.c, parse_include.c ---- */

/* Reads a define, redefine, undefine or include; false: none stands here. */
bool parse_common(struct parser *p);
int parse_definition(struct parser *p, const char *verb) must_check;
int parse_include(struct parser *p) must_check;
void scopes_open(struct parser *p);
void scopes_close(struct parser *p);
void scopes_release(struct parser *p);
const struct ast_expr *scopes_find(struct parser *p, const char *name);
void scopes_suggest(struct parser *p, const char *name); /* adds a hint */
/* Opens a file for reading; its tokens come next. */
void input_push(struct parser *p, const struct source *src);

#endif
