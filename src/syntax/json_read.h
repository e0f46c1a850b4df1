/*
 * json_read — what the parts of the JSON reader share.
 *
 * Internal to json*.c.  A value is named by the number of its node in the
 * tree that is being read (json_tree.h); 0 is the root, so that a member's
 * number is never 0.
 *
 * In:     nodes.
 * Out:    fields of AST structures, filled by tables of members; AST nodes.
 * Owns:   nothing; AST nodes lie in the AST's arena.
 * Errors: -1, or AST_POISON, after one diagnostic.
 */
#ifndef NFTLOAD_SYNTAX_JSON_READ_H
#define NFTLOAD_SYNTAX_JSON_READ_H

#include "spec/words.h"
#include "syntax/json_tree.h"
#include "syntax/parse.h"

#include <string.h>

struct json_reader {
	struct parse_ctx *ctx;
	struct ast *ast;
	struct diags *diags;
	const struct source *src;
	struct json_tree cmd, piece;
	struct json_tree *t; /* the one being read */
	const struct ast_ref *ref; /* of the command being read */
	const struct ast_cmd *last; /* the command before it, NULL: none */
	bool fatal;	     /* the rest of the text is not to be trusted */
};

/* ---- nodes ---- */

static inline json_t *json_at(const struct json_reader *r, uint32_t n)
{
	return r->t->nodes[n].v;
}
static inline const char *json_key(const struct json_reader *r, uint32_t n)
{
	return r->t->nodes[n].key;
}
static inline struct span json_where(const struct json_reader *r, uint32_t n)
{
	return json_span(r->t, n);
}
/* Most names differ in their first letter: no call then. */
static inline bool json_same(const char *a, const char *b)
{
	return *a == *b && strcmp(a, b) == 0;
}
/* Children: for (n = json_first(r, of); n < json_end(r, of); n = json_next) */
static inline uint32_t json_first(uint32_t n)
{
	return n + 1;
}
static inline uint32_t json_end(const struct json_reader *r, uint32_t n)
{
	return r->t->nodes[n].end;
}
#define json_next json_end

/* The value of a key of an object, 0: it has none. */
uint32_t json_find(const struct json_reader *r, uint32_t n, const char *key);
/* "a string", "an array" ...: for messages. */
const char *json_kind(const struct json_reader *r, uint32_t n);
/* Reports that a value is of the wrong kind; returns -1. */
int json_wrong(struct json_reader *r, uint32_t n, const char *expected);
/* The only member of an object; -1 after reporting what, else its node. */
int json_only_member(struct json_reader *r, uint32_t n, const char *what,
		     uint32_t *ret_member) must_check;

/* ---- members ---- */

enum json_bind {
	BIND_IGNORE,	/* printed by listings, of no meaning here   */
	BIND_NODE,	/* uint32_t: the node, read by the caller     */
	BIND_BOOL,	/* bool                                       */
	BIND_U8,	/* uint8_t                                    */
	BIND_U32,	/* uint32_t                                   */
	BIND_U64,	/* uint64_t                                   */
	BIND_NUM,	/* struct ast_num                             */
	BIND_NUM8,	/* struct ast_num up to 2^8 - 1               */
	BIND_NUM16,	/* struct ast_num up to 2^16 - 1              */
	BIND_NUM32,	/* struct ast_num up to 2^32 - 1              */
	BIND_SECONDS,	/* struct ast_num in milliseconds             */
	BIND_NAME,	/* struct ast_name                            */
	BIND_TEXT,	/* struct ast_text                            */
	BIND_COMMENT,	/* the same, of limited length                */
	BIND_FAMILY,	/* uint8_t: enum family                       */
	BIND_WORD,	/* struct ast_num: one word of .words         */
	BIND_FLAGS,	/* struct ast_num: words of .words, or'ed     */
	BIND_EXPR,	/* struct ast_expr *, for the place .place    */
};

struct json_member {
	const char *key;
	uint8_t type;	/* enum json_bind */
	uint8_t place;	/* BIND_EXPR: enum json_place */
	uint16_t need;	/* the cases (bits) in which it must be there */
	uint16_t offset; /* of the field in the structure to fill */
	const struct word *words;
};

