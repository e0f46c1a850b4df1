/*
 * json_read — functions that the files of the JSON reader share.
 *
 * Internal to json*.c; see json_bind.h for nodes and members.
 *
 * In:     nodes.
 * Out:    AST nodes and commands.
 * Owns:   nothing; AST nodes lie in the AST's arena.
 * Errors: -1, or AST_POISON, after one diagnostic.
 */
#ifndef NFTLOAD_SYNTAX_JSON_JSON_READ_H
#define NFTLOAD_SYNTAX_JSON_JSON_READ_H

#include "syntax/json/json_bind.h"
#include "syntax/json/json_words.h"

/* ---- expressions ---- */

/* The place of an expression, which decides the kinds of expressions
 * allowed. */
enum json_place {
	PLACE_LEFT,    /* left side of a match, key of a map, hashed value  */
	PLACE_RIGHT,   /* right side of a match                             */
	PLACE_ARG,     /* argument of a statement                           */
	PLACE_TARGET,  /* the target of mangle                               */
	PLACE_OPERAND, /* of & | ^ << >>                                    */
	PLACE_FIELD,   /* of a concatenation                                */
	PLACE_ADDR,    /* of a prefix                                       */
	PLACE_BOUND,   /* of a range                                        */
	PLACE_KEY,     /* key of an element                                 */
	PLACE_DATA,    /* data of an element                                */
	PLACE_MAPPING, /* the set or map that a map looks up in */
	PLACE_TYPEOF,
	PLACE_NAME,    /* of an object: a name, or a map                    */
};

struct ast_expr *json_expr(struct json_reader *r, uint32_t n,
			   enum json_place place);
struct ast_expr *json_expr_new(struct json_reader *r, enum ast_kind kind,
			       uint32_t n);
/* A string or a number as AST_VALUE; -1 after an error. */
int json_value(struct json_reader *r, uint32_t n, struct ast_expr *e) must_check;

/* A kind of expression, by its key in the document. */
struct json_expr_row {
	const char *name;
	int (*read)(struct json_reader *r, uint32_t n,
		    const struct json_expr_row *row, struct ast_expr *e);
	uint8_t kind; /* enum ast_kind */
	int arg;      /* operator, verdict, enum key_set, enum exthdr_op */
	const struct json_member *members;
	unsigned int kinds; /* used by json_expr.c only: the places allowed */
};
extern const struct json_expr_row json_selectors[]; /* ends with a NULL name */
int json_read_tcp_option(struct json_reader *r, uint32_t n,
			 const struct json_expr_row *row,
			 struct ast_expr *e) must_check;

/* ---- elements ---- */

/* Reads one element, an array of elements, or the elements that were cut out of
 * the slice. */
struct ast_elems *json_elems(struct json_reader *r, uint32_t n);
/* An AST_SET of elements, appended to into, or in a new list where into is
 * NULL. */
struct ast_expr *json_set_of(struct json_reader *r, uint32_t n,
			     struct ast_elems *into);
/* { "elem": { val, timeout ... } }, or a bare key. */
struct ast_elem *json_elem(struct json_reader *r, uint32_t n);
/* Reads an element where an expression is expected: its value. */
int json_elem_alone(struct json_reader *r, uint32_t n, enum json_place place,
		    struct ast_expr *e) must_check;

/* ---- statements ---- */

#define JSON_MAY_NAME 0x01 /* a string or a map instead names an object */
#define JSON_MAY_BE_NULL 0x02 /* null is allowed: no members */

struct json_stmt {
	const char *name;
	/* Fills s from the value of the key; NULL: binding the members is
	 * enough. */
	int (*read)(struct json_reader *r, uint32_t n,
		    const struct json_stmt *row, struct ast_stmt *s);
	int arg;      /* for read(): verdict, kind of nat, enum obj_kind ... */
	uint8_t kind; /* enum ast_stmt_kind */
	uint8_t flags;
	uint16_t size; /* in bytes, of the structure that s points to; 0: the
			* fields are in s */
	const struct json_member *members; /* of s, or of the structure that s
					    * points to */
};
#define JSON_STMT(name, read, arg) { name, read, arg, 0, 0, 0, NULL }

