/*
 * json_bind — fills fields of structures with values of a document, by tables.
 *
 * Internal to json*.c.  A value is identified by the number of its node in the
 * current tree (json_tree.h).  Node 0 is the root, so the number of a member is
 * never 0.
 *
 * In:     nodes, and tables of the members that an object may have.
 * Out:    fields; warnings of keys that the table does not have.
 * Owns:   nothing; texts lie in the AST's arena, names in its pool.
 * Errors: -1 after one diagnostic for each mistake.
 */
#ifndef NFTLOAD_SYNTAX_JSON_JSON_BIND_H
#define NFTLOAD_SYNTAX_JSON_JSON_BIND_H

#include "syntax/json/json_tree.h"
#include "syntax/parse_ctx.h"
#include "tables/words.h"

#include <string.h>

struct json_reader {
	struct parse_ctx *ctx;
	struct ast *ast;
	struct diags *diags;
	const struct source *src;
	struct json_tree cmd, piece;
	struct json_tree *t; /* the current tree: cmd or piece */
	const struct ast_ref *ref; /* of the current command */
	const struct ast_cmd *last; /* the command before it, NULL: none */
	struct ast_cmd **before_maps; /* where to link chains of a listing, or
				       * NULL */
	bool fatal;	     /* the rest of the text cannot be read */
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
/* -1 after an error for a name that is too long for the kernel. */
int json_name_fits(struct json_reader *r, uint32_t n, size_t len) must_check;
/* Most names differ in the first letter, which saves the call. */
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

/* The value of a key of an object; 0: the object does not have the key. */
uint32_t json_find(const struct json_reader *r, uint32_t n, const char *key);
/* Whether an object has the key, or a misspelt one that looks like it. */
bool json_means(const struct json_reader *r, uint32_t n, const char *key);
/* Whether an object has the key, with a value other than null. */
bool json_given(const struct json_reader *r, uint32_t n, const char *key);
/* "a string", "an array" ...: for messages. */
const char *json_kind(const struct json_reader *r, uint32_t n);
/* Reports that a value is of the wrong kind; returns -1. */
int json_wrong(struct json_reader *r, uint32_t n, const char *expected);
/* Gets the only member of an object; -1 after an error, which names `what` as
 * expected. */
int json_only_member(struct json_reader *r, uint32_t n, const char *what,
		     uint32_t *ret_member) must_check;

/* ---- members ---- */

enum json_bind {
	BIND_IGNORE,	/* printed by listings, without meaning here   */
	BIND_NODE,	/* uint32_t: the node, which the caller reads     */
	BIND_BOOL,	/* bool                                       */
	BIND_U64,	/* uint64_t; negative numbers count from 2^64       */
	/* Numbers: for struct ast_num, or an unsigned integer of any size. */
	BIND_NUM,	/* up to the field's maximum or 2^63 - 1       */
	BIND_NUM8,	/* up to 2^8 - 1                              */
	BIND_NUM16,	/* up to 2^16 - 1                             */
	BIND_NUM32,	/* up to 2^32 - 1                             */
	BIND_SIZE,	/* BIND_NUM32; negative ones count from 2^32       */
	BIND_SECONDS,	/* seconds; the field is in milliseconds */
	BIND_NAME,	/* struct ast_name                            */
	BIND_TEXT,	/* struct ast_text                            */
	BIND_COMMENT,	/* struct ast_text, of limited length                */
	BIND_FAMILY,	/* uint8_t: enum family                       */
	BIND_WORD,	/* number: one word of .words                 */
	BIND_FLAGS,	/* number: words of .words, or'ed             */
	BIND_EXPR,	/* struct ast_expr *, for the place .place    */
};

struct json_member {
	const char *key;
	uint8_t type;	/* enum json_bind */
	uint8_t place;	/* BIND_EXPR: enum json_place */
	uint8_t size;	/* of the field, in bytes */
	uint16_t need;	/* the cases (bits) in which the key is required */
	uint16_t offset; /* of the field in the structure to fill */
	const struct word *words;
};

#define JSON_NEEDED UINT16_C(0x7fff) /* in every case */
#define JSON_MEMBER(s, key, type, place, need, field, words)         \
	{ key, BIND_##type, place, sizeof(((struct s *)NULL)->field), \
	  need, offsetof(struct s, field), words }
#define MEMBER(s, key, type, field) \
	JSON_MEMBER(s, key, type, 0, 0, field, NULL)
#define NEEDED(s, key, type, field) \
	JSON_MEMBER(s, key, type, 0, JSON_NEEDED, field, NULL)
#define WORDS(s, key, type, need, field, words) \
	JSON_MEMBER(s, key, type, 0, need, field, words)
#define OPERAND(s, key, place, need, field) \
	JSON_MEMBER(s, key, EXPR, place, need, field, NULL)
#define IGNORED(key) { key, BIND_IGNORE, 0, 0, 0, 0, NULL }
#define MEMBERS_END { NULL, 0, 0, 0, 0, 0, NULL }

/*
 * Fills *fields from the members of an object by a table.  Unknown keys give
 * warnings.  A required key that is missing in the given cases is an error, and
 * so is an unknown key that was probably meant to be it.
 */
int json_bind(struct json_reader *r, uint32_t n,
	      const struct json_member *members, uint16_t cases,
	      void *fields) must_check;

int json_number(struct json_reader *r, uint32_t n, uint64_t max,
		uint64_t *ret_num) must_check;
int json_text(struct json_reader *r, uint32_t n,
	      struct ast_text *ret_text) must_check;
/* Reads a word of the table; an unknown word gets a hint at the nearest
 * word. */
int json_word(struct json_reader *r, uint32_t n, const struct word *words,
	      uint64_t *ret_value) must_check;
/* Reports an unknown name, with a hint at the nearest of the names that each()
 * gives. */
int json_unknown(struct json_reader *r, struct span at, const char *what,
		 const char *name,
		 void (*each)(void (*fn)(void *, const char *), void *ctx));

#endif
