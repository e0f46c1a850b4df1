/*
 * decode — makes low forms from netlink messages of nf_tables.
 *
 * Nothing else in the program reads netlink attributes: all code that needs a
 * message of the kernel, or one of the batch, decodes it here.
 *
 * In:     a message.  Its head (struct nlmsghdr and struct nfgenmsg) must lie
 *         within it; the rest may be any bytes.
 * Out:    the structures of object/low.h.  A place is the offset and length of
 *         an attribute in the message.  Attributes that no row describes are
 *         kept apart.
 * Owns:   nothing: strings and bytes are those of the message, nodes are in the
 *         arena of the caller.  To keep a result, decode a copy of the message
 *         that lies in the same arena.
 * Errors: none: an attribute that exceeds its bounds counts as absent.
 *
 * Decoding an element takes memory for its verdict and its expressions only.
 */
#ifndef NFTLOAD_OBJECT_DECODE_H
#define NFTLOAD_OBJECT_DECODE_H

#include "base/arena.h"
#include "object/attrs.h"
#include "object/low.h"

/* Decodes everything but the elements.  False: not a known message of
 * nf_tables. */
bool decode_msg(struct low_msg *ret, const struct nlmsghdr *nlh,
		struct arena *a);
/* decode_msg() without lists of expressions, which make up most of a rule. */
bool decode_head(struct low_msg *ret, const struct nlmsghdr *nlh,
		 struct arena *a);
/* The row of the message's type; NULL: not a message of nf_tables. */
const struct rows_msg *decode_type(const struct nlmsghdr *nlh);

/* A walk over the elements of a message. */
struct decode_elems {
	const uint8_t *start; /* of the message */
	struct attrs items;
	uint32_t unknown;     /* attributes that no row describes */
};

struct decode_elems decode_elems(const struct nlmsghdr *nlh);
/* Decodes the next element.  False: there are no more. */
bool decode_elem(struct decode_elems *d, struct low_elem *ret, struct arena *a);

/* Skips the next element and gives its place.  False: there are no more. */
bool decode_skip_elem(struct decode_elems *d, struct span *ret_at);
/* The nest of the next element, not decoded; NULL: there are no more. */
const struct nlattr *decode_item(struct decode_elems *d);
/* Decodes an item of decode_item(); start: of the item's message. */
void decode_one_elem(const struct nlattr *item, const void *start,
		     struct low_elem *ret, struct arena *a);

/* The parts of an element that identify it within its set. */
struct decoded_key {
	const uint8_t *key, *end; /* NULL: none */
	uint32_t len, end_len;
	uint32_t flags;
	bool timed; /* it has a timeout */
};

struct decoded_key decode_key(const struct nlattr *item);
/* The user data of an element; NULL: it has none. */
const uint8_t *decode_elem_udata(const struct nlattr *item, uint32_t *ret_len);

/* A walk over the expressions of a rule, which are decoded only on demand. */
struct decode_exprs {
	const uint8_t *start; /* of the message */
	struct attrs items;
};

struct decode_exprs decode_exprs(const struct nlmsghdr *nlh);
/* The next expression and its kind (enum nfexpr_kind); NULL: there are no
 * more. */
const struct nlattr *decode_expr_kind(struct decode_exprs *d,
				      unsigned int *ret_kind);
const struct low_expr *decode_expr(const struct decode_exprs *d,
				   const struct nlattr *item, struct arena *a);
/* One number of an expression that is not decoded; false: it has none. */
bool decode_expr_number(const struct nlattr *item, unsigned int number,
			uint64_t *ret_value);
/* Whether an expression of kind immediate jumps to a chain. */
bool decode_jumps(const struct nlattr *item);

/* Finds the top-level attribute that contains offset off: its number and its
 * place. */
bool decode_attr_at(const struct nlmsghdr *nlh, uint32_t off,
		    unsigned int *ret_number, struct span *ret_at);

/* A number in a nest that is kept as bytes (WIRE_BYTES), such as the timeouts
 * of connections. 0: the nest has no such number. */
uint64_t decode_number_in(const struct low_attr *nest, unsigned int number);
/* The next attribute of that number in such a nest, as bytes; *at is the one
 * before, or zeroed.  False: there are no more. */
bool decode_next_in(const struct low_attr *nest, unsigned int number,
		    struct low_attr *at);

/* The attributes of the kernel's extended ACK. */
struct decoded_ack {
	uint32_t off;	  /* of the attribute at fault; 0: not known */
	const char *text; /* NULL: none */
};

/* skip: of the payload, up to the attributes. */
struct decoded_ack decode_ack(const struct nlmsghdr *nlh, uint32_t skip);

#endif
