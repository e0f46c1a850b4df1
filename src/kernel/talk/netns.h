/*
 * netns — other network namespaces.
 *
 * In:     NAME (of ip-netns(8)), PATH or PID.
 * Out:    the calling thread is in that namespace, until it goes home.
 * Owns:   a descriptor of the namespace it came from; netns_release().
 * Errors: -errno.
 * Spec:   setns(2), ip-netns(8).
 */
#ifndef NFTLOAD_KERNEL_TALK_NETNS_H
#define NFTLOAD_KERNEL_TALK_NETNS_H

#include "base/util.h"

struct netns_home {
	int fd;
};

int netns_remember(struct netns_home *home) must_check;
int netns_enter(const char *which) must_check;
int netns_return(const struct netns_home *home) must_check;
/* Into a new one; an ordinary user becomes root of a user namespace, too. */
int netns_private(void) must_check;
void netns_release(struct netns_home *home);

#endif
