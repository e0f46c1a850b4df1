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
#include "syntax/ast_stmt.h"

#include <stdio.h>

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
	/* `list` and `get`, which change nothing: of VERB_LIST the name or the
	 * table may be missing, which means all. */
	struct ast_cmd *listings, **last_listing;
	/* Those of tables, in order: a walk over all commands takes as long as
	 * parsing them, since each is far from the next in memory. */
	struct chunks tables; /* of const struct ast_cmd * */
	bool destroys, destroys_elems; /* some command, of elements */
	struct ast_dynset_use *dynsets;
	bool indexed; /* some command has an index */
	bool lost_all; /* some declaration could not be read at all */
	struct ast_lost *lost;
	struct ast_named *named;
	struct ast_elems *elems; /* all lists, for their release */
};

void ast_init(struct ast *ast);
void ast_release(struct ast *ast);
/* Frees the tree; its strings stay. */
void ast_drop_tree(struct ast *ast);
/* Whether `E set VALUE` is possible: statements can change packets, not what is
 * known about packets. */
bool ast_is_settable(const struct ast_expr *e);
/* Notes a command that is in the list of commands now. */
void ast_note_cmd(struct ast *ast, const struct ast_cmd *cmd);
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
