/*
 * lift_in — the state of a lift, and what its files give each other.
 *
 * Private to print/lift.  What a register holds is a typed expression (struct
 * tx), as it was before the compiler lowered it.  Loads of headers begin as
 * raw ones; they get their names where they are used, when it is known which
 * bits of them are used and which protocols the rule has matched by then.
 *
 * Owns:   nothing: all lies in the arena of the lift, until lift_rewind().
 * Errors: false or NULL: cannot.
 */
#ifndef NFTLOAD_PRINT_LIFT_LIFT_IN_H
#define NFTLOAD_PRINT_LIFT_LIFT_IN_H

#include "base/bytes.h"
#include "base/map.h"
#include "compile/expr/protoctx.h"
#include "object/low.h"
#include "print/lift/lift.h"
#include "syntax/ast.h"
#include "tables/abi.h"

struct lift_names; /* lift_names.h */

struct lift {
	struct state *s;
	const struct print_options *opt;
	struct arena arena;
	struct arena_mark empty;
	struct lift_names *names;
	struct ast_elems *lists; /* made since the last rewind */
	/* lift_used_key(): what it said of each set; whether it searches. */
	struct arena kept;
	struct map used; /* struct lift_used by set */
	uint32_t grown; /* how often the state has grown */
	bool searching;
};

/* A header that an expression of the current statement reads. */
struct lift_need {
	const struct proto *proto, *tunnel;
	const struct proto_field *field;
	bool first; /* its match stands at the beginning of the rule */
	bool frame; /* and compares the frame's own type field */
	struct lift_need *next;
};

/* A statement, and what it needs and says about protocols. */
struct lift_stmt {
	struct ast_stmt *s;
	struct lift_stmt *next;
	const struct tx *left; /* of a match; NULL: none */
	const struct tx *right; /* a TX_VALUE; NULL: none */
	uint64_t number; /* of right */
	/* `left == number` or members of a set, which tell of a protocol. */
	uint64_t *said;
	unsigned int nsaid;
	bool negated;	  /* `left != ...` */
	bool by_set;	  /* left is looked up in a named set */
	bool icmp_set;	  /* left is looked up in an anonymous set */
	struct lift_need *needs;
	bool dropped;
	const struct lift_stmt *by; /* for which the compiler adds it */
};

#define LIFT_SLOTS 16

/* The flags of fib that have words, and that of `exists`. */
#define LIFT_FIB_FLAGS (NFTA_FIB_F_SADDR | NFTA_FIB_F_DADDR | \
			NFTA_FIB_F_MARK | NFTA_FIB_F_IIF | NFTA_FIB_F_OIF | \
			NFTA_FIB_F_PRESENT)

struct lift_rule {
	struct lift *l;
	struct arena *a;
	struct state_table *table;
	uint8_t family;
	struct pctx pctx;
	struct pctx inner[ABI_INNER_GRETAP + 1]; /* by proto.inner_type */
	/* The value that begins at each slot of 32 bits; NULL: none. */
	struct tx *regs[LIFT_SLOTS];
	struct lift_stmt *first, **last;
	struct lift_need *needs, **last_need; /* of the next statement */
	const struct low_expr *x; /* the current expression */
};

/* The map of a TX_LOOKUP, instead of a struct set_info. */
struct lift_map {
	struct lift_set types;
};

/* ---- lift_regs.c ---- */

/* The first slot of a register number of the kernel; -1: no data register. */
int lift_slot(uint64_t number);
/* Puts e, which is len bytes long, into a register. */
bool lift_put(struct lift_rule *r, uint64_t number, struct tx *e);
/* The value of a register; NULL: none is known. */
struct tx *lift_get(struct lift_rule *r, uint64_t number);
/* The key in the registers from number on: a concatenation (TX_CONCAT) if the
 * type is one. */
struct tx *lift_get_key(struct lift_rule *r, uint64_t number,
			const struct ktype *type, uint32_t len);

/* ---- lift_load.c ---- */

