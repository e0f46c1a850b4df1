/*
 * lift — makes nodes of the syntax tree from bytecode: the same nodes that the
 * parser makes of what nft lists.
 *
 * In:     records of a state; decoded messages.
 * Out:    nodes, whose places are empty.  Values are words as the options want
 *         them: AST_VALUE, with AST_NUMBER if the word is a number, and
 *         AST_QUOTED if it stands in quotes.  With options.json, words are
 *         those of JSON.
 * Owns:   the nodes, until lift_rewind() or lift_free().  The state's bytes are
 *         borrowed.
 * Errors: NULL or false: cannot (print/print_options.h).
 *
 * One lift serves for a whole ruleset: lift_rewind() after each rule, set and
 * element.
 */
#ifndef NFTLOAD_PRINT_LIFT_LIFT_H
#define NFTLOAD_PRINT_LIFT_LIFT_H

#include "compile/scope/tx.h"
#include "print/print_options.h"
#include "state/store.h"

#include <sys/types.h>

struct lift;

/* The options are borrowed. */
struct lift *lift_new(struct state *s, const struct print_options *options);
void lift_free(struct lift *l);
/* Takes back all nodes made so far. */
void lift_rewind(struct lift *l);
/* The state has more rules than it had. */
void lift_grown(struct lift *l);
/* An item as a message; the message of a rule lasts until lift_rewind(). */
const struct low_msg *lift_low(struct lift *l, const struct state_item *item);
/* The memory of the nodes, for nodes that the caller adds. */
struct arena *lift_arena(struct lift *l);

/* A rule, with its comment.  NULL: cannot. */
struct ast_rule *lift_rule(struct lift *l, const struct state_rule *rule);

/* A list of stateful expressions: of a set, of an element.  False: cannot.
 * *ret_stmts is NULL for an empty list. */
bool lift_stateful(struct lift *l, const struct low_expr *exprs,
		   struct ast_stmt **ret_stmts);

/* ---- sets ---- */

/* The types of a set's key and data. */
struct lift_set {
	struct state_set *set;
	struct ast_type key, data; /* as they are declared; data.expr NULL: a
				    * set, or a map of objects */
	struct ktype key_type, data_type;
	uint32_t obj_type;    /* enum obj_kind; 0: not a map of objects */
	bool is_map;	      /* of data, verdicts or objects */
	bool verdicts;	      /* data are verdicts; data.expr is "verdict" */
	bool data_interval;   /* data are ranges of data_type */
	bool intervals;	      /* keys are ranges */
	bool turned;	      /* a literal, matched by turned numbers of the
			       * host: nft finds no words of them */
	bool auto_merge;
	/* Anonymous sets of bit fields: the bits behind the field that keys
	 * have; a rule's, else 0. */
	uint8_t key_shift;
	struct ast_text comment;
};

/* False: cannot; a type that is not known has no fields then. */
bool lift_set_types(struct lift *l, struct state_set *set,
		    struct lift_set *ret_types);

/*
 * The elements of a set, one at a time and in the order of a listing: intervals
 * are joined to ranges and prefixes.  lift_rewind() is allowed between two
 * elements: the walk keeps the types elsewhere.
 */
struct lift_elems;

struct lift_elems *lift_elems_begin(struct lift *l,
				    const struct lift_set *types);
/* 1: *ret_elem is the next element, which is the lift's until lift_rewind().
 * 0: there are no more.  -1: cannot; the walk may go on. */
int lift_elems_next(struct lift_elems *w, struct ast_elem **ret_elem);
void lift_elems_end(struct lift_elems *w);

/* One element as a dump or an event has it; end: of its interval, or NULL. */
struct ast_elem *lift_elem(struct lift *l, const struct lift_set *types,
			   const struct low_elem *start,
			   const struct low_elem *end);

/* An element of a set: of an interval, the places of its start and end in the
 * list of elements; end -1: there is none. */
struct lift_pick {
	size_t start;
	ssize_t end;
};

struct ast_elem *lift_picked(struct lift *l, const struct lift_set *types,
			     const struct lift_pick *pick);

/* ---- values ---- */

/* Bytes of a type, as a register or a set's element has them. NULL: cannot. */
struct ast_expr *lift_value(struct lift *l, const struct ktype *type,
			    const uint8_t *bytes, uint32_t len);
/* From one value to another: AST_PREFIX where the bits allow it. */
struct ast_expr *lift_range(struct lift *l, const struct ktype *type,
			    const uint8_t *from, const uint8_t *to,
			    uint32_t len);
struct ast_expr *lift_verdict(struct lift *l, struct state_table *t,
			      const struct low_verdict *v);

#endif
