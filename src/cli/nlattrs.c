#include "config.h"

#include "cli/nlattrs.h"

#include "base/bytes.h"

#include <linux/netfilter/nfnetlink.h>
#include <string.h>

static const uint8_t *payload(const struct nlattr *attr)
{
	return (const uint8_t *)attr + NLA_HDRLEN;
}

static size_t payload_len(const struct nlattr *attr)
{
	return attr->nla_len - NLA_HDRLEN;
}

/* The attribute at p, or NULL when it does not fit the len bytes there. */
static const struct nlattr *attr_at(const uint8_t *p, size_t len)
{
	const struct nlattr *attr = (const void *)p;

	if (len < NLA_HDRLEN || attr->nla_len < NLA_HDRLEN ||
	    attr->nla_len > len)
		return NULL;
	return attr;
}

static void read_all(struct nlattrs *a, const uint8_t *p, size_t len)
{
	const struct nlattr *attr;

	memset(a, 0, sizeof(*a));
	while ((attr = attr_at(p, len))) {
		unsigned int number = attr->nla_type & NLA_TYPE_MASK;
		size_t step = MIN((size_t)NLA_ALIGN(attr->nla_len), len);

		if (number < NLATTRS_MAX)
			a->by_number[number] = attr;
		p += step;
		len -= step;
	}
}

void nlattrs_of_message(struct nlattrs *a, const struct nlmsghdr *nlh)
{
	size_t skip = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct nfgenmsg));

	if (nlh->nlmsg_len < skip)
		skip = nlh->nlmsg_len;
	read_all(a, (const uint8_t *)nlh + skip, nlh->nlmsg_len - skip);
}

void nlattrs_of_nest(struct nlattrs *a, const struct nlattr *nest)
{
	read_all(a, payload(nest), payload_len(nest));
}

const char *nlattrs_string(const struct nlattrs *a, unsigned int number)
{
	const struct nlattr *attr = a->by_number[number];

	if (!attr || !memchr(payload(attr), 0, payload_len(attr)))
		return NULL;
	return (const char *)payload(attr);
}

uint64_t nlattrs_number(const struct nlattrs *a, unsigned int number)
{
	const struct nlattr *attr = a->by_number[number];

	if (!attr || payload_len(attr) > sizeof(uint64_t))
		return 0;
	return bytes_get_be(payload(attr), payload_len(attr));
}

const void *nlattrs_bytes(const struct nlattrs *a, unsigned int number,
			  size_t *ret_len)
{
	const struct nlattr *attr = a->by_number[number];

	if (!attr)
		return NULL;
	*ret_len = payload_len(attr);
	return payload(attr);
}

const struct nlattr *nlattrs_child(const struct nlattr *nest,
				   const struct nlattr *before)
{
	const uint8_t *end = (const uint8_t *)nest + nest->nla_len;
	const uint8_t *p = payload(nest);

	if (before)
		p = (const uint8_t *)before + NLA_ALIGN(before->nla_len);
	return p < end ? attr_at(p, (size_t)(end - p)) : NULL;
}

const char *nlattr_text(const struct nlattr *attr, size_t *ret_len)
{
	const char *text = (const char *)payload(attr);

	*ret_len = strnlen(text, payload_len(attr));
	return text;
}