/* Makes the value that a loading expression loads; NULL: cannot. */
struct tx *lift_load(struct lift_rule *r, const struct low_expr *x);

/* ---- lift_expr.c ---- */

/* A value as an expression in the language, with its type: named, fields cut
 * out, byte orders hidden. */
struct ast_expr *lift_expr(struct lift_rule *r, struct tx *e);
/* The compiler looks up a field where it lies, unless it moved an operation to
 * the keys: then this is the field, for lift_moved().  NULL: nothing was moved. */
struct tx *lift_moved_field(struct lift_rule *r, struct tx *key,
			    const struct lift_set *types);
/* Operations that change nothing: that of a field which was moved in keys of its
 * own type is `^ 0`, of others `<< 0`. */
struct ast_expr *lift_moved(struct lift_rule *r, struct tx *field, bool typed);
/* The bytes of e's value: of a number of three bytes, they begin a register. */
uint32_t lift_len_bytes(const struct tx *e);
/* As lift_masked_field(), for the key of a set without a name. */
struct tx *lift_key_field(struct lift_rule *r, const struct tx *key,
			  const struct lift_set *types, uint32_t *ret_shift,
			  bool *ret_alone);
/* The key of a map. */
struct ast_expr *lift_key(struct lift_rule *r, struct tx *key,
			  const struct lift_set *types);
/* The same, and the type of what is in its register. */
struct ast_expr *lift_typed(struct lift_rule *r, struct tx *e,
			    struct vtype *ret_type);
/* The same for a value of a place of type t. */
struct ast_expr *lift_arg(struct lift_rule *r, struct tx *e,
			  const struct ktype *t);
/* The same for a concatenation, whose fields may be constants, too. */
struct ast_expr *lift_joined(struct lift_rule *r, struct tx *e,
			     const struct ktype *t);
/* What e is without what the compiler adds: a named load, a field. The type of
 * the result is in it. */
struct tx *lift_plain(struct lift_rule *r, struct tx *e);
/* (E & mask) ^ xor; in the order of E's type. */
struct lift_mask {
	const uint8_t *mask, *xor;
	uint32_t len; /* bytes */
	bool field; /* only the bits that the type has count */
};

/* The same as E & mask ^ xor | or, in nodes. */
struct ast_expr *lift_masked(struct lift_rule *r, struct ast_expr *e,
			     struct vtype t, const struct lift_mask *m);
struct ast_expr *lift_select(struct lift_rule *r, const struct tx *e);
/* The operation e on the field that covers it, which is shift bits higher. */
struct ast_expr *lift_covered(struct lift_rule *r, const struct tx *field,
			      const struct tx *e, uint32_t shift);

/* ---- lift_node.c ---- */

struct ast_expr *lift_word(struct lift *l, const char *text, uint8_t flags);
struct ast_expr *lift_number(struct lift *l, uint64_t num);
/* A number that is given unless it is 0. */
struct ast_num lift_given(uint64_t val);
/* The comment in user data, borrowed; type: its number there. */
struct ast_text lift_comment(const uint8_t *udata, uint32_t len,
			     uint8_t type);
struct ast_expr *lift_node(struct lift *l, enum ast_kind kind);
/* NULL if an operand is. */
struct ast_expr *lift_binop(struct lift *l, enum ast_binop op,
			    struct ast_expr *left, struct ast_expr *right);

/* ---- lift_value.c ---- */

/* One value; bytes in the order of t. */
struct ast_expr *lift_one(struct lift *l, struct vtype t, const uint8_t *bytes,
			  uint32_t len);
/* The constant of an operation: flags joined by '|'. */
struct ast_expr *lift_operand(struct lift *l, struct vtype t,
			      const uint8_t *bytes, uint32_t len);
/* Without a word, if the type has words. */
struct ast_expr *lift_plain_number(struct lift *l, struct vtype t,
				   const uint8_t *bytes, uint32_t len);
/* As lift_operand() of a number of the host that was turned, most significant byte
 * first: nft finds no words of it, but for 0. */
