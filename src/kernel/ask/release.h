/*
 * release — how old the running kernel is.
 *
 * In:     a version.
 * Out:    whether the kernel is older; one whose version cannot be read is not.
 * Errors: none.
 * Spec:   uname(2).
 *
 * Distributions take single features to older kernels: what can be tried is
 * tried instead.
 */
#ifndef NFTLOAD_KERNEL_ASK_RELEASE_H
#define NFTLOAD_KERNEL_ASK_RELEASE_H

#include <stdbool.h>

bool release_before(unsigned int major, unsigned int minor);

#endif