/* Statements that decide where a packet goes: nat, log, reject and others. */
extern const struct json_stmt json_actions[]; /* ends with a NULL name */
/* Statements that keep state: counter, limit, quota, ct count, last. */
extern const struct json_stmt json_stateful[]; /* ends with a NULL name */
/* Binds the members of the row. */
int json_bind_stmt(struct json_reader *r, uint32_t n,
		   const struct json_stmt *row, uint16_t cases,
		   struct ast_stmt *s) must_check;
/* Reads a reference to an object; row->arg: enum obj_kind. */
int json_read_objref(struct json_reader *r, uint32_t n,
		     const struct json_stmt *row,
		     struct ast_stmt *s) must_check;
/* Whether a statement's value names an object, directly or by a map. */
bool json_is_objref(const struct json_reader *r, uint32_t n);
/* The statements of an array; NULL when it is empty. */
struct ast_stmt *json_stmts(struct json_reader *r, uint32_t n);
struct ast_stmt *json_stateful_stmts(struct json_reader *r, uint32_t n);
/* Those among the members of an object, which may have other members. */
struct ast_stmt *json_stateful_members(struct json_reader *r, uint32_t n);

struct json_limit {
	struct ast_num rate, per, rate_unit, burst, burst_unit;
	bool inv;
};

struct json_quota {
	struct ast_num val, val_unit, used, used_unit;
	bool inv;
};

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
#define JSON_BY_HANDLE UINT16_C(0x2000)	/* no name is given; a handle is
					 * required */
#define JSON_BY_NAME UINT16_C(0x4000)	/* no handle is given; a name is
					 * required */
#define JSON_HEAD_ONLY UINT16_C(0x8000) /* read the head; ignore known keys */

#define JSON_NEW (JSON_CASE(VERB_ADD) | JSON_CASE(VERB_CREATE))
#define JSON_GONE (JSON_CASE(VERB_DELETE) | JSON_CASE(VERB_DESTROY))
#define JSON_NAMED \
	(JSON_NEW | JSON_CASE(VERB_FLUSH) | JSON_CASE(VERB_RENAME) | \
	 JSON_BY_NAME)

/* The members that every object has; the first field of the bound
 * structures. */
struct json_head {
	uint8_t family;
	struct ast_name table, name, newname;
	struct ast_num handle;
};

#define HEAD_MEMBERS(s)                                               \
	NEEDED(s, "family", FAMILY, head.family),                     \
	NEEDED(s, "table", NAME, head.table),                         \
	WORDS(s, "name", NAME, JSON_NAMED, head.name, NULL),          \
	WORDS(s, "handle", NUM, JSON_BY_HANDLE, head.handle, NULL)

/* A kind of object: its name, and the function that reads its commands. */
struct json_kind {
	const char *name;
	uint8_t kind;	/* enum obj_kind */
	uint16_t verbs; /* JSON_CASE() of each verb allowed */
	/* Binds the members and fills the command. 1: the members were added to
	 * the command before. */
	int (*read)(struct json_reader *r, uint32_t n, uint16_t cases,
		    struct ast_cmd *cmd);
};

extern const struct json_kind json_containers[]; /* ends with a NULL name */
extern const struct json_kind json_objects[];	 /* likewise */
int json_read_set(struct json_reader *r, uint32_t n, uint16_t cases,
		  struct ast_cmd *cmd) must_check;
int json_read_element(struct json_reader *r, uint32_t n, uint16_t cases,
		      struct ast_cmd *cmd) must_check;

int json_read_tunnel(struct json_reader *r, uint32_t n, uint16_t cases,
		     struct ast_cmd *cmd) must_check;

/* The structure for the command's handle and index; never NULL. */
struct ast_place *json_place_of(struct json_reader *r, struct ast_cmd *cmd);
/* Puts the head into the command. */
void json_take_head(struct json_reader *r, const struct json_head *head,
		    struct ast_cmd *cmd);

/* Reads a `list` command, and appends it to the listings of the AST. */
void json_listing(struct json_reader *r, uint32_t n);
/* Reads the loaded item of the array of commands, and appends the command to
 * the AST. */
void json_command(struct json_reader *r);

#endif
