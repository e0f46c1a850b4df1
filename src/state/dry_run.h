/*
 * dry_run — has the kernel check a batch without its end message, so that the
 * kernel drops the batch.
 *
 * In:     a batch; an end message is removed.
 * Out:    the kernel's errors, in replies.
 * Owns:   the replies, from dry_run() to replies_release().
 * Errors: -errno if no answer came; the kernel's errors are in the replies.
 * Spec:   net/netfilter/nfnetlink.c, nfnetlink_rcv_batch().
 *
 * The ruleset and its generation stay as they are; packets are not affected.
 */
#ifndef NFTLOAD_STATE_DRY_RUN_H
#define NFTLOAD_STATE_DRY_RUN_H

#include "kernel/ask/replies.h"

/* Call replies_release() in any case. */
int dry_run(struct kernel_socket *s, struct batch *b,
	    struct replies *ret) must_check;

#endif
