/*
 * sets — named and anonymous sets and maps, and their elements.
 *
 * Internal to compile/.
 * Out:    NEWSET and element messages; struct set_info (set_info.h) for those
 *         who refer to a set.
 * Owns:   set_info and what it points to lie in c->arena, those of anonymous
 *         sets in c->scratch.
 * Spec:   doc/sets.md; linux/netfilter/nf_tables.h (NFT_SET_*).
 */
#ifndef NFTLOAD_COMPILE_SET_SETS_H
#define NFTLOAD_COMPILE_SET_SETS_H

#include "compile/scope/set_info.h"

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
