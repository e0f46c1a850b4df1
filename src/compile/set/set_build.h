/*
 * set_build — types, user data and low form of sets; shared by named, anonymous
 * and imported sets.
 *
 * Private to compile/set.
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
#include "compile/set/set_elems.h"

#define SET_DATA_VERDICT UINT32_C(0xffffff00) /* NFT_DATA_VERDICT */
/* Flags that the headers of Linux 6.1 have and older headers may lack. */
#define SET_CONCAT 0x80u
#define SET_EXPR 0x100u

/* How key and data were declared, for the descriptors of their types. */
struct set_origin {
	const struct tx *key, *data; /* typeof; NULL: by type */
	bool queue;		     /* typeof ... : queue */
	bool typed_verdict;	     /* typeof ... : verdict */
	const struct ast_text *comment; /* or NULL */
};

/* -1 after an error: the comment does not fit. */
int set_udata(struct cctx *c, const struct set_info *set,
	      const struct set_origin *from, struct udata *ret_udata) must_check;

/* Fills in the members that follow from the set's types and flags. */
void set_to_low(const struct set_info *set, struct low_set *ret_low);

/* Evaluate the types of a declaration: names, or selectors after typeof. */
int set_key_type(struct cctx *c, const struct ast_cmd *cmd,
		 struct set_info *set, struct set_origin *from) must_check;
int set_data_type(struct cctx *c, const struct ast_cmd *cmd,
		  struct set_info *set, struct set_origin *from) must_check;

/* Gets a set of the kernel by its name, in c->arena; -ENOENT, -EOPNOTSUPP, or
 * another -errno. */
int set_import(struct cctx *c, struct map_key key,
	       struct set_info **ret_set) must_check;
/* Decodes the key or data type from the descriptor of a kernel's set. */
bool typeof_decode(const uint8_t *descr, uint32_t len,
		   struct ktype *ret_type) must_check;

/* Warns of maps whose keys are wrong under nft: maps of plain numbers in host
 * order (`typeof numgen inc mod 8 : verdict`). */
void set_keys_differ(struct cctx *c, const struct set_info *set,
		     struct span at);

#endif
