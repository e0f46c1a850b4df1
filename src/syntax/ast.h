/*
 * ast — the syntax tree, which the text parser and the JSON reader hand to the
 * compiler.
 *
 * In:     built by syntax/ only; immutable afterwards.
 * Out:    a list of commands; each node knows its place (struct span).
 * Owns:   nodes do not own memory: they are in the arena of struct ast, and
 *         texts are in the sources or in the arena.
 * Units:  as written by the user, unless a field's comment says otherwise:
 *         values stay text until the compiler knows their type.
 *
 * A construct that could not be parsed leaves AST_POISON (or a poisoned
 * statement or command), which later stages skip silently.  Names of protocols,
 * fields and keys are resolved to rows of tables/; names of sets, chains,
 * tables and objects are not resolved.
 */
#ifndef NFTLOAD_SYNTAX_AST_H
#define NFTLOAD_SYNTAX_AST_H

#include "base/arena.h"
#include "base/chunks.h"
#include "base/map.h"
#include "base/strpool.h"
#include "tables/exthdr.h"
#include "tables/family.h"
#include "tables/keys.h"
#include "tables/proto.h"
#include "tables/words.h"
#include "text/span.h"

#include <stdio.h>

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

/* ---- statements ---- */

enum ast_stmt_kind {
	STMT_POISON,
	STMT_MATCH,	/* .match                                          */
	STMT_VERDICT,	/* .expr (AST_VERDICT), or AST_MAP with AST_VMAP   */
	STMT_COUNTER,	/* .counter                                        */
	STMT_LIMIT,	/* .limit                                          */
	STMT_QUOTA,	/* .quota                                          */
	STMT_CONNLIMIT,	/* ct count: .connlimit                            */
	STMT_LAST,	/* .last                                           */
	STMT_OBJREF,	/* .objref                                         */
	STMT_LOG,	/* .log                                            */
	STMT_REJECT,	/* .reject                                         */
	STMT_NAT,	/* snat dnat masquerade redirect: .nat             */
	STMT_TPROXY,	/* .tproxy                                         */
	STMT_SYNPROXY,	/* .synproxy                                       */
	STMT_DUP,	/* .dup                                            */
	STMT_FWD,	/* .dup with family                                */
	STMT_QUEUE,	/* .queue                                          */
	STMT_NOTRACK,
	STMT_FLOW,	/* flow add @ft: .name                             */
	STMT_SET,	/* meta, ct, payload, exthdr `set`: .set           */
	STMT_RESET,	/* reset tcp option: .expr (AST_EXTHDR)            */
	STMT_DYNSET,	/* add/update/delete @set { }: .dynset             */
	STMT_METER,	/* .meter                                          */
};

enum ast_relop { REL_IMPLICIT, REL_EQ, REL_NEQ, REL_LT, REL_GT, REL_LTE,
		 REL_GTE, REL_NOT /* '!' flags */ };

enum ast_nat_kind { NAT_SNAT, NAT_DNAT, NAT_MASQ, NAT_REDIR };
enum ast_nat_form { NAT_PLAIN, NAT_INTERVAL, NAT_PREFIX, NAT_CONCAT };

struct ast_elem {
	struct ast_expr *key;  /* AST_CATCHALL for '*' */
	struct ast_expr *data; /* maps: value, AST_VERDICT, object name */
	struct ast_num timeout_ms;  /* `never`: 0 with timeout_never */
	struct ast_num expires_ms;
	struct ast_text comment;
	struct ast_stmt *stmts;
	struct span at;
	bool timeout_never;
};

struct ast_limit {
	uint64_t rate;
	uint64_t unit_s;    /* seconds */
	struct ast_num burst; /* in packets or bytes */
	bool over, bytes;   /* bytes: rate is in bytes, its unit multiplied
			     * in */
};

struct ast_quota {
	uint64_t bytes, used;
	bool over;
};

struct ast_log {
	struct ast_text prefix;	 /* variables already replaced */
	struct ast_num group, snaplen, qthreshold, level;
	struct ast_num flags;	 /* NF_LOG_* bits */
};

struct ast_nat {
	uint8_t kind;	/* enum ast_nat_kind */
	uint8_t form;	/* enum ast_nat_form */
	uint8_t family;	/* enum family; 0: not given */
	struct span family_at;
	struct ast_expr *addr, *port;
	uint32_t flags; /* random 4, persistent 8, fully-random 0x10 */
};

struct ast_queue {
	struct ast_expr *num; /* NULL: none given */
	bool expr;	      /* `to EXPR` form */
	uint32_t flags;	      /* bypass 1, fanout 2 */
};

struct ast_meter {
	struct ast_name name;
	struct ast_elem *elem; /* key, timeout, stmts (one) */
	struct ast_num size;
};

