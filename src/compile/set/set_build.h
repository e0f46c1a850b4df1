/*
 * set_build — parts that named, anonymous and imported sets have in common.
 *
 * Private to the set code.
 *
 * In:     a declaration, or the kernel's answer about a set.
 * Out:    its types, the low-level set and its user data.
 * Owns:   nothing; user data lies in the scratch arena.
 * Errors: -1 after a diagnostic; set_import() also other values of -errno.
 * Spec:   doc/sets.md, doc/userdata.md; linux/netfilter/nf_tables.h.
 */
#ifndef NFTLOAD_COMPILE_SET_SET_BUILD_H
#define NFTLOAD_COMPILE_SET_SET_BUILD_H

#include "compile/scope/udata.h"
#include "compile/set/elems.h"

#define SET_DATA_VERDICT UINT32_C(0xffffff00) /* NFT_DATA_VERDICT */
/* Bits of flags that Linux 6.1 headers have, but older ones may lack. */
#define SET_CONCAT 0x80u
#define SET_EXPR 0x100u

/* How key and data were declared, for their descriptors. */
struct set_origin {
	const struct tx *key, *data; /* typeof; NULL: by type */
	bool queue;		     /* typeof ... : queue */
	bool typed_verdict;	     /* typeof ... : verdict */
	const struct ast_text *comment; /* or NULL */
};

/* -1 after an error: the comment does not fit. */
int set_udata(struct cctx *c, const struct set_info *set,
	      const struct set_origin *from, struct udata *ret_udata) must_check;

/* Fills what follows from the set's types and flags. */
void set_to_low(const struct set_info *set, struct low_set *ret_low);

/* Types of a declaration: names, or selectors after typeof. */
int set_key_type(struct cctx *c, const struct ast_cmd *cmd,
		 struct set_info *set, struct set_origin *from) must_check;
int set_data_type(struct cctx *c, const struct ast_cmd *cmd,
		  struct set_info *set, struct set_origin *from) must_check;

/* What the kernel has under that name; -ENOENT, -EOPNOTSUPP, or another
 * -errno. The result lies in c->arena. */
int set_import(struct cctx *c, struct map_key key,
	       struct set_info **ret_set) must_check;
/* The key or data type that a kernel set's descriptor tells. */
bool typeof_decode(const uint8_t *descr, uint32_t len,
		   struct ktype *ret_type) must_check;

/* Says where keys are other ones under nft: in maps of plain numbers that the
 * host's byte order has (`typeof numgen inc mod 8 : verdict`). */
void set_keys_differ(struct cctx *c, const struct set_info *set,
		     struct span at);

#endif
