/*
 * netns — enters and leaves network namespaces.
 *
 * In:     a name of ip-netns(8), a path, or a process id.
 * Out:    the calling thread is in that namespace, until netns_return().
 * Owns:   a descriptor of the namespace that the thread came from, until
 *         netns_release().
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
/* Enters a new namespace; an ordinary user also becomes root of a new user
 * namespace. */
int netns_private(void) must_check;
void netns_release(struct netns_home *home);

#endif
