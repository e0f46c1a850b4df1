/*
 * nlattrs — attributes of a netlink message that the kernel sent.
 *
 * In:     a struct nlmsghdr with a struct nfgenmsg behind it, or a nest.
 * Out:    attributes by number; NULL where one is absent.  Borrowed.
 * Units:  numbers are turned into host order.
 * Errors: none: what does not fit its bounds counts as absent.
 */
#ifndef NFTLOAD_CLI_NLATTRS_H
#define NFTLOAD_CLI_NLATTRS_H

#include "base/util.h"

#include <linux/netlink.h>

#define NLATTRS_MAX 32

struct nlattrs {
	const struct nlattr *by_number[NLATTRS_MAX];
};

void nlattrs_of_message(struct nlattrs *a, const struct nlmsghdr *nlh);
void nlattrs_of_nest(struct nlattrs *a, const struct nlattr *nest);

/* NULL: absent, or not ended by a NUL. */
const char *nlattrs_string(const struct nlattrs *a, unsigned int number);
/* 0 when absent. */
uint64_t nlattrs_number(const struct nlattrs *a, unsigned int number);
const void *nlattrs_bytes(const struct nlattrs *a, unsigned int number,
			  size_t *ret_len);
/* The attributes of a nest one by one; before NULL: the first. */
const struct nlattr *nlattrs_child(const struct nlattr *nest,
				   const struct nlattr *before);
const char *nlattr_text(const struct nlattr *attr, size_t *ret_len);

#endif
