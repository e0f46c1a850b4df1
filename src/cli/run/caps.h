/*
 * caps — the capabilities of this process, and giving them up.
 *
 * In:     sets of capabilities, one bit for each: CAP_BIT().
 * Out:    the capabilities of the process, which only get fewer.
 * Owns:   nothing.
 * Errors: -errno of capget(2) or capset(2).
 * Spec:   capabilities(7).  libcap-ng asks the kernel for much more: it makes 28
 *         system calls in a start, where these functions make four.
 */
#ifndef NFTLOAD_CLI_RUN_CAPS_H
#define NFTLOAD_CLI_RUN_CAPS_H

#include "base/util.h"

#include <linux/capability.h>

#define CAPS_COUNT (CAP_CHECKPOINT_RESTORE + 1) /* capabilities with names */
#define CAP_BIT(cap) (UINT64_C(1) << (cap))

/* The permitted capabilities. */
int caps_held(uint64_t *ret_held) must_check;
/* Gives up all others, and all that started programs would inherit. */
int caps_keep_only(uint64_t keep) must_check;
/* "net_admin"; cap is below CAPS_COUNT. */
const char *caps_name(unsigned int cap);

#endif
