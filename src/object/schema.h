/*
 * schema — what the attributes of each nf_tables message are, for decoding.
 *
 * One row an attribute.  Expressions and the data of objects have their rows
 * in object/nfexpr.h; schema_value_name() adds names for some of their numbers.
 *
 * In:     a message's type, an attribute's number.
 * Out:    the row, NULL for what no row describes: shown as bytes then.
 * Owns:   nothing: const tables.
 * Spec:   linux/netfilter/nf_tables.h.
 */
#ifndef NFTLOAD_OBJECT_SCHEMA_H
#define NFTLOAD_OBJECT_SCHEMA_H

#include "object/low.h"
#include "spec/words.h"

enum schema_type {
	SCHEMA_NUM,	/* unsigned, most significant byte first */
	SCHEMA_HEX,	/* the same, a set of flags */
	SCHEMA_SIGNED,	/* 32 bits */
	SCHEMA_HOST,	/* 32 bits in host order */
	SCHEMA_STR,
	SCHEMA_BYTES,
	SCHEMA_UDATA,	/* type, length, value; again and again */
	SCHEMA_DATA,	/* a value or a verdict */
	SCHEMA_EXPR,
	SCHEMA_EXPRS,	/* a list of expressions */
	SCHEMA_NEST,	/* attributes of another schema */
	SCHEMA_LIST,	/* items, each with attributes of another schema */
	SCHEMA_OBJECT,	/* the data of an object */
};

struct schema_attr {
	uint8_t number;
	uint8_t type; /* enum schema_type */
	const char *name;
	const struct schema *inside; /* of a nest, of a list's items */
	const struct word *words;    /* names of values, or NULL */
};

struct schema {
	const struct schema_attr *attrs;
	size_t nattrs;
};

struct schema_msg {
	const char *name; /* "NEWTABLE" */
	const char *word; /* of what it is about: "table" */
	uint8_t kind, verb; /* enum low_kind, enum low_verb */
	const struct schema *schema;
	/* Which attributes name it; 0: none. */
	uint8_t table_attr, name_attr;
};

/* By NFT_MSG_*; NULL: not known. */
const struct schema_msg *schema_msg(unsigned int type);
const struct schema_attr *schema_attr(const struct schema *s,
				      unsigned int number);
/* The name of a value of an expression's attribute, or NULL. */
const char *schema_value_name(unsigned int kind, unsigned int number,
			      uint64_t value);
/* The name of a verdict's code, or NULL. */
const char *schema_verdict_name(int32_t code);

#endif
