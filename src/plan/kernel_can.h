/*
 * kernel_can — tries which abilities the running kernel has.
 *
 * In:     the abilities that the caller wants to use.
 * Out:    those that the kernel has.
 * Owns:   nothing.
 * Errors: none: an ability that cannot be tried counts as missing.
 * Spec:   experiments on Linux 6.1, 6.12 and 6.18; tests/plan/abilities.sh.
 *
 * The kernel's version is not reliable, as distributions port single features
 * back to older kernels.  So a batch without an end message tries the
 * abilities; nothing changes.
 *
 * A batch cannot try two abilities, since kernels without them accept the
 * messages and do nothing: changing the sizes of sets, and the times of
 * existing elements.  They are concluded from later features: an answer to the
 * end of a batch (6.10), an operation on two registers (6.13).  A kernel in
 * between counts as one without the ability; that costs a detour but is never
 * wrong.
 */
#ifndef NFTLOAD_PLAN_KERNEL_CAN_H
#define NFTLOAD_PLAN_KERNEL_CAN_H

#include "kernel/talk/socket.h"
#include "plan/change.h"

/* Bits of enum kernel_ability. wanted 0: nothing is tried. */
uint32_t kernel_can(struct kernel_socket *s, uint32_t wanted);

#endif
