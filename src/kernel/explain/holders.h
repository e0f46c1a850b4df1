/*
 * holders — what keeps an object from being deleted, private to kernel/.
 *
 * In:     what the kernel would not delete; its rules and maps, and those of
 *         the batch.
 * Out:    a note at the rule of the batch, or a hint with the handle of the
 *         kernel's rule, or the name of the map.
 * Errors: none: what cannot be asked is left out.
 */
#ifndef NFTLOAD_KERNEL_EXPLAIN_HOLDERS_H
#define NFTLOAD_KERNEL_EXPLAIN_HOLDERS_H

#include "kernel/explain/clues.h"

void holders_tell(struct clues *c, const struct subject *s);

#endif
