/*
 * wire — one netlink message under construction, in a scratch buffer.
 *
 * In:     attributes, in the order of the message.
 * Out:    a struct nlmsghdr of nlmsg_len bytes.
 * Owns:   the buffer; wire_release() frees it.
 * Units:  offsets and lengths in bytes, from the message's start.  Numbers
 *         are given in host order and sent in network order.
 * Errors: a put beyond the capacity, or an attribute or nest over 65,535
 *         bytes, writes nothing and sets overflow, which the caller tests once.
 * Spec:   RFC 3549; linux/netlink.h.
 */
#ifndef NFTLOAD_OBJECT_WIRE_H
#define NFTLOAD_OBJECT_WIRE_H

#include "object/low.h"

#include <endian.h>
#include <string.h>

#include <libmnl/libmnl.h>

/* Room for the longest nest (64 KiB), a header before it and an attribute after
 * it. */
#define WIRE_CAPACITY (192 * 1024)
#define WIRE_ATTR_MAX 65535u

struct wire {
	struct nlmsghdr *nlh;
	uint32_t cap;
	bool overflow;
};

void wire_init(struct wire *w);
void wire_release(struct wire *w);

/* For attributes without a message, in cap bytes of the caller's; no
 * wire_release(). */
void wire_list(struct wire *w, void *buf, uint32_t cap);
/* The attributes of wire_list(). */
static inline const uint8_t *wire_listed(const struct wire *w, uint32_t *ret_len)
{
	*ret_len = w->nlh->nlmsg_len - NLMSG_HDRLEN;
	return (const uint8_t *)w->nlh + NLMSG_HDRLEN;
}

/* Empties w and begins a message; type is a whole nlmsg_type. */
void wire_begin(struct wire *w, uint16_t type, uint16_t flags, uint8_t family,
		uint16_t res_id);
/* Where the next attribute will stand. */
static inline uint32_t wire_len(const struct wire *w)
{
	return w->nlh->nlmsg_len;
}
static inline struct nlattr *wire_at(const struct wire *w, uint32_t off)
{
	return (struct nlattr *)((uint8_t *)w->nlh + off);
}
/* True when bytes more fit; the room is zeroed, for a library that does not
 * zero the padding of its attributes.  False sets overflow. */
bool wire_room(struct wire *w, uint32_t bytes);
/* Drops everything from offset len on. */
void wire_cut(struct wire *w, uint32_t len);
/* Adds whole attributes that were built elsewhere. */
void wire_append(struct wire *w, const void *data, uint32_t len);

/*
 * Adds the head of an attribute with a payload of len bytes, zeroes the
 * padding, and returns the payload; NULL: it does not fit.  The function is
 * here and not libmnl's, since a big ruleset has some millions of attributes:
 * libmnl's calls took as much time as all the rest of encoding.
 */
static inline void *wire_attr(struct wire *w, uint16_t type, size_t len)
{
	uint32_t at = wire_len(w);
	uint32_t full = MNL_ATTR_HDRLEN + MNL_ALIGN((uint32_t)len);
	struct nlattr *attr = wire_at(w, at);

	if (len > WIRE_ATTR_MAX - MNL_ATTR_HDRLEN || w->cap - at < full) {
		w->overflow = true;
		return NULL;
	}
	if (len & 3)
		memset((uint8_t *)attr + full - 4, 0, 4);
	attr->nla_len = (uint16_t)(MNL_ATTR_HDRLEN + len);
	attr->nla_type = type;
	w->nlh->nlmsg_len = at + full;
	return attr + 1;
}

static inline void wire_put(struct wire *w, uint16_t type, const void *data,
			    size_t len)
{
	void *to = wire_attr(w, type, len);

	if (to && len)
		memcpy(to, data, len);
}

/* A short name with its NUL, of len bytes, and zeroes behind it. */
static inline void wire_name(struct wire *w, uint16_t type,
			     const char name[static ROWS_NAME],
			     uint32_t len)
{
	uint32_t at = wire_len(w);
	struct nlattr *attr = wire_at(w, at);

	if (w->cap - at < MNL_ATTR_HDRLEN + ROWS_NAME) {
		w->overflow = true;
		return;
	}
	memcpy(attr + 1, name, ROWS_NAME);
	attr->nla_len = (uint16_t)(MNL_ATTR_HDRLEN + len);
	attr->nla_type = type;
	w->nlh->nlmsg_len = at + MNL_ATTR_HDRLEN + MNL_ALIGN(len);
}

/* A number of 1, 2, 4 or 8 bytes: most attributes are such. */
static inline void wire_number(struct wire *w, uint16_t type, uint64_t num,
			       uint32_t len)
{
	uint32_t at = wire_len(w);
	struct nlattr *attr = wire_at(w, at);

	if (w->cap - at < MNL_ATTR_HDRLEN + sizeof(num)) {
		w->overflow = true;
		return;
	}
	/* Behind its bytes follow zeroes, which pad it. */
	num = htobe64(num << (64 - 8 * len));
	memcpy(attr + 1, &num, sizeof(num));
	attr->nla_len = (uint16_t)(MNL_ATTR_HDRLEN + len);
	attr->nla_type = type;
	w->nlh->nlmsg_len = at + MNL_ATTR_HDRLEN + MNL_ALIGN(len);
}

static inline void wire_be32(struct wire *w, uint16_t type, uint32_t val)
{
	wire_number(w, type, val, sizeof(val));
}

void wire_str(struct wire *w, uint16_t type, const char *s); /* with its NUL */

/* Begins a nest and returns its offset; 0 when it does not fit. */
static inline uint32_t wire_nest(struct wire *w, uint16_t type)
{
	uint32_t at = wire_len(w);

	return wire_attr(w, type | NLA_F_NESTED, 0) ? at : 0;
}

static inline void wire_nest_end(struct wire *w, uint32_t nest)
{
	uint32_t len = wire_len(w) - nest;

	if (len > WIRE_ATTR_MAX)
		w->overflow = true;
	if (w->overflow)
		return;
	wire_at(w, nest)->nla_len = (uint16_t)len;
}

/* Add NFTA_DATA_* of a value or of a verdict, in a nest of the given type. */
void wire_value(struct wire *w, uint16_t type, const uint8_t *data, size_t len);
void wire_verdict(struct wire *w, uint16_t type, const struct low_verdict *v);

#endif
