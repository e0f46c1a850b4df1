/*
 * ast_stmt — statements and elements of the syntax tree.
 *
 * See ast.h for who makes nodes, where their memory is, and what units are.
 */
#ifndef NFTLOAD_SYNTAX_AST_STMT_H
#define NFTLOAD_SYNTAX_AST_STMT_H

#include "base/chunks.h"
#include "syntax/ast_expr.h"

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
	union {
		bool masked; /* STMT_MATCH: `E V / M`, which means E & M == V */
		bool map; /* STMT_DYNSET: `: data` was written */
	};
	struct span at;
	struct ast_stmt *next;
	union {
		struct {
			struct ast_expr *left, *right;
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

#endif
