/*
 * writer — who changes the ruleset while somebody reads it.
 *
 * In:     a socket that serves nothing else.
 * Out:    the last process other than this one that committed a change.
 * Owns:   nothing.
 * Errors: -errno where the socket cannot be told; without CAP_NET_ADMIN it
 *         cannot.
 * Spec:   linux/netfilter/nf_tables.h, NFTA_GEN_PROC_NAME.
 */
#ifndef NFTLOAD_KERNEL_ASK_WRITER_H
#define NFTLOAD_KERNEL_ASK_WRITER_H

#include "kernel/talk/socket.h"

struct writer {
	uint32_t pid;	  /* in the first namespace of processes; 0: nobody */
	char process[16]; /* its name, as the kernel keeps it */
};

/* From now on s hears of changes. */
int writer_watch(struct kernel_socket *s) must_check;
/* Reads what s has heard; *ret_writer stays as it was where that is nothing. */
void writer_last(struct kernel_socket *s, struct writer *ret_writer);

#endif
