/*
 * ast_expr — expressions of the syntax tree, and names, texts and numbers.
 *
 * See ast.h for who makes nodes, where their memory is, and what units are.
 */
#ifndef NFTLOAD_SYNTAX_AST_EXPR_H
#define NFTLOAD_SYNTAX_AST_EXPR_H

#include "base/util.h"
#include "tables/exthdr.h"
#include "tables/family.h"
#include "tables/keys.h"
#include "tables/proto.h"
#include "tables/words.h"
#include "text/span.h"

enum ast_kind {
	AST_POISON,
	AST_VALUE,	/* word, number, string: .value                    */
	AST_BOOL,	/* JSON true and false: .num                       */
	AST_CATCHALL,	/* the element key '*'                             */
	AST_VAR,	/* $name: .var                                     */
	AST_SETREF,	/* @name: .name                                    */
	AST_PREFIX,	/* value/len: .prefix                              */
	AST_RANGE,	/* a-b: .pair                                      */
	AST_LIST,	/* a, b, c: .list                                  */
	AST_CONCAT,	/* a . b . c: .list                                */
	AST_SET,	/* { ... }: .elems                                 */
	AST_BINOP,	/* a & b ...: .pair, .op                           */
	AST_MAP,	/* key map ..., key vmap ...: .pair (key, AST_SET|AST_SETREF|AST_VAR) */
	AST_VERDICT,	/* .verdict, .code                                 */
	AST_PAYLOAD,	/* header field: .payload, .tunnel                 */
	AST_RAW,	/* @nh,off,len: .raw                               */
	AST_EXTHDR,	/* .exthdr, .number                                */
	AST_TCPOPT_RAW,	/* tcp option @kind,off,len: .raw, .number         */
	AST_META,	/* .key, .tunnel                                   */
	AST_CT,		/* .key, .dir                                      */
	AST_RT,		/* .key, .family                                   */
	AST_SOCKET,	/* .key, .level                                    */
	AST_FIB,	/* .key: the result, .fib_flags                    */
	AST_OSF,	/* .osf                                            */
	AST_IPSEC,	/* .key, .dir, .spnum                              */
	AST_TUNNEL,	/* .key                                            */
	AST_NUMGEN,	/* .gen                                            */
	AST_JHASH,	/* .gen with expr                                  */
	AST_SYMHASH,	/* .gen                                            */
};

enum ast_binop { OP_AND, OP_OR, OP_XOR, OP_LSHIFT, OP_RSHIFT };

/* flags of AST_VALUE */
#define AST_NUMBER 0x01	  /* the token was a number                        */
#define AST_QUOTED 0x02	  /* "..."; text is without the quotes             */
#define AST_STARRED 0x04  /* unquoted text with an asterisk                */
#define AST_NEGATIVE 0x08 /* -NUM in a define                              */
#define AST_WRAPPED 0x40  /* from 2^63 on, which JSON writes as negative */
/* flags of AST_MAP */
#define AST_VMAP 0x10	  /* written with vmap: data are verdicts          */
/* flags of any expression */
#define AST_PARENS 0x20	  /* stood in parentheses                          */

/* Kernel verdict codes (linux/netfilter.h, NFT_*). */
enum ast_verdict_code { VERDICT_DROP = 0, VERDICT_ACCEPT = 1,
			VERDICT_CONTINUE = -1, VERDICT_JUMP = -3,
			VERDICT_GOTO = -4, VERDICT_RETURN = -5 };

struct ast_elems;
struct ast_rules;

struct ast_gen { /* numgen, jhash, symhash */
	struct ast_expr *expr; /* jhash: the hashed expression */
	uint32_t mod, offset, seed;
	bool have_seed;
	bool random; /* numgen random */
};

struct ast_expr {
	uint8_t kind;	/* enum ast_kind */
	uint8_t flags;	/* AST_* above */
	union {
		int16_t code;	 /* of a verdict: enum ast_verdict_code */
		uint16_t op;	 /* enum ast_binop */
		uint16_t tunnel; /* enum proto_id of the tunnel around it; 0:
				  * none */
		uint16_t number; /* of an option */
		uint16_t dir;	 /* ct: enum ast_dir; ipsec: 0 in, 1 out */
		uint16_t family; /* of a next hop; 0: not given */
	};
	struct span at;
	struct ast_expr *next; /* in a list, concat */
	union {
		struct {
			const char *text; /* len bytes, without a NUL */
			uint32_t len;
		} value;
		uint64_t num;
		struct {
			const char *name;
			const struct ast_expr *def; /* the variable's value */
		} var;
		const char *name;
		struct {
			struct ast_expr *expr;
			uint32_t len;
		} prefix;
		struct {
			struct ast_expr *left, *right;
		} pair;
		struct {
			struct ast_expr *first;
			uint32_t count;
		} list;
		struct ast_elems *elems;
		struct {
			struct ast_expr *chain;	 /* AST_VALUE or AST_VAR */
			struct ast_rules *block; /* jump { ... } */
		} verdict;
		struct {
			const struct proto *proto;
			const struct proto_field *field;
		} payload;
		struct {
			uint32_t base; /* enum payload_base */
			uint32_t off_bits, len_bits;
		} raw;
		struct {
			const struct exthdr *hdr;
			const struct exthdr_field *field; /* NULL: existence */
		} exthdr;
		struct {
			const struct key *key;
			union {
				uint32_t level; /* of a cgroup */
				uint32_t fib_flags; /* NFTA_FIB_F_* */
				uint32_t spnum;
			};
		};
		struct {
			uint8_t ttl;	 /* 0 default, 1 loose, 2 skip */
			bool version;
		} osf;
		struct ast_gen *gen;
	};
};

/* The kernel's NFT_NAME_MAXLEN less the NUL: tables, chains, sets, objects. */
#define AST_NAME_MAX 255

/* A name with its place; name NULL: not given. Interned. */
struct ast_name {
	const char *name;
	struct span at;
};

/* A text with its place (comments, prefixes): len bytes, text NULL: absent. */
struct ast_text {
	const char *text;
	uint32_t len;
	struct span at;
};

struct ast_num {
	uint64_t val;
	struct span at;
	bool set;
};

#endif
