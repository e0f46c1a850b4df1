/*
 * rows — the attributes of every message, expression and object, one row each.
 *
 * A row has the attribute's number, its encoding, its name in dumps, its member
 * in the structures of object/low.h, and its role: whether it is identity or
 * state of the object, or sent by one side of the socket only.  Attributes are
 * sent in the order of their rows.  Four walkers go by them: encode.h,
 * decode.h, print.h and equal.h.
 *
 * In:     numbers and names of the kernel.
 * Out:    rows; NULL: not known.
 * Owns:   nothing: const tables.
 * Units:  numbers are those of the kernel's enums (NFTA_META_KEY ...).
 * Spec:   linux/netfilter/nf_tables.h.
 */
#ifndef NFTLOAD_OBJECT_ROWS_H
#define NFTLOAD_OBJECT_ROWS_H

#include "base/util.h"
#include "tables/words.h"

enum wire_type {
	/* Numbers of 1 << type bytes, in network order. */
	WIRE_U8,
	WIRE_BE16,
	WIRE_BE32,
	WIRE_BE64,
	WIRE_HOST32,	/* u32 in host order                             */
	WIRE_STRING,	/* a string with its NUL                         */
	WIRE_NAME,	/* a string without (objref)                     */
	WIRE_DATA,	/* nest NFTA_DATA_VALUE: bytes, or a verdict     */
	WIRE_EXPR,	/* nest of one expression                        */
	WIRE_EXPRS,	/* list of expressions                           */
	WIRE_BYTES,	/* raw bytes without a nest                      */
	WIRE_UDATA,	/* raw bytes: a list of type, length, value      */
	WIRE_NEST,	/* attributes inside, members of this structure  */
	WIRE_DEVICE,	/* the name of one device                        */
	WIRE_DEVICES,	/* nest of names of devices                      */
	WIRE_FIELDS,	/* list of nests with one number each            */
	WIRE_OBJECT,	/* the data of an object, by its type            */
	WIRE_ELEMS,	/* list of elements: decode_elems() reads them   */
};

/* When an attribute is sent. */
enum row_when {
	ROW_SET,     /* its member is not zero and not NULL */
	ROW_ALWAYS,
	ROW_HAVE,    /* the bool at `aux` is true */
	ROW_MAKES,   /* also, the message creates an object */
	ROW_NAMED,   /* of struct low_name: by name */
	ROW_HANDLED, /* of struct low_name: by handle */
	ROW_ONE,     /* the list has one item */
	ROW_MANY,    /* the list has more items */
	ROW_NEVER,   /* only the kernel sends it */
};

/* What an attribute means for the object. */
enum row_role {
	ROW_IDENTITY,
	ROW_STATE,  /* counters, times: changes with the packets */
	ROW_KERNEL, /* only dumps have it */
	ROW_SENT,   /* only the batch has it: ids within the transaction */
	ROW_LIKE,   /* another row has it as its `like` */
};

/* The part of a message that an attribute is, for words about mistakes. */
enum row_part {
	PART_NONE,
	PART_TABLE,
	PART_NAME,   /* of the object: its name or handle */
	PART_CHAIN,  /* of a rule */
	PART_HANDLE, /* of a rule: its handle or position */
	PART_EXPR,
	PART_ELEM,
	PART_HOOK,
	PART_POLICY,
	PART_TYPE,
	PART_COUNT,
};

/* Kinds of things that have names. */
enum row_named {
	NAMED_NOTHING,
	NAMED_TABLE,
	NAMED_CHAIN,
	NAMED_SET,
	NAMED_OBJ,
	NAMED_FLOWTABLE,
	NAMED_HELPER, /* a module of the kernel */
};

enum row_form { ROW_DECIMAL, ROW_HEX, ROW_SIGNED };

/* Places of attributes: the offset of a struct span member, or one of these
 * values. */
#define ROW_AT_BEFORE 0	     /* the place of the attribute before */
#define ROW_AT_COMMAND 0xffff /* the command's, in messages that create */

/* The longest tick of a kernel's clock, in milliseconds.  Times are compared in
 * these steps: shorter ticks divide it, so all kernels round to the same
 * value. */
#define ROW_JIFFIES 100

