/*
 * udata — writes and reads userdata attributes: sequences of type, length,
 * value.
 *
 * Out:    bytes for NFTA_*_USERDATA.
 * Owns:   nothing; the caller gives the buffer.
 * Units:  numbers in host order; lengths in bytes, at most UDATA_MAX in all.
 * Errors: false: the value did not fit and was left out.
 * Spec:   doc/userdata.md; libnftnl/udata.h.
 */
#ifndef NFTLOAD_COMPILE_SCOPE_UDATA_H
#define NFTLOAD_COMPILE_SCOPE_UDATA_H

#include "compile/scope/ctx.h"

#define UDATA_MAX 256

/* Types common to tables, chains, rules, objects and elements. */
#define UDATA_COMMENT 0
#define UDATA_ELEM_FLAGS 1
#define UDATA_ELEM_OPEN 1 /* a flag: the range ends at the type's maximum */

enum udata_set {
	UDATA_SET_KEYORDER, UDATA_SET_DATAORDER, UDATA_SET_MERGE,
	UDATA_SET_KEYTYPE, UDATA_SET_DATATYPE, UDATA_SET_EXPR,
	UDATA_SET_DATA_INTERVAL, UDATA_SET_COMMENT
};

struct udata {
	uint8_t *bytes;
	uint32_t len, room;
};

/* Empty userdata with UDATA_MAX bytes of room from the arena. */
struct udata udata_new(struct arena *a);
bool udata_put(struct udata *u, uint8_t type, const void *val, uint32_t len);
bool udata_u32(struct udata *u, uint8_t type, uint32_t val);
/* Begin and end a value that is itself a sequence; its length is set at the
 * end. */
bool udata_nest(struct udata *u, uint8_t type, uint32_t *ret_start);
void udata_nest_end(struct udata *u, uint32_t start);
/* Adds a comment, if there is one; -1 after an error when it is too long. */
int udata_comment(struct cctx *c, struct udata *u, uint8_t type,
		  const struct ast_text *text) must_check;

/* The value of a type; NULL if there is none. */
const uint8_t *udata_find(const uint8_t *bytes, uint32_t len, uint8_t type,
			  uint32_t *ret_len);
/* A u32 value, 0 if there is none. */
uint32_t udata_get_u32(const uint8_t *bytes, uint32_t len, uint8_t type);

#endif
