/*
 * writer — finds out which process changes the ruleset during a reading.
 *
 * In:     a socket that is used for nothing else.
 * Out:    the last process other than this one that committed a change.
 * Owns:   nothing.
 * Errors: -errno if the socket cannot get notifications; without CAP_NET_ADMIN
 *         it cannot.
 * Spec:   linux/netfilter/nf_tables.h, NFTA_GEN_PROC_NAME.
 */
#ifndef NFTLOAD_KERNEL_ASK_WRITER_H
#define NFTLOAD_KERNEL_ASK_WRITER_H

#include "kernel/talk/socket.h"
#include "object/low.h"

struct writer {
	uint32_t pid;	  /* in the first namespace of processes; 0: nobody */
	char process[16]; /* the process's name, as the kernel keeps it */
};

/* From now on s is notified of changes. */
int writer_watch(struct kernel_socket *s) must_check;
/* From now on it is not. */
void writer_ignore(struct kernel_socket *s);
/* Reads the notifications of s; *ret_writer stays unchanged if there are
 * none. */
void writer_last(struct kernel_socket *s, struct writer *ret_writer);
/* Notes the process that made a generation, unless it is this one. */
void writer_note(struct writer *w, const struct low_gen *g);

#endif
