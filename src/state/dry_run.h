/*
 * dry_run — has the kernel judge a batch without its end, which it drops.
 *
 * In:     a batch, whose end is taken off where it has one.
 * Out:    the kernel's errors, in replies.
 * Owns:   the replies, from dry_run() to replies_release().
 * Errors: -errno where no answer came; what the kernel refuses is in the
 *         replies.
 * Spec:   net/netfilter/nfnetlink.c, nfnetlink_rcv_batch().
 *
 * The ruleset stays as it is, and so does its generation; packets see nothing.
 */
#ifndef NFTLOAD_STATE_DRY_RUN_H
#define NFTLOAD_STATE_DRY_RUN_H

#include "kernel/ask/replies.h"

/* replies_release() is due in any case. */
int dry_run(struct kernel_socket *s, struct batch *b,
	    struct replies *ret) must_check;

#endif
