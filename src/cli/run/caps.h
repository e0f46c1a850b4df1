/*
 * caps — the capabilities of this process, and giving them up.
 *
 * In:     sets of capabilities, one bit for each: CAP_BIT().
 * Out:    those that may be used, which shrink.
 * Owns:   nothing.
 * Errors: -errno of capget(2) or capset(2).
 * Spec:   capabilities(7).  A library for it asks the kernel for much more, on
 *         28 system calls of a start where these are three.
 */
#ifndef NFTLOAD_CLI_RUN_CAPS_H
#define NFTLOAD_CLI_RUN_CAPS_H

#include "base/util.h"

#include <linux/capability.h>

#define CAPS_COUNT (CAP_CHECKPOINT_RESTORE + 1) /* those with names */
#define CAP_BIT(cap) (UINT64_C(1) << (cap))

/* The permitted ones. */
int caps_held(uint64_t *ret_held) must_check;
/* Gives up all but these, and what programs would inherit. */
int caps_keep_only(uint64_t keep) must_check;
/* "net_admin"; cap is below CAPS_COUNT. */
const char *caps_name(unsigned int cap);

#endif
