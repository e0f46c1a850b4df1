/*
 * rule_build — a rule under construction: its items, its code, its operands.
 *
 * Internal to compile/.  A rule is a list of items.  An item is a match, which
 * stays typed until the end of the rule because neighbours may be merged, or
 * code, the lowered form of a statement.
 *
 * Evaluating (…_eval) an expression inserts the protocol matches that the
 * expression needs before the current statement; loading (tx_load) emits code.
 * So a statement first evaluates all its operands, then opens its code.
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

/* Where the rule goes: everything in a NEWRULE message but expressions. */
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
	bool flags;		 /* any of several flags, written without
				  * operator */
	bool dropped;
	/* ... or code */
	struct low_expr *code;
};

struct rule_build {
	struct cctx *c;
	const struct rule_where *where;
	uint8_t family;
	const char *table;
	struct pctx pctx;  /* protocols established so far */
	struct pctx inner; /* inside a tunnel header */
	struct rule_item *first, **last;
	struct span at;	   /* the statement being compiled */
	/* The number in host order that the statement sets; len_bits 0: none.
	 * As in nft, hashed values, single bytes of keys, and numbers in keys
	 * that are shifted right are computed with the type of this place. */
	struct vtype place;
	bool ranged; /* the key of a map with ranges or prefixes is computed in
		      * its own length */
	bool joined; /* the current expression is a field of a concatenation */
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

/* Allocates slots for a value of e's type: four, or the slots of all fields of
 * a concatenation. -1 after an error when the registers are used up. */
int reg_alloc(struct code *cd, const struct tx *e);
/* Skips as many slots as the fields of a map's key take, if one more value
 * still fits behind them: nft computes operands inside such a key behind the
 * key's own slots. */
void reg_skip(struct code *cd, const struct tx *key);
/* The register number of a slot on the wire: 1..4 for slots at 128-bit borders,
 * else 8 + slot. */
uint32_t reg_number(unsigned int slot);

/* Emits code that loads e into the registers from slot on: immediates for
 * constants, else loads, conversions and look-ups. */
int tx_load(struct code *cd, const struct tx *e, unsigned int slot) must_check;
/* tx_load() for the key of a map. */
int tx_load_key(struct code *cd, const struct tx *key,
		unsigned int slot) must_check;

/* Looks the key in the registers from slot on up in a set.  The result goes to
 * the register with the number dreg; -1: there is no result. at: where the set
 * is named. */
struct low_expr *code_lookup(struct code *cd, const struct set_info *set,
			     unsigned int slot, int dreg, struct span at);

/* ---- expressions ---- */

/* Evaluates a statement's operand for a place of the given type.  A constant is
 * read as this type; any other value must fit it (marks take any integer) and
 * is turned to the byte order of the place.  A map (`x map {...}`) must give
 * data of this type; the result is a TX_LOOKUP. */
int expr_arg_eval(struct rule_build *r, const struct ast_expr *e,
		  const struct ktype *target, struct tx **ret_tx) must_check;
/* Evaluates a selector, or an operation on selectors, in its own type (left
 * sides of matches, keys of sets and maps). */
int expr_eval(struct rule_build *r, const struct ast_expr *e,
	      struct tx **ret_tx) must_check;
/* expr_eval(), with bit fields cut out and moved to the right end (keys of
 * named sets, members of concatenations). */
int expr_eval_value(struct rule_build *r, const struct ast_expr *e,
		    struct tx **ret_tx) must_check;
/* expr_eval_value() for hashed values: operations, alone or in a concatenation,
 * are computed with the type of the place that the statement sets. */
int expr_hashed_eval(struct rule_build *r, const struct ast_expr *e,
		     struct tx **ret_tx) must_check;
/* Evaluates a key for a set: checks it against set->key, and turns its fields
 * to big endian where the set holds intervals. */
int key_eval(struct rule_build *r, const struct ast_expr *e,
	     const struct set_info *set, struct tx **ret_tx) must_check;

/* The map in `key map set` or `key vmap set`, where set is a name or a
 * literal. */
struct map_request {
	bool verdict;		  /* vmap */
	uint32_t obj_type;	  /* object map: NFT_OBJECT_* */
	const struct ktype *data; /* data map: type that the data must have */
};
/* Evaluates a map to a TX_LOOKUP: the caller loads .lookup.key and looks it up
 * in .lookup.set.  An anonymous set is sent before it returns. */
int map_eval(struct rule_build *r, const struct ast_expr *e,
	     const struct map_request *req, struct tx **ret_tx) must_check;

#endif
