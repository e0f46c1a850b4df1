/*
 * nfexpr — the expressions of nf_tables and their attributes.
 *
 * One row an attribute: its number, its encoding and its name in dumps, in the
 * order in which they are sent.  The encoder, the decoder and the dumps all go
 * by these rows.
 *
 * Units:  numbers are those of the kernel's enums (NFTA_META_KEY ...).
 * Spec:   linux/netfilter/nf_tables.h.
 */
#ifndef NFTLOAD_OBJECT_NFEXPR_H
#define NFTLOAD_OBJECT_NFEXPR_H

#include "base/util.h"

enum wire_type {
	WIRE_U8,
	WIRE_BE16,
	WIRE_BE32,
	WIRE_BE64,
	WIRE_HOST32,	/* u32 in host order                              */
	WIRE_STRING,	/* with its NUL                                   */
	WIRE_NAME,	/* without (objref)                               */
	WIRE_DATA,	/* nest NFTA_DATA_VALUE: bytes, or a verdict      */
	WIRE_EXPR,	/* nest of one expression                         */
	WIRE_EXPRS,	/* list of expressions                            */
	WIRE_BYTES,	/* raw bytes without a nest                       */
};

/* Kernel name of each expression, with an identifier. */
#define NFEXPR_LIST(X)                                                       \
	X(BITWISE, "bitwise") X(BYTEORDER, "byteorder") X(CMP, "cmp")         \
	X(CONNLIMIT, "connlimit") X(COUNTER, "counter") X(CT, "ct")           \
	X(DUP, "dup") X(DYNSET, "dynset") X(EXTHDR, "exthdr") X(FIB, "fib")   \
	X(FLOW, "flow_offload") X(FWD, "fwd") X(HASH, "hash")                 \
	X(IMMEDIATE, "immediate") X(INNER, "inner") X(LAST, "last")           \
	X(LIMIT, "limit") X(LOG, "log") X(LOOKUP, "lookup") X(MASQ, "masq")   \
	X(META, "meta") X(NAT, "nat") X(NOTRACK, "notrack") X(NUMGEN, "numgen") \
	X(OBJREF, "objref") X(OSF, "osf") X(PAYLOAD, "payload")               \
	X(QUEUE, "queue") X(QUOTA, "quota") X(RANGE, "range")                 \
	X(REDIR, "redir") X(REJECT, "reject") X(RT, "rt") X(SOCKET, "socket") \
	X(SYNPROXY, "synproxy") X(TPROXY, "tproxy") X(TUNNEL, "tunnel")       \
	X(XFRM, "xfrm")

enum nfexpr_kind {
#define NFEXPR_ENUM(id, name) NFX_##id,
	NFEXPR_LIST(NFEXPR_ENUM)
#undef NFEXPR_ENUM
	NFX_COUNT
};

struct nfexpr_attr {
	uint8_t number;	 /* NFTA_*_* */
	uint8_t type;	 /* enum wire_type */
	const char *name; /* in dumps: "sreg" */
};

struct nfexpr {
	const char *name;
	uint8_t name_size; /* with its NUL */
	uint8_t nattrs;
	const struct nfexpr_attr *attrs;
};

const struct nfexpr *nfexpr_by_kind(enum nfexpr_kind kind);
const struct nfexpr *nfexpr_by_name(const char *name); /* NULL: unknown */
const struct nfexpr_attr *nfexpr_attr_search(const struct nfexpr *x,
					     unsigned int number);
/* NULL: unknown.  In most tables an attribute stands where its number says. */
static inline const struct nfexpr_attr *nfexpr_attr(const struct nfexpr *x,
						    unsigned int number)
{
	if (number && number <= x->nattrs &&
	    x->attrs[number - 1].number == number)
		return &x->attrs[number - 1];
	return nfexpr_attr_search(x, number);
}

/* Data nests of named objects: the same kind of rows, by NFT_OBJECT_*.
 * name is the word of the grammar ("ct helper"). NULL: no such object. */
const struct nfexpr *nfobj_by_type(unsigned int type);

#endif