struct ast_stmt {
	uint8_t kind; /* enum ast_stmt_kind */
	uint8_t op;   /* STMT_MATCH: enum ast_relop; STMT_DYNSET: 0 add 1 update 2 delete */
	uint8_t family; /* STMT_TPROXY; STMT_FWD: ip|ip6 to */
	bool map;     /* STMT_DYNSET: `: data` was written */
	struct span at;
	struct ast_stmt *next;
	union {
		struct {
			struct ast_expr *left, *right;
			bool masked; /* `E V / M`, which means E & M == V */
		} match;
		struct ast_expr *expr;
		struct {
			uint64_t packets, bytes;
		} counter;
		struct ast_limit *limit;
		struct ast_quota *quota;
		struct {
			uint32_t count;
			bool over;
		} connlimit;
		struct {
			uint64_t used_ms;
			bool used;
		} last;
		struct {
			uint32_t type;	       /* enum obj_kind below */
			struct ast_expr *expr; /* AST_VALUE name, or AST_MAP */
		} objref;
		struct ast_log *log;
		struct {
			struct ast_expr *code; /* NULL: default */
			uint8_t type; /* enum ast_reject */
		} reject;
		struct ast_nat *nat;
		struct {
			struct ast_expr *addr, *port;
		} tproxy;
		struct {
			uint16_t mss;
			uint8_t wscale;
			uint32_t flags; /* mss 1 wscale 2 sack 4 timestamp 8 */
		} synproxy;
		struct {
			struct ast_expr *addr, *dev;
		} dup;
		struct ast_queue *queue;
		const struct ast_name *name;
		struct {
			struct ast_expr *target, *value;
		} set;
		struct {
			struct ast_expr *set; /* AST_SETREF or AST_VAR */
			struct ast_elem *elem; /* key, data, timeout, stmts */
		} dynset;
		struct ast_meter *meter;
	};
};

enum ast_reject { REJECT_DEFAULT, REJECT_ICMP, REJECT_ICMPV6, REJECT_ICMPX,
		  REJECT_TCP_RESET };

/* ---- element lists ---- */

/*
 * One element.  A plain element (no variable, no nested set) is kept only as a
 * place in its source text, off and len in file `file` of the list, and is
 * parsed when it is compiled (syntax/text/parse.h): a million addresses need 16
 * bytes each.  Every other element, and every element from JSON, has a node.
 */
struct ast_elem_ref {
	uint32_t off, len;
	struct ast_elem *node; /* NULL: plain text */
};

struct ast_elems {
	struct chunks refs; /* of struct ast_elem_ref */
	uint32_t file;
	struct span at;	    /* from brace to brace */
	bool has_data;	    /* some element has `: data` */
	struct ast_elems *more; /* the next list of the same command, or NULL */
	struct ast_elems *allocated; /* next in struct ast, for release */
};

/* ---- objects ---- */

/* The object of a command: `[family] table name [handle N]`. */
struct ast_ref {
	uint8_t family; /* enum family, with the default filled in; 0: `flush
			 * ruleset` of all families */
	struct ast_name table;
	struct ast_name name; /* chain, set, object ...; rules: the chain */
	struct ast_place *place; /* NULL: the command has only a name, as
				  * usual */
};

struct ast_place {
	struct ast_num handle; /* handle N; for add/insert rule: position N too */
	struct ast_num index;
};

static inline struct map_key ast_key(const struct ast_ref *ref)
{
	return (struct map_key){ ref->family, ref->table.name,
				 ref->name.name };
}

/* The handle and the index; not set where they are not given. */
static inline struct ast_num ast_handle(const struct ast_ref *ref)
{
	return ref->place ? ref->place->handle : (struct ast_num){ 0 };
}

static inline struct ast_num ast_index(const struct ast_ref *ref)
{
	return ref->place ? ref->place->index : (struct ast_num){ 0 };
}

struct ast_devices {
	struct ast_expr *first; /* AST_VALUE or AST_VAR, linked by next */
	struct span at;
	bool is_variable; /* a variable stands for the whole list */
};

struct ast_hook {
	struct ast_name type; /* "filter"; NULL: no hook line */
	struct ast_name hook;
	struct ast_expr *prio; /* number, name, `name + N` (AST_BINOP is not
				* used: see prio_offset), AST_VAR */
	int64_t prio_offset;   /* `filter + 10`: 10 */
	struct ast_devices devices;
	struct span at;
};

struct ast_chain {
	struct ast_hook hook;
	struct ast_expr *policy; /* AST_VALUE or AST_VAR; NULL: none */
	uint32_t flags;		 /* NFT_CHAIN_HW_OFFLOAD 2 */
	struct ast_text comment;
	struct ast_rules *rules;
};

/* Bound of statements in one rule.  The kernel takes 128 expressions
 * (NFT_RULE_MAXEXPRS), and up to 16 matches become one expression. */
#define AST_STATEMENTS_MAX 4096

struct ast_rule {
	struct ast_stmt *stmts;
	const struct ast_text *comment; /* NULL: none */
	struct span at;
	struct ast_rule *next;
};

struct ast_rules {
	struct ast_rule *first;
};

/* `type a . b`, `typeof E`: names of types stay words; the compiler looks them
 * up. */
struct ast_type {
	struct ast_expr *expr; /* type: AST_VALUE or AST_CONCAT of them;
				* typeof: a selector expression */
	bool is_typeof;
	struct span at;
};