struct row {
	uint8_t number;	 /* NFTA_*_* */
	uint8_t type;	 /* enum wire_type */
	const char *name; /* in dumps: "sreg" */
	uint8_t when, role, form; /* enum row_when, row_role, row_form */
	uint8_t part;	 /* enum row_part */
	uint8_t names;	 /* enum row_named: kind of the object that it names */
	bool library;	 /* libnftnl builds it */
	bool head;	 /* the member is in struct low_msg, not in the body */
	uint8_t size;	 /* of a number's member, in bytes */
	uint16_t offset; /* of the member */
	uint16_t aux;	 /* of the 32-bit length of bytes, or of a bool */
	uint16_t at;	 /* of the place, a struct span */
	uint16_t verdict; /* WIRE_DATA: of a verdict that may replace the value;
			   * 0: none */
	/* Names of values: one of these two, or none. */
	const struct word *words;
	const char *(*word)(uint64_t value);
	const struct rows *inside;
	/* For comparing: the value of an absent attribute, and the bits of the
	 * value that are compared (0: all bits). */
	uint32_t absent, mask;
	uint8_t like; /* an absent attribute has the value of this attribute */
	/* Not compared where the attribute idle_by has one of the values in the
	 * bit set idle_when. */
	uint8_t idle_by;
	uint32_t idle_when;
	/* The attribute is the name of a set; the attribute id_by has the set's
	 * id, if the set belongs to the rule. */
	uint8_t id_by;
	/* The kernel does not give the attribute back if the set that attribute
	 * of_set names has its own. */
	uint8_t of_set;
	/* Absence means something else than any number. */
	bool telling;
	/* The kernel only keeps the attribute for listings: it does not affect
	 * packets, and in most objects it cannot be changed. */
	bool note;
	uint8_t step; /* numbers are rounded down to multiples; 0: not
		       * rounded */
	/* User data, a bit for each type: udata_idle has types without a
	 * meaning, udata_types has descriptors of types, which have no meaning
	 * if they are cut off. */
	uint8_t udata_idle, udata_types;
	/* The kernel gives zero back as `with`, if the attribute `by` has one
	 * of the values in the bit set `when`. */
	struct {
		uint8_t with, by;
		uint32_t when;
	} fills;
	/* Bits that the kernel adds to the value where it finds attribute
	 * by. */
	struct {
		uint8_t by, bits;
	} adds[2];
};

/* Room for a name: all names have one size, so that the encoder copies words,
 * not bytes. */
#define ROWS_NAME 16

struct rows {
	char name[ROWS_NAME]; /* an expression's or object's; "": a message */
	uint8_t name_size; /* with its NUL */
	uint8_t nattrs;
	const struct row *attrs;
};

/* The kernel's name of each expression, with our identifier. */
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

/* The kind of a message's object, and what the message does. */
enum low_kind { LOW_TABLE, LOW_CHAIN, LOW_RULE, LOW_SET, LOW_OBJ,
		LOW_FLOWTABLE, LOW_ELEMS, LOW_GEN };

enum low_verb { LOW_NEW, LOW_DEL, LOW_DESTROY };

struct rows_msg {
	const char *name; /* "NEWTABLE" */
	const char *word; /* the kind's: "table" */
	uint8_t kind, verb; /* enum low_kind, enum low_verb */
	/* The attributes that name the object; 0: none. */
	uint8_t table_attr, name_attr, handle_attr;
};

extern const struct rows rows_of_expr[NFX_COUNT];
static inline const struct rows *nfexpr_by_kind(enum nfexpr_kind kind)
{
	return (unsigned int)kind < NFX_COUNT ? &rows_of_expr[kind] : NULL;
}
const struct rows *nfexpr_by_name(const char *name); /* NULL: unknown */
/* The rows inside the data nest of a named object, by NFT_OBJECT_*; their name
 * is the word of the grammar ("ct helper").  NULL: no such object. */
const struct rows *nfobj_by_type(unsigned int type);
/* The word of a type of objects, or NULL. */
const char *nfobj_word(unsigned int type);

/* The row of a message type, NFT_MSG_*; NULL: not known. */
const struct rows_msg *rows_msg(unsigned int type);
/* NFT_MSG_* of a kind and a verb. */
uint8_t rows_msg_type(unsigned int kind, unsigned int verb);
/* NFT_MSG_GET* of a kind. */
uint8_t rows_get_type(unsigned int kind);
extern const struct rows rows_of_kind[]; /* by enum low_kind */
extern const struct rows rows_of_elem;
/* The word of a verdict's code, or NULL. */
const char *rows_verdict_word(int32_t code);
/* The word of a value of an attribute, or NULL. */
const char *rows_word(const struct row *row, uint64_t value);

const struct row *rows_search(const struct rows *x, unsigned int number);
/* The row of an attribute; NULL: unknown.  In most tables the row of number n
 * is at index n - 1. */
static inline const struct row *rows_attr(const struct rows *x,
					  unsigned int number)
{
	if (number && number <= x->nattrs &&
	    x->attrs[number - 1].number == number)
		return &x->attrs[number - 1];
	return rows_search(x, number);
}

#endif
