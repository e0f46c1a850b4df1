/*
 * parser — what the files of the text parser share.
 *
 * In:     tokens of the innermost open file; p->t is the one to be read.
 * Out:    nodes in p->arena.
 * Units:  spans in bytes.
 * Errors: functions that return a pointer return NULL, the others -1, after
 *         reporting exactly one error; whoever reads a list of statements,
 *         items or commands then skips to its next member.
 *
 * A function is named after its grammar rule, which stands above it in EBNF:
 * [ x ] optional, { x } any number of times, 'x' literal, UPPER a token, sep
 * a newline or ';'.
 */
#ifndef NFTLOAD_SYNTAX_PARSER_H
#define NFTLOAD_SYNTAX_PARSER_H

#include "syntax/lex.h"
#include "syntax/parse.h"
#include "text/suggest.h"

#include <string.h>

#define PARSE_DEPTH_MAX 64    /* nested expressions and blocks */
#define PARSE_OPERATORS_MAX 512 /* in one statement or element */
#define PARSE_LIST_MAX 1024	 /* of a list without braces */
#define PARSE_NAME_MAX 128    /* no name of the grammar is longer */
#define PARSE_COMMENT_MAX 128 /* bytes of a comment */

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
	bool sep_missing; /* reported, and nothing read since */
	bool empty_ok;	  /* a set literal may be empty */
	struct span last; /* the token before t */
	uint32_t braces;  /* open ones among the tokens read */
	uint32_t depth;
	uint32_t operators; /* of this statement so far */
	struct extent extent; /* of the definition under way */
	uint32_t includes; /* files included so far */
	uint64_t included_bytes;
	/* words that the statement which ended at options_at knows as well */
	const char *const *options;
	uint32_t options_at;
	bool after_match; /* the last statement was one */
	/* where rules stand */
	uint8_t family;
	const char *table;
	struct ast_cmd *last_cmd;
	/* the token at which a missing '}' was reported */
	struct span lost;
	/* an opening brace whose '}' is indented as if it were another's */
	struct span suspect;
};

/* ---- parse_token.c ---- */

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
/* A place for "something is missing here": behind the last token. */
struct span tok_place(const struct parser *p);
bool tok_at_end(const struct parser *p); /* sep, '}' or end of file */
/* The token's text with a NUL, "" when longer than any name. */
const char *tok_text(const struct token *t, char buf[static PARSE_NAME_MAX]);

/* "expected WHAT, not TOKEN" */
int err_expected(struct parser *p, const char *what);
int err_nested(struct parser *p);
int err_bad(struct parser *p); /* the token is TOKEN_BAD */
/* How a message shows a token: 'word', "end of line" ... */
const char *err_token(const struct token *t, char buf[static PARSE_NAME_MAX]);

bool parse_enter(struct parser *p); /* false: too deep, reported */
void parse_leave(struct parser *p);

/* ---- parse_block.c ---- */

/* Skips the rest of a broken statement; level: p->braces at its start. */
void parse_recover(struct parser *p, uint32_t level);
/* The sep that ends an item or command; reports a missing one. */
void parse_sep(struct parser *p);
/* The '{' at open has no '}'; what: who noticed, "the file ends here". */
int err_unclosed(struct parser *p, struct span open);
/* Remembers a '{' whose '}', the token at hand, looks like another's. */
void block_closes(struct parser *p, struct span open);

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
};
int parse_block(struct parser *p, const struct block *b) must_check;
bool foreign_to_table(struct parser *p);
bool foreign_to_chain(struct parser *p);

/* ---- parse_value.c ---- */

int parse_number(struct parser *p, const char *what, uint64_t max,
		 uint64_t *ret_num) must_check;
int parse_num(struct parser *p, const char *what, uint64_t max,
	      struct ast_num *ret_num) must_check;
int parse_identifier(struct parser *p, const char *what,
		     struct ast_name *ret_name) must_check;
int parse_string(struct parser *p, const char *what,
		 struct ast_text *ret_text) must_check;
int parse_comment(struct parser *p, struct ast_text *ret_text) must_check;
int parse_time_ms(struct parser *p, struct ast_num *ret_ms) must_check;
int parse_bytes(struct parser *p, const char *what,
		uint64_t *ret_bytes) must_check;
int parse_rate(struct parser *p, struct ast_limit *limit) must_check;
struct word;
const struct word *parse_word(struct parser *p, const struct word *table,
			      const char *what) must_check;
int parse_word_list(struct parser *p, const struct word *table,
		    const char *what, uint32_t *ret_bits) must_check;
struct ast_expr *parse_device(struct parser *p) must_check;
struct ast_expr *ast_expr_new(struct parser *p, enum ast_kind kind,
			      struct span at);
struct ast_expr *ast_value_new(struct parser *p, const struct token *t);

/* ---- parse_expr.c ---- */

struct ast_expr *parse_lhs(struct parser *p) must_check;
struct ast_expr *parse_rhs(struct parser *p) must_check;
struct ast_expr *parse_rhs_list(struct parser *p) must_check;
struct ast_expr *parse_rhs_concat(struct parser *p) must_check;
struct ast_expr *parse_values(struct parser *p,
			      struct ast_expr *first) must_check;
struct ast_expr *parse_stmt_expr(struct parser *p) must_check;
struct ast_expr *parse_stmt_concat(struct parser *p) must_check;
struct ast_expr *parse_typeof_expr(struct parser *p) must_check;
struct ast_expr *parse_set_operand(struct parser *p) must_check;
struct ast_expr *parse_variable(struct parser *p) must_check;
struct ast_expr *parse_setref(struct parser *p) must_check;
enum ast_relop parse_relop(struct parser *p);

/* ---- parse_selector*.c ---- */

