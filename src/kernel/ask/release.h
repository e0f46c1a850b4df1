/*
 * release — compares the release of the running kernel.
 *
 * In:     a release of Linux.
 * Out:    whether the running kernel is older; false where its release cannot
 *         be read.
 * Errors: none.
 * Spec:   uname(2).
 *
 * Distributions port single features back to older kernels: prefer to try a
 * feature, where that is possible.
 */
#ifndef NFTLOAD_KERNEL_ASK_RELEASE_H
#define NFTLOAD_KERNEL_ASK_RELEASE_H

#include <stdbool.h>

bool release_before(unsigned int major, unsigned int minor);

#endif
