/*
 * link — makes network interfaces, only in a namespace of our own.
 *
 * In:     a name.
 * Out:    an interface of that name that carries no packets.
 * Errors: -errno; an interface of that name that exists already counts as made.
 * Spec:   rtnetlink(7).
 */
#ifndef NFTLOAD_KERNEL_TALK_LINK_H
#define NFTLOAD_KERNEL_TALK_LINK_H

#include "base/util.h"

int link_make(const char *name) must_check;

#endif
