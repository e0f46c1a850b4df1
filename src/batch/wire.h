/*
 * wire — one netlink message under construction, in a scratch buffer.
 *
 * In:     attributes, in the order they shall have.
 * Out:    a struct nlmsghdr of nlmsg_len bytes.
 * Owns:   the buffer; wire_release() frees it.
 * Units:  offsets and lengths in bytes, from the message's start.  Numbers
 *         are given in host order; be16, be32, be64 are their wire encodings.
 * Errors: a put beyond the capacity, or an attribute or nest over 65,535
 *         bytes, writes nothing and sets overflow, which the caller tests once.
 * Spec:   RFC 3549; linux/netlink.h.
 */
#ifndef NFTLOAD_BATCH_WIRE_H
#define NFTLOAD_BATCH_WIRE_H

#include "compile/low.h"

#include <libmnl/libmnl.h>

/* The longest nest (64 KiB), a header before it and one thing after it. */
#define WIRE_CAPACITY (192 * 1024)
#define WIRE_ATTR_MAX 65535u

struct wire {
	struct nlmsghdr *nlh;
	uint32_t cap;
	bool overflow;
};

void wire_init(struct wire *w);
void wire_release(struct wire *w);

/* Empties w and begins a message; type is a whole nlmsg_type. */
void wire_begin(struct wire *w, uint16_t type, uint16_t flags, uint8_t family,
		uint16_t res_id);
/* Where the next attribute will stand. */
static inline uint32_t wire_len(const struct wire *w)
{
	return w->nlh->nlmsg_len;
}
/* True when bytes more fit; sets overflow when not. */
bool wire_room(struct wire *w, uint32_t bytes);
/* Forgets everything from offset len on. */
void wire_cut(struct wire *w, uint32_t len);
/* Whole attributes that were built before. */
void wire_append(struct wire *w, const void *data, uint32_t len);

void wire_put(struct wire *w, uint16_t type, const void *data, size_t len);
void wire_u8(struct wire *w, uint16_t type, uint8_t val);
void wire_be16(struct wire *w, uint16_t type, uint16_t val);
void wire_be32(struct wire *w, uint16_t type, uint32_t val);
void wire_be64(struct wire *w, uint16_t type, uint64_t val);
void wire_str(struct wire *w, uint16_t type, const char *s); /* with its NUL */

/* A nest is its offset; 0 when it did not fit. */
uint32_t wire_nest(struct wire *w, uint16_t type);
void wire_nest_end(struct wire *w, uint32_t nest);

/* NFTA_DATA_* of a value or of a verdict, in a nest of the given type. */
void wire_value(struct wire *w, uint16_t type, const uint8_t *data, size_t len);
void wire_verdict(struct wire *w, uint16_t type, const struct low_verdict *v);

#endif
