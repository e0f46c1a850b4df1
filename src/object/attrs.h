/*
 * attrs — walks over the attributes of a netlink message or of a nest.
 *
 * In:     a message or a nest, of any bytes.
 * Out:    each attribute that lies within the bytes.  The walk ends before the
 *         first attribute that does not.
 * Owns:   nothing.
 * Spec:   linux/netlink.h.
 */
#ifndef NFTLOAD_OBJECT_ATTRS_H
#define NFTLOAD_OBJECT_ATTRS_H

#include "base/util.h"

#include <linux/netlink.h>

struct attrs {
	const uint8_t *at, *end;
};

static inline const uint8_t *attr_data(const struct nlattr *a)
{
	return (const uint8_t *)a + NLA_HDRLEN;
}

static inline uint32_t attr_len(const struct nlattr *a)
{
	return a->nla_len - (uint32_t)NLA_HDRLEN;
}

static inline unsigned int attr_number(const struct nlattr *a)
{
	return a->nla_type & NLA_TYPE_MASK;
}

/* The attributes behind the first skip bytes of a message's payload. */
static inline struct attrs attrs_of_message(const struct nlmsghdr *nlh,
					    uint32_t skip)
{
	const uint8_t *start = (const uint8_t *)nlh;
	uint32_t head = NLMSG_HDRLEN + NLMSG_ALIGN(skip);

	return (struct attrs){ start + MIN(head, nlh->nlmsg_len),
			       start + nlh->nlmsg_len };
}

static inline struct attrs attrs_of_nest(const struct nlattr *nest)
{
	return (struct attrs){ attr_data(nest), attr_data(nest) + attr_len(nest) };
}

/* The next attribute; NULL: there are no more. */
static inline const struct nlattr *attrs_next(struct attrs *s)
{
	const struct nlattr *a = (const void *)s->at;
	size_t left = (size_t)(s->end - s->at);

	if (left < NLA_HDRLEN || a->nla_len < NLA_HDRLEN || a->nla_len > left)
		return NULL;
	s->at += MIN((size_t)NLA_ALIGN(a->nla_len), left);
	return a;
}

#endif