#define JSON_NEEDED UINT16_C(0x7fff) /* whatever the case */
#define MEMBER(s, key, type, field) \
	{ key, BIND_##type, 0, 0, offsetof(struct s, field), NULL }
#define NEEDED(s, key, type, field) \
	{ key, BIND_##type, 0, JSON_NEEDED, offsetof(struct s, field), NULL }
#define WORDS(s, key, type, need, field, words) \
	{ key, BIND_##type, 0, need, offsetof(struct s, field), words }
#define OPERAND(s, key, place, need, field) \
	{ key, BIND_EXPR, place, need, offsetof(struct s, field), NULL }
#define IGNORED(key) { key, BIND_IGNORE, 0, 0, 0, NULL }
#define MEMBERS_END { NULL, 0, 0, 0, 0, NULL }

/*
 * Fills *fields from the members of an object by a table.  Unknown keys are
 * warned of; a missing key is an error in the cases given, and so is the
 * unknown key that was probably meant for it.
 */
int json_bind(struct json_reader *r, uint32_t n,
	      const struct json_member *members, uint16_t cases,
	      void *fields) must_check;
/* Reports a missing key; returns -1. */
int json_missing(struct json_reader *r, uint32_t n, const char *key);

int json_number(struct json_reader *r, uint32_t n, uint64_t max,
		uint64_t *ret_num) must_check;
int json_text(struct json_reader *r, uint32_t n,
	      struct ast_text *ret_text) must_check;
/* A string of the table; hints at the nearest word. */
int json_word(struct json_reader *r, uint32_t n, const struct word *words,
	      uint64_t *ret_value) must_check;
/* suggest_try() for tables that call back with their names. */
void json_try_name(void *ctx, const char *name);
/* Reports an unknown name with the nearest of those that each() calls with. */
int json_unknown(struct json_reader *r, struct span at, const char *what,
		 const char *name,
		 void (*each)(void (*fn)(void *, const char *), void *ctx));

/* ---- expressions ---- */

/* What an expression is for: which kinds may stand there. */
enum json_place {
	PLACE_LEFT,    /* left side of a match, key of a map, hashed value  */
	PLACE_RIGHT,   /* right side of a match                             */
	PLACE_ARG,     /* argument of a statement                           */
	PLACE_TARGET,  /* what mangle changes                               */
	PLACE_OPERAND, /* of & | ^ << >>                                    */
	PLACE_FIELD,   /* of a concatenation                                */
	PLACE_ADDR,    /* of a prefix                                       */
	PLACE_BOUND,   /* of a range                                        */
	PLACE_KEY,     /* key of an element                                 */
	PLACE_DATA,    /* data of an element                                */
	PLACE_MAPPING, /* what a map looks up in                            */
	PLACE_TYPEOF,
	PLACE_NAME,    /* of an object: a name, or a map                    */
};

struct ast_expr *json_expr(struct json_reader *r, uint32_t n,
			   enum json_place place);
struct ast_expr *json_expr_new(struct json_reader *r, enum ast_kind kind,
			       uint32_t n);
/* A string or a number as AST_VALUE; -1 after an error. */
int json_value(struct json_reader *r, uint32_t n, struct ast_expr *e) must_check;

/* Reads what stands under a selector's key into e. */
struct json_selector {
	const char *name;
	int (*read)(struct json_reader *r, uint32_t n, struct ast_expr *e);
};
extern const struct json_selector json_selectors[]; /* to a NULL name */
int json_read_tcp_option(struct json_reader *r, uint32_t n,
			 struct ast_expr *e) must_check;

/* ---- elements ---- */

/* Reads one element, an array of them, or what was cut out of the slice. */
struct ast_elems *json_elems(struct json_reader *r, uint32_t n);
/* An AST_SET of elements: a new one, or more elements of a list. */
struct ast_expr *json_set_of(struct json_reader *r, uint32_t n,
			     struct ast_elems *into);
/* { "elem": { val, timeout ... } }, or a bare key. */
struct ast_elem *json_elem(struct json_reader *r, uint32_t n);

/* ---- statements ---- */

struct json_stmt {
	const char *name;
	/* Fills s from what stands under the name. */
	int (*read)(struct json_reader *r, uint32_t n,
		    const struct json_stmt *row, struct ast_stmt *s);
	int arg; /* for read(): verdict, kind of nat ... */
};

/* nat, log, reject and others that decide where a packet goes. */
extern const struct json_stmt json_actions[]; /* to a NULL name */
/* Those that keep state: counter, limit, quota, ct count, last. */
extern const struct json_stmt json_stateful[]; /* to a NULL name */
/* A reference to an object, arg: enum obj_kind. */
int json_read_objref(struct json_reader *r, uint32_t n,
		     const struct json_stmt *row,
		     struct ast_stmt *s) must_check;
/* Whether a statement's value names an object, alone or by a map. */
bool json_is_objref(const struct json_reader *r, uint32_t n);
/* The statements of an array; NULL when it is empty. */
struct ast_stmt *json_stmts(struct json_reader *r, uint32_t n);
struct ast_stmt *json_stateful_stmts(struct json_reader *r, uint32_t n);

struct json_limit {
	struct ast_num rate, per, rate_unit, burst, burst_unit;
	bool inv;
};

struct json_quota {
	struct ast_num val, val_unit, used, used_unit;
	bool inv;
};

extern const struct word json_rate_units[];
#define LIMIT_MEMBERS(s, add, limit)                                          \
	WORDS(s, "rate", NUM, add, limit.rate, NULL),                         \
	WORDS(s, "per", WORD, add, limit.per, words_time_units),              \
	WORDS(s, "rate_unit", WORD, 0, limit.rate_unit, json_rate_units),     \
	MEMBER(s, "burst", NUM, limit.burst),                                 \
	WORDS(s, "burst_unit", WORD, 0, limit.burst_unit, json_rate_units),   \
	MEMBER(s, "inv", BOOL, limit.inv)
int json_limit(struct json_reader *r, const struct json_limit *in,
	       struct ast_limit *limit) must_check;

struct json_synproxy {
	struct ast_num mss, wscale, flags;
};

#define SYNPROXY_MEMBERS(s, add, synproxy)                                    \
	WORDS(s, "mss", NUM16, add, synproxy.mss, NULL),                      \
	WORDS(s, "wscale", NUM8, add, synproxy.wscale, NULL),                 \
	WORDS(s, "flags", FLAGS, 0, synproxy.flags, words_synproxy_flags)

/* ---- objects and commands ---- */

/* Cases of members (struct json_member.need): the verb, and these. */
#define JSON_CASE(verb) (UINT16_C(1) << (verb))
#define JSON_BY_NAME UINT16_C(0x100)	/* a verb that could take a handle */
#define JSON_HEAD_ONLY UINT16_C(0x8000) /* read the head, know the rest    */

#define JSON_NEW (JSON_CASE(VERB_ADD) | JSON_CASE(VERB_CREATE))
#define JSON_GONE (JSON_CASE(VERB_DELETE) | JSON_CASE(VERB_DESTROY))
#define JSON_NAMED \
	(JSON_NEW | JSON_CASE(VERB_FLUSH) | JSON_CASE(VERB_RENAME) | \
	 JSON_BY_NAME)

/* What every object begins with; the first field of what is bound. */
struct json_head {
	uint8_t family;
	struct ast_name table, name, newname;
	struct ast_num handle;
};

#define HEAD_MEMBERS(s)                                               \
	NEEDED(s, "family", FAMILY, head.family),                     \
	NEEDED(s, "table", NAME, head.table),                         \
	WORDS(s, "name", NAME, JSON_NAMED, head.name, NULL),          \
	MEMBER(s, "handle", NUM, head.handle)

/* A kind of object: what it is called, and how an add command of it reads. */
struct json_kind {
	const char *name;
	uint8_t kind;	/* enum obj_kind */
	uint16_t verbs; /* JSON_CASE() of each that works on it */
	/* Binds the members and fills the command.  1: what it says was added
	 * to the command before it. */
	int (*read)(struct json_reader *r, uint32_t n, uint16_t cases,
		    struct ast_cmd *cmd);
};

extern const struct json_kind json_containers[]; /* to a NULL name */
extern const struct json_kind json_objects[];	 /* likewise */
int json_read_set(struct json_reader *r, uint32_t n, uint16_t cases,
		  struct ast_cmd *cmd) must_check;
int json_read_element(struct json_reader *r, uint32_t n, uint16_t cases,
		      struct ast_cmd *cmd) must_check;

int json_read_tunnel(struct json_reader *r, uint32_t n, uint16_t cases,
		     struct ast_cmd *cmd) must_check;

/* Puts the head into the command. */
void json_take_head(const struct json_head *head, struct ast_cmd *cmd);

/* Reads the item of the array of commands that was loaded, and appends it to
 * the AST. */
void json_command(struct json_reader *r);

#endif
