/*
 * sets — compiles named and anonymous sets and maps, and their elements.
 *
 * Internal to compile/.
 * Out:    NEWSET and element messages; a struct set_info (set_info.h) for
 *         expressions that use the set.
 * Owns:   nothing.  A set_info and its data are in c->arena, or in c->scratch
 *         for anonymous sets.
 * Spec:   doc/sets.md; linux/netfilter/nf_tables.h (NFT_SET_*).
 */
#ifndef NFTLOAD_COMPILE_SET_SETS_H
#define NFTLOAD_COMPILE_SET_SETS_H

#include "compile/scope/set_info.h"

/* Compiles add/create of a set or map. */
int set_declare(struct cctx *c, const struct ast_cmd *cmd) must_check;
/* Compiles add/create/delete/destroy element. */
int set_elements(struct cctx *c, const struct ast_cmd *cmd) must_check;
/* Sends the keys of get element to the sink; of sets of intervals both bounds,
 * big endian. */
int set_keys(struct cctx *c, const struct ast_cmd *cmd) must_check;
/* Finds a set by name: declared before, or in the kernel. -1 after an error
 * ("set 'x' does not exist in table ip 't'", nearest name), or silently when
 * the set is poisoned.  Offline and not declared: a warning and -1. */
int set_find(struct cctx *c, struct map_key key, struct span at,
	     struct set_info **ret_set) must_check;

/* Notes that the set was flushed: forgets the known elements. */
void set_flushed(struct set_info *set);
/* Frees the known elements at the end of a compilation. */
void sets_release(struct cctx *c);

/* The use for which an anonymous set or map is made. */
struct anon_request {
	uint8_t family;
	const char *table;
	const struct ast_expr *set; /* AST_SET (variables resolved) */
	const struct tx *key;	/* loaded expression, for type and userdata */
	struct ktype elem_type;	/* type by which element keys are read */
	/* Applied to each evaluated key (and bound): moves shifts and xors from
	 * the other side (transfer.h).  May be NULL. */
	int (*fix)(struct cctx *c, struct tx *value, void *ctx);
	void *fix_ctx;
	uint16_t key_bits; /* of single keys, for the end of ranges; 0: as
			    * elem_type */
	bool moved;	/* fix moved an operator: no typeof descriptor */
	bool is_map;
	bool verdict;		/* vmap */
	struct ktype data;	/* maps: type of the data */
	uint32_t obj_type;	/* object map */
};

/* Sends NEWSET and the elements at once, before the rule that uses the set. */
int set_anonymous(struct cctx *c, const struct anon_request *req,
		  struct set_info **ret_set) must_check;

/* The set of a meter, or another dynamic set that a rule makes: it is created
 * once for each name. key: gives the type of the key. */
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

/* The only element of a literal set.  NULL: the set has none or several, or its
 * element is a catch-all or has statements.  Plain text is parsed into
 * c->scratch. */
const struct ast_elem *set_single_elem(struct cctx *c,
				       const struct ast_expr *set);

#endif
