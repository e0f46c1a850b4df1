/*
 * kernel_can — what the running kernel does of what not all kernels do.
 *
 * In:     the abilities that somebody wants to use.
 * Out:    those of them that the kernel has.
 * Owns:   nothing.
 * Errors: none: what cannot be asked the kernel does not do.
 * Spec:   experiments on Linux 6.1, 6.12 and 6.18; tests/plan/abilities.sh.
 *
 * The kernel's version does not tell: distributions take single features to
 * older kernels.  So a batch without its end tries them, and nothing changes.
 *
 * Two abilities no batch can try, as kernels without them say yes and do
 * nothing: sizes of sets and times of elements that are there.  They are
 * concluded from others that came later: an answer to the end of a batch
 * (6.10), an operation on two registers (6.13, and Debian's 6.12).  A kernel in between is taken
 * for one without, which costs a detour and is right.
 */
#ifndef NFTLOAD_PLAN_KERNEL_CAN_H
#define NFTLOAD_PLAN_KERNEL_CAN_H

#include "kernel/talk/socket.h"
#include "plan/change.h"

/* Bits of enum kernel_ability.  Nothing is asked where nothing is wanted. */
uint32_t kernel_can(struct kernel_socket *s, uint32_t wanted);

#endif
