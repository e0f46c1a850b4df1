/*
 * link — makes interfaces, in a namespace of our own only.
 *
 * In:     a name.
 * Out:    an interface of that name that carries no packets.
 * Errors: -errno; 0 also where one of that name is there.
 * Spec:   rtnetlink(7).
 */
#ifndef NFTLOAD_KERNEL_TALK_LINK_H
#define NFTLOAD_KERNEL_TALK_LINK_H

#include "base/util.h"

int link_make(const char *name) must_check;

#endif