struct ast_set {
	struct ast_type key;
	struct ast_type data;	/* maps; expr NULL: none. `verdict` and
				 * `queue` are AST_VALUEs also under typeof */
	uint32_t data_obj;	/* object maps: enum obj_kind, else 0 */
	bool is_map;
	bool data_interval;	/* `: interval T` */
	bool auto_merge;
	struct span auto_merge_at;
	struct ast_num flags;	/* NFT_SET_* bits as written */
	struct ast_num policy, size, timeout_ms, gc_ms;
	struct ast_stmt *stmts;
	struct ast_expr *elements; /* AST_SET or AST_VAR; NULL: none */
	struct ast_text comment;
};

struct ast_flowtable {
	struct ast_hook hook;	/* type unused */
	uint32_t flags;		/* offload 1, counter 2 */
	struct span at;
};

struct ast_tunnel_opt { /* geneve options */
	uint16_t class;
	uint8_t type;
	uint8_t len;
	const uint8_t *data;
	struct ast_tunnel_opt *next;
};

/* Fields of a named object; the kind of the object selects the member of the
 * union. */
struct ast_object {
	struct ast_text comment;
	union {
		struct {
			uint64_t packets, bytes;
		} counter;
		struct ast_quota quota;
		struct ast_limit limit;
		struct {
			struct ast_text type;
			uint8_t l4proto; /* 6 or 17 */
			uint16_t l3proto; /* enum family, 0: not given */
		} helper;
		struct {
			uint8_t l4proto;
			uint16_t l3proto;
			uint32_t values[16]; /* seconds; index: attribute number */
			uint32_t given;	     /* bit n: values[n] was written */
		} timeout;
		struct {
			struct ast_num l4proto, dport, timeout_ms, size;
			uint16_t l3proto;
		} expect;
		struct ast_text secmark;
		struct {
			uint16_t mss;
			uint8_t wscale;
			uint32_t flags; /* as in struct ast_stmt */
			struct span at; /* the first written option */
			bool one_line;	/* mss and wscale are on one line */
		} synproxy;
		struct {
			struct ast_num id, sport, dport, ttl, tos;
			struct ast_expr *ip_src, *ip_dst, *ip6_src, *ip6_dst;
			uint8_t opts; /* enum ast_tunnel_opts */
			uint32_t gbp;
			uint32_t erspan_version, erspan_index;
			uint8_t erspan_dir, erspan_hwid;
			struct ast_tunnel_opt *geneve;
		} tunnel;
	};
};

struct ast_table {
	uint32_t flags;
	bool have_flags, have_block;
	struct ast_text comment;
	struct ast_cmd *cmds; /* the contents of the block in order, as add
			       * commands of chains, sets, objects,
			       * flowtables */
};

struct ast_cmd {
	uint8_t verb; /* enum ast_verb */
	uint8_t kind; /* enum obj_kind */
	bool poisoned; /* only parsed in part: declare it, do not compile it */
	struct span at;	 /* the whole command */
	struct span word; /* its first words, which messages point at */
	struct ast_ref ref;
	struct ast_cmd *next;
	union {
		struct ast_table *table;
		struct ast_chain *chain; /* NULL: bare `delete chain t c` */
		struct ast_rule *rule;
		struct ast_set *set;
		struct ast_expr *elements; /* AST_SET or AST_VAR */
		struct ast_flowtable *flowtable;
		struct ast_object *object; /* NULL: only a name is given */
		struct ast_name *newname;  /* rename */
	};
};

/* A set that some rule writes to, which therefore needs the dynamic flag. */
struct ast_dynset_use {
	uint8_t family;
	const char *table, *set;
	struct ast_dynset_use *next;
};

/* A name in a declaration that could not be read. */
struct ast_lost {
	const char *name;
	struct ast_lost *next;
};

/* A variable or set that the text declares somewhere, for hints; its scope is
 * not kept. */
struct ast_named {
	const char *name, *table; /* NULL: a variable's */
	char sigil; /* '$' or '@' */
	struct ast_named *next;
};

struct ast {
	struct arena arena;
	struct strpool strings;
	struct ast_cmd *first, **last;
	struct ast_dynset_use *dynsets;
	bool indexed; /* some command has an index */
	bool lost_all; /* some declaration could not be read at all */
	struct ast_lost *lost;
	struct ast_named *named;
	struct ast_elems *elems; /* all lists, for their release */
};

void ast_init(struct ast *ast);
void ast_release(struct ast *ast);
/* Whether `E set VALUE` is possible: statements can change packets, not what is
 * known about packets. */
bool ast_is_settable(const struct ast_expr *e);
/* Remembers a variable or set; table is NULL for variables. */
void ast_note_named(struct ast *ast, char sigil, const char *table,
		    const char *name);
/* Whether a name that nothing declares may have been declared by a broken
 * line. */
bool ast_is_lost(const struct ast *ast, const char *name);
struct ast_elems *ast_elems_new(struct ast *ast, uint32_t file);

/* --dump=ast: prints one node a line, indented, with its place if set is
 * given. */
struct source_set;
void ast_dump(FILE *out, const struct ast *ast, const struct source_set *set);

#endif
