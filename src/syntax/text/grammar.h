/*
 * grammar — the functions of the text parser, one for each rule, ordered by
 * file.
 *
 * In:     the parser, at the first token of the rule.
 * Out:    nodes in the parser's arena; the parser is then behind the rule.
 * Errors: see parser.h.
 * Spec:   doc/grammar.md, made from the comments above the functions.
 *
 * A function is named after its rule.  The rule stands above the function in
 * EBNF: [ x ] optional, { x } any number of times, 'x' literal, UPPER a token,
 * sep a newline or ';'.
 */
#ifndef NFTLOAD_SYNTAX_TEXT_GRAMMAR_H
#define NFTLOAD_SYNTAX_TEXT_GRAMMAR_H

#include "syntax/text/parser.h"

struct word;
struct keyword;

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
/* Joins first and the expressions behind further separators into one node;
 * kind: AST_LIST (',') or AST_CONCAT ('.'). */
struct ast_expr *
parse_joined(struct parser *p, struct ast_expr *first, enum ast_kind kind,
	     struct ast_expr *(*next)(struct parser *p)) must_check;
struct ast_expr *parse_stmt_expr(struct parser *p) must_check;
struct ast_expr *parse_stmt_concat(struct parser *p) must_check;
struct ast_expr *parse_typeof_expr(struct parser *p) must_check;
struct ast_expr *parse_set_operand(struct parser *p) must_check;
struct ast_expr *parse_variable(struct parser *p) must_check;
struct ast_expr *parse_setref(struct parser *p) must_check;
enum ast_relop parse_relop(struct parser *p);

/* ---- parse_selector*.c ---- */

/* Whether the current word, which may also be a value, begins a selector. */
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
/* Reads a key of the set; NULL after an error. */
const struct key *sel_key(struct parser *p, enum key_set set);
/* Names that are possible in the place of an unknown name. */
struct candidates {
	struct suggest nearest;
	char list[400]; /* "a, b, c" */
	size_t len;
};
void candidates_init(const struct parser *p, struct candidates *c);
void candidates_add(void *candidates, const char *name);
/* "unknown FIELD 'x' of OWNER", or "expected a FIELD of OWNER, not TOKEN";
 * owner may be NULL.  Hints at the nearest candidate, or lists all. */
int err_unknown(struct parser *p, const struct candidates *c,
		const char *field, const char *owner);
/* err_unknown() with the names of a table. */
int err_unknown_word(struct parser *p, const struct word *words,
		     const char *field, const char *owner);

/* ---- keywords.c ---- */

#define KW_VALUE 0x01	/* may be a value, too */
#define KW_COMMAND 0x02 /* begins a command, not inside blocks */
#define KW_MEMBER 0x04	/* begins a member of a table */

struct keyword {
	const char *name;
	struct ast_stmt *(*stmt)(struct parser *p); /* NULL: begins no
						     * statement */
	struct ast_expr *(*sel)(struct parser *p);  /* NULL: begins no
						     * selector */
	uint16_t order; /* of the table: by length, then by first letter */
	uint8_t len;
	uint8_t proto; /* of a header's name: enum proto_id */
	uint8_t flags; /* KW_* */
};

const struct keyword *keyword_find(const struct token *t);
/* The keyword of the current token; NULL if the token is not a word. */
static inline const struct keyword *keyword_at_hand(struct parser *p)
{
	if (p->t.kind != TOKEN_WORD)
		return NULL;
	if (p->keyword_text != p->t.text) {
		p->keyword_text = p->t.text;
		p->keyword = keyword_find(&p->t);
	}
	return p->keyword;
}
/* Calls fn with every word that begins a statement. */
void keyword_each(void (*fn)(void *, const char *), void *ctx);
extern const struct keyword keyword_table[];
extern const size_t keyword_count;

/* ---- parse_elem.c ---- */

/* Reads '{' elements '}' and appends the elements to elems, or to a new list
 * when elems is NULL. */
struct ast_expr *parse_set_literal(struct parser *p,
				   struct ast_elems *elems) must_check;
int parse_elem_options(struct parser *p, struct ast_elem *el) must_check;

/* ---- parse_stmt*.c ---- */

struct ast_stmt *ast_stmt_new(struct parser *p, enum ast_stmt_kind kind,
			      struct span at);
struct ast_stmt *parse_stmt(struct parser *p) must_check;
/* Adds a hint where the current token may be the rest of an address. */
bool stmt_hint_address(struct parser *p);
/* Notes that the statement that ends here could go on with one of these
 * words. */
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
bool stmt_verdict_begins(const struct parser *p);
/* Whether the token is the first word of a verdict, and of which. */
bool stmt_verdict_code(const struct token *t, enum ast_verdict_code *ret_code);
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
/* Reads the words of an object's kind.  Returns enum obj_kind; 0: the current
 * word is no kind; -1 after an error. */
int parse_object_kind(struct parser *p) must_check;
int parse_object(struct parser *p, enum obj_kind kind, bool block_only,
		 struct ast_object *obj) must_check;
int parse_tunnel_item(struct parser *p, struct ast_object *obj) must_check;
int parse_table_block(struct parser *p, struct ast_cmd *cmd,
		      bool rest) must_check;
/* Reads a command and links it into the AST; after an error, the command is
 * poisoned. */
int parse_command(struct parser *p) must_check;
/* The family at hand, or otherwise. */
uint8_t parse_family(struct parser *p, uint8_t otherwise);
int parse_table_spec(struct parser *p, struct ast_ref *ref) must_check;
int parse_spec(struct parser *p, struct ast_cmd *cmd) must_check;
/* into: a list that gets the elements, too; NULL: a new one. */
int parse_elements_operand(struct parser *p, struct ast_cmd *cmd,
			   struct ast_elems *into) must_check;

/* ---- parse_list.c ---- */

/* Reads `list` or `get` and links it into the listings of the AST. */
int parse_listing(struct parser *p) must_check;
/* Reads members of a table that stand outside of the table because its braces
 * are wrong; false: there are none. */
bool parse_stranded(struct parser *p);
struct ast_cmd *ast_cmd_new(struct parser *p, enum ast_verb verb,
			    enum obj_kind kind, struct span at);
/* Reads the part behind the name, in an add command or in a table's block. */
int parse_declaration(struct parser *p, struct ast_cmd *cmd,
		      bool in_table) must_check;

#endif