struct keyword;
/* Whether a word that may also be a value begins a selector here. */
bool selector_begins(struct parser *p, const struct keyword *kw);
struct ast_expr *sel_raw(struct parser *p) must_check;
#define SELECTORS(S)                                                          \
	S(payload) S(tunnelled) S(ip) S(tcp) S(sctp) S(dccp)                  \
	S(exthdr) S(exthdr_exists) S(rt) S(meta) S(meta_bare) S(ct)           \
	S(socket) S(fib) S(osf) S(ipsec) S(tunnel) S(numgen) S(jhash)         \
	S(symhash)
#define SELECTOR_DECL(name) struct ast_expr *sel_##name(struct parser *p);
SELECTORS(SELECTOR_DECL)
#undef SELECTOR_DECL
int sel_raw_place(struct parser *p, struct ast_expr *e) must_check;
struct ast_expr *sel_proto_field(struct parser *p, const struct proto *proto,
				 const struct proto *tunnel,
				 struct span start) must_check;
/* Names that could have stood where an unknown one does. */
struct candidates {
	struct suggest nearest;
	char list[400]; /* "a, b, c" */
	size_t len;
};
void candidates_init(const struct parser *p, struct candidates *c);
void candidates_add(void *candidates, const char *name);
/* "unknown FIELD 'x' of OWNER", or "expected a FIELD of OWNER, not TOKEN";
 * owner may be NULL. The nearest candidate, or all, as a hint. */
int err_unknown(struct parser *p, const struct candidates *c,
		const char *field, const char *owner);

/* ---- keywords.c ---- */

#define KW_VALUE 0x01	/* may be a value, too */
#define KW_COMMAND 0x02 /* begins a command: not inside blocks */
#define KW_MEMBER 0x04	/* begins a member of a table */

struct keyword {
	const char *name;
	struct ast_stmt *(*stmt)(struct parser *p); /* NULL: none begins so */
	struct ast_expr *(*sel)(struct parser *p);  /* likewise */
	uint8_t len;
	uint8_t proto; /* of a header's name: enum proto_id */
	uint8_t flags; /* KW_* */
};

const struct keyword *keyword_find(const struct token *t);
/* Every word that begins a statement. */
void keyword_each(void (*fn)(void *, const char *), void *ctx);
extern const struct keyword keywords[];
extern const size_t keywords_count;

/* ---- parse_elem.c ---- */

/* '{' elements '}' appended to elems, or a new list when that is NULL. */
struct ast_expr *parse_set_literal(struct parser *p,
				   struct ast_elems *elems) must_check;
int parse_elem_options(struct parser *p, struct ast_elem *el) must_check;

/* ---- parse_stmt*.c ---- */

struct ast_stmt *ast_stmt_new(struct parser *p, enum ast_stmt_kind kind,
			      struct span at);
struct ast_stmt *parse_stmt(struct parser *p) must_check;
/* The statement ends here, but could go on with one of these words. */
void stmt_options(struct parser *p, const char *const words[]);
bool stmt_is_stateful(const struct parser *p);
struct ast_stmt *parse_stateful(struct parser *p) must_check;
struct ast_stmt *parse_synproxy_options(struct parser *p) must_check;
int parse_quota(struct parser *p, struct ast_quota *quota) must_check;
int parse_limit(struct parser *p, struct ast_limit *limit) must_check;
struct ast_stmt *parse_match(struct parser *p) must_check;
struct ast_stmt *parse_objref(struct parser *p, enum obj_kind type,
			      struct span at) must_check;
struct ast_expr *parse_verdict(struct parser *p) must_check;
bool verdict_begins(const struct parser *p);
#define STATEMENTS(S)                                                         \
	S(verdict) S(counter) S(limit) S(quota) S(last) S(ct) S(log)          \
	S(reject) S(snat) S(dnat) S(masquerade) S(redirect) S(tproxy)         \
	S(synproxy) S(dup) S(fwd) S(flow) S(queue) S(notrack) S(reset)        \
	S(dynset) S(set) S(meter) S(xt) S(tunnel)
#define STATEMENT_DECL(name) struct ast_stmt *stmt_##name(struct parser *p);
STATEMENTS(STATEMENT_DECL)
#undef STATEMENT_DECL

/* ---- parse_rule.c, parse_chain.c, ... ---- */

int parse_rule(struct parser *p, struct ast_rule *rule) must_check;
struct ast_rules *parse_inline_chain(struct parser *p) must_check;
int parse_chain_block(struct parser *p, struct ast_chain *chain) must_check;
int parse_hook(struct parser *p, struct ast_hook *hook) must_check;
int parse_priority(struct parser *p, struct ast_hook *hook) must_check;
int parse_devices(struct parser *p, struct ast_devices *devices) must_check;
int parse_set_block(struct parser *p, struct ast_set *set) must_check;
int parse_flowtable_block(struct parser *p,
			  struct ast_flowtable *ft) must_check;
/* Reads the words of an object's kind: enum obj_kind, 0: none stands here,
 * -1: reported. */
int parse_object_kind(struct parser *p) must_check;
int parse_object(struct parser *p, enum obj_kind kind, bool block_only,
		 struct ast_object *obj) must_check;
int parse_tunnel_item(struct parser *p, struct ast_object *obj) must_check;
int parse_table_block(struct parser *p, struct ast_cmd *cmd) must_check;
/* Links what it read into the AST, poisoned after an error. */
int parse_command(struct parser *p) must_check;
struct ast_cmd *ast_cmd_new(struct parser *p, enum ast_verb verb,
			    enum obj_kind kind, struct span at);
/* What follows the name in an add command or a block of a table. */
int parse_declaration(struct parser *p, struct ast_cmd *cmd,
		      bool in_table) must_check;

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
