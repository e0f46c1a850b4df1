/*
 * rule_build — a rule while it is built: its items, its code, its operands.
 *
 * Internal to compile/.  A rule is a list of items: matches, which stay typed
 * until the end of the rule because neighbours may be merged, and code, which
 * statements have lowered already.
 *
 * Evaluating (…_eval) an expression inserts the protocol matches that it needs
 * before the statement being compiled; loading (tx_load) emits code.  So a
 * statement evaluates all its operands first, then opens its code.
 *
 * In:     the AST of a rule, the state of the compilation.
 * Owns:   nothing; items and code lie in c->scratch until the rule is sent.
 * Errors: -1 or NULL after a diagnostic; the rule's other statements are still
 *         compiled, the rule is not sent.
 * Spec:   doc/lowering.md.
 */
#ifndef NFTLOAD_COMPILE_EXPR_RULE_BUILD_H
#define NFTLOAD_COMPILE_EXPR_RULE_BUILD_H

#include "compile/expr/protoctx.h"
#include "compile/scope/lx.h"
#include "compile/set/sets.h"

/* Where the rule goes: all that a NEWRULE message says beside expressions. */
struct rule_where {
	uint8_t family;
	const char *table;
	struct low_name table_name, chain;
	uint32_t chain_id;	/* jump { }: instead of the chain */
	uint16_t create_flags;	/* NLM_F_* of NEWRULE */
	uint64_t handle, position;
	uint32_t position_id, id;
	struct span handle_at;
	struct span at;		/* whole command or rule text */
};

struct rule_item {
	struct rule_item *next;
	struct span at;
	/* a match ... */
	struct tx *left, *right; /* left NULL: code */
	uint8_t op;		 /* enum ast_relop, never REL_IMPLICIT */
	bool mergeable;		 /* == of a plain payload with a constant */
	bool flags;		 /* any of several, written without operator */
	bool dropped;
	/* ... or code */
	struct low_expr *code;
};

struct rule_build {
	struct cctx *c;
	const struct rule_where *where;
	uint8_t family;
	const char *table;
	struct pctx pctx;  /* protocols known so far */
	struct pctx inner; /* inside a tunnel header */
	struct rule_item *first, **last;
	struct span at;	   /* the statement being compiled */
	/* A number of the machine's that the statement sets; no bits: none. What
	 * is hashed, single bytes of keys, and numbers in them that are shifted
	 * right, are computed as if they went there, as by nft. */
	struct vtype place;
	bool ranged; /* the key of a map with ranges or prefixes, of own length */
	bool joined; /* what is evaluated is a field of a concatenation */
	bool asked_again; /* for the protocol of a tunnel */
	const struct ast_stmt *terminal; /* a terminal statement came before */
};

void rule_append(struct rule_build *r, struct rule_item *item);
void rule_prepend(struct rule_build *r, struct rule_item *item);

/* Code of one statement. Registers are 32-bit slots 0..15. */
struct code {
	struct rule_build *r;
	struct low_expr *first, **last;
	unsigned int top; /* next free slot */
	struct span at;
};

void code_begin(struct code *cd, struct rule_build *r, struct span at);
/* Appends the code to the rule as an item. */
void code_end(struct code *cd);

struct low_expr *code_expr(struct code *cd, enum nfexpr_kind kind);

/* Slots for a value of this type: four, or what the fields of a concatenation
 * take.  -1 after an error when the registers are used up. */
int reg_alloc(struct code *cd, const struct tx *e);
/* Leaves out as many slots as the fields of a map's key take, where one more
 * value still fits then: nft computes operands within such a key behind them. */
void reg_skip(struct code *cd, const struct tx *key);
/* Number of a slot on the wire: 1..4 for 128-bit borders, else 8 + slot. */
uint32_t reg_number(unsigned int slot);

/* Emits code that leaves e in the registers from slot on: constants become
 * immediates, the rest loads, conversions and look-ups. */
int tx_load(struct code *cd, const struct tx *e, unsigned int slot) must_check;
/* The same for the key of a map. */
int tx_load_key(struct code *cd, const struct tx *key,
		unsigned int slot) must_check;

/* A look-up of the key in the registers from slot on.  The result goes to the
 * register with the number dreg, -1: there is none.  at: where the set is
 * named. */
struct low_expr *code_lookup(struct code *cd, const struct set_info *set,
			     unsigned int slot, int dreg, struct span at);

/* ---- expressions ---- */

/* A statement's operand for a place of the given type: a constant is read as
 * that type, anything else must fit it (marks take any integer); byte order is
 * converted as the place needs. A map (`x map {...}`) must give data of that
 * type: it comes out as TX_LOOKUP. */
int arg_eval(struct rule_build *r, const struct ast_expr *e,
	     const struct ktype *target, struct tx **ret_tx) must_check;
/* A selector or an operation on selectors, with its own type (left sides of
 * matches, keys of sets and maps). */
int expr_eval(struct rule_build *r, const struct ast_expr *e,
	      struct tx **ret_tx) must_check;
/* The same as a value by itself: bit fields are cut out and moved to the right
 * end (keys of named sets, members of concatenations). */
int expr_eval_value(struct rule_build *r, const struct ast_expr *e,
		    struct tx **ret_tx) must_check;
/* The same for what is hashed: operations, alone or in a concatenation, are
 * done as if they went to the place that the statement sets. */
int hashed_eval(struct rule_build *r, const struct ast_expr *e,
		struct tx **ret_tx) must_check;
/* A key for the given set: expr_eval, checked against set->key, with fields
 * converted to big endian where the set holds intervals. */
int key_eval(struct rule_build *r, const struct ast_expr *e,
	     const struct set_info *set, struct tx **ret_tx) must_check;

/* `key map set` or `key vmap set`, the set named or a literal. */
struct map_request {
	bool verdict;		  /* vmap */
	uint32_t obj_type;	  /* object map: NFT_OBJECT_* */
	const struct ktype *data; /* data map: what is wanted */
};
/* Comes out as TX_LOOKUP: .lookup.key is to be loaded, .lookup.set looked up
 * in (an anonymous set has been sent by then). */
int map_eval(struct rule_build *r, const struct ast_expr *e,
	     const struct map_request *req, struct tx **ret_tx) must_check;

#endif
