/*
 * sets — named and anonymous sets and maps, and their elements.
 *
 * Internal to compile/.
 * Out:    NEWSET and element messages; struct set_info for those who refer to
 *         a set.
 * Owns:   set_info and what it points to lie in c->arena, those of anonymous
 *         sets in c->scratch.
 * Spec:   doc/sets.md; linux/netfilter/nf_tables.h (NFT_SET_*).
 */
#ifndef NFTLOAD_COMPILE_SETS_H
#define NFTLOAD_COMPILE_SETS_H

#include "compile/ctx.h"

struct set_elems; /* private to the set code: elements known so far */

struct set_info {
	uint8_t family;
	const char *table, *name;
	struct span at;		/* of its declaration */
	uint32_t id;		/* 0: only the kernel has it */
	uint32_t flags;		/* NFT_SET_* as sent */
	uint32_t size;		/* 0: not given */
	struct ktype key;
	struct ktype data;	/* data maps */
	bool is_map;		/* data, verdict or object map */
	bool data_verdict;
	bool data_interval;	/* data are ranges: twice as long */
	bool auto_merge;
	uint32_t obj_type;	/* object maps: NFT_OBJECT_* */
	uint8_t nstmts;		/* stateful templates */
	uint8_t stmt_kinds[8];	/* enum nfexpr_kind */
	bool poisoned;		/* declaration failed: stay silent */
	bool in_kernel;
	struct set_elems *elems;
};

static inline struct map_key set_key(const struct set_info *set)
{
	return (struct map_key){ set->family, set->table, set->name };
}

/* add/create set and map (with its elements command directly after). */
int set_declare(struct cctx *c, const struct ast_cmd *cmd) must_check;
/* add/create/delete/destroy element. */
int set_elements(struct cctx *c, const struct ast_cmd *cmd) must_check;
/* The set of that name: declared before, or in the kernel. -1 after an error
 * ("set 'x' does not exist in table ip 't'", nearest name), or silently when
 * it is poisoned. Offline and not declared: a warning and -1. */
int set_find(struct cctx *c, struct map_key key, struct span at,
	     struct set_info **ret_set) must_check;

/* The set was emptied: what is known of its elements no longer counts. */
void set_flushed(struct set_info *set);
/* At the end of a compilation: what is known of elements is heap memory. */
void sets_release(struct cctx *c);

/* What an anonymous set or map is made for. */
struct anon_request {
	uint8_t family;
	const char *table;
	const struct ast_expr *set; /* AST_SET (variables resolved) */
	const struct tx *key;	/* loaded expression: type, typeof userdata */
	struct ktype elem_type;	/* type by which element keys are read */
	/* Applied to each element key (and bound) once evaluated: the transfer
	 * of shifts and xors from the other side. May be NULL. */
	int (*fix)(struct cctx *c, struct tx *value, void *ctx);
	void *fix_ctx;
	uint16_t key_bits; /* of single keys, for the end of ranges; 0: those
			    * of elem_type */
	bool moved;	/* by fix, with an operator: not described */
	bool is_map;
	bool verdict;		/* vmap */
	struct ktype data;	/* maps: type of the data */
	uint32_t obj_type;	/* object map */
};

/* Sends NEWSET and its elements now, before the rule that will use it. */
int set_anonymous(struct cctx *c, const struct anon_request *req,
		  struct set_info **ret_set) must_check;

/* A meter's set, or any dynamic set that a rule makes: created once for each
 * name. key: type of the key. */
struct meter_request {
	uint8_t family;
	const char *table;
	struct ast_name name;
	const struct tx *key;
	uint32_t size;
	bool timeout;
	struct span at;
};
int set_meter(struct cctx *c, const struct meter_request *req,
	      struct set_info **ret_set) must_check;

/* The only element of a set literal, or NULL: more, none, a catch-all, or one
 * with statements. Plain text is parsed into c->scratch. */
const struct ast_elem *set_single_elem(struct cctx *c,
				       const struct ast_expr *set);

#endif
