/*
 * decode — attributes of nf_tables, from bytes to their low form.
 *
 * The only reader of netlink attributes in the program: what the kernel sends,
 * and what the batch has sent, is asked through it.
 *
 * In:     a message; its head must lie within it (struct nlmsghdr and struct
 *         nfgenmsg), all else may be any bytes.
 * Out:    the structures of object/low.h.  Places are offset and length of the
 *         attribute in the message.  What no row describes is kept apart.
 * Owns:   nothing: strings and bytes are those of the message, nodes are in
 *         the arena of the caller.  What must stay is decoded from a copy of
 *         the message in the same arena.
 * Errors: none: what does not fit its bounds counts as absent.
 *
 * An element costs no memory but for its verdict and its expressions.
 */
#ifndef NFTLOAD_OBJECT_DECODE_H
#define NFTLOAD_OBJECT_DECODE_H

#include "base/arena.h"
#include "object/attrs.h"
#include "object/low.h"

/* All but the elements.  False: no message of nf_tables that is known. */
bool decode_msg(struct low_msg *ret, const struct nlmsghdr *nlh,
		struct arena *a);
/* The same without lists of expressions, of which a rule is full. */
bool decode_head(struct low_msg *ret, const struct nlmsghdr *nlh,
		 struct arena *a);
/* What a message of nf_tables is called; NULL: it is none. */
const struct rows_msg *decode_type(const struct nlmsghdr *nlh);

/* The elements of a message, one after the other. */
struct decode_elems {
	const uint8_t *start; /* of the message */
	struct attrs items;
	uint32_t unknown;     /* attributes that no row describes */
};

struct decode_elems decode_elems(const struct nlmsghdr *nlh);
/* False: there are no more. */
bool decode_elem(struct decode_elems *d, struct low_elem *ret, struct arena *a);

/* Goes past one, whose place it gives. */
bool decode_skip_elem(struct decode_elems *d, struct span *ret_at);
/* The next one as it stands there, a nest; NULL: there are no more. */
const struct nlattr *decode_item(struct decode_elems *d);
/* One that decode_item() gave; start: of its message. */
void decode_one_elem(const struct nlattr *item, const void *start,
		     struct low_elem *ret, struct arena *a);

/* What tells an element from the others of its set. */
struct decoded_key {
	const uint8_t *key, *end; /* NULL: none */
	uint32_t len, end_len;
	uint32_t flags;
};

struct decoded_key decode_key(const struct nlattr *item);

/* The attribute of the message itself that holds offset off: its number, and
 * its place. */
bool decode_attr_at(const struct nlmsghdr *nlh, uint32_t off,
		    unsigned int *ret_number, struct span *ret_at);

/* A number in the bytes of a nest that no row describes, as the timeouts of
 * connections are kept: WIRE_BYTES.  0: it is not there. */
uint64_t decode_number_in(const struct low_attr *nest, unsigned int number);

/* What stands behind an error of the kernel. */
struct decoded_ack {
	uint32_t off;	  /* of the attribute at fault; 0: not known */
	const char *text; /* NULL: none */
};

/* skip: of the payload, up to the attributes. */
struct decoded_ack decode_ack(const struct nlmsghdr *nlh, uint32_t skip);

#endif