struct ast_expr *lift_turned(struct lift *l, struct vtype t,
			     const uint8_t *num, uint32_t len);
/* The constant of a comparison without a mask. */
struct ast_expr *lift_exact(struct lift *l, struct vtype t,
			    const uint8_t *bytes, uint32_t len);
/* The first bits of a value. */
struct ast_expr *lift_prefix(struct lift *l, struct vtype t,
			     const uint8_t *bytes, uint32_t len,
			     uint32_t bits);
/* From a value to another, most significant byte first: a range; of addresses,
 * a prefix where the bits allow it (lift_bounds).  turned: as lift_turned(). */
struct ast_expr *lift_span(struct lift *l, struct vtype t, const uint8_t *from,
			   const uint8_t *to, uint32_t len, bool turned);
struct ast_expr *lift_bounds(struct lift *l, struct vtype t,
			     const uint8_t *from, const uint8_t *to,
			     uint32_t len, bool turned);
/* `"eth*"` */
struct ast_expr *lift_starred(struct lift *l, const uint8_t *bytes,
			      uint32_t len);

/* ---- lift_string.c ---- */

/* Bytes that are a text which can stand in quotes. */
bool lift_is_text(const uint8_t *bytes, uint32_t len);
/* A pattern: `"eth*"`. */
bool lift_has_star(const struct ast_expr *e);
/* Two texts of which bytes are the difference (^); false: there are none. */
bool lift_halves(struct lift *l, const uint8_t *bytes, uint32_t len,
		 struct ast_expr *ret_halves[2]);

/* ---- lift_match.c ---- */

bool lift_cmp(struct lift_rule *r, const struct low_expr *x);
bool lift_in_range(struct lift_rule *r, const struct low_expr *x);
bool lift_lookup(struct lift_rule *r, const struct low_expr *x);

/* ---- lift_stmt.c ---- */

struct ast_stmt *lift_stmt_new(struct lift *l, enum ast_stmt_kind kind);
/* Appends a statement to the rule, with the needs noted so far. */
struct lift_stmt *lift_append(struct lift_rule *r, struct ast_stmt *s);
/* Any statement but matches; false: cannot. */
bool lift_statement(struct lift_rule *r, const struct low_expr *x);

/* ---- lift_drop.c ---- */

/* Notes what the statement says of protocols. */
void lift_learn(struct lift_rule *r, const struct lift_stmt *s);
/* Drops the matches that the compiler adds by itself. */
void lift_drop(struct lift_rule *r);

/* ---- lift_rule.c ---- */

struct ast_rules *lift_block(struct lift *l, struct state_chain *chain);
struct state_set *lift_set_of(struct lift_rule *r, const struct low_expr *x,
			      unsigned int name, unsigned int id);
/* `{ ... }` of an anonymous set, or @name. */
struct ast_expr *lift_set_ref(struct lift_rule *r,
			      const struct lift_set *types);
/* The types of a set that a rule uses, as far as they are needed. */
bool lift_set_for(struct lift_rule *r, struct state_set *set,
		  struct lift_set *ret_types);
/* The key of a set, in the registers from number on. */
struct tx *lift_set_key(struct lift_rule *r, uint64_t number,
			const struct lift_set *types);
/* The types of a set that is looked up with a key. */
bool lift_set_by_key(struct lift_rule *r, struct tx *key,
		     struct lift_set *types);
/* The numbers of a set's single values, in the order of its literal. */
uint64_t *lift_members(struct lift_rule *r, const struct lift_set *types,
		       unsigned int *ret_count);
/* The lengths of the fields that a rule puts into a set as a key: those of
 * integers in concatenations stand nowhere else.  False: no rule does.  Each
 * set's rules are searched once, and again when the state has grown. */
bool lift_used_key(struct lift *l, struct state_set *set,
		   struct ktype *ret_type);
/* A set literal with all elements of a set. */
struct ast_expr *lift_literal(struct lift *l, const struct lift_set *types);

#endif
