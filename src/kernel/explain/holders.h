/*
 * holders — finds the rules and maps that keep an object from being deleted,
 * private to kernel/.
 *
 * In:     the object that the kernel refused to delete; the rules and maps of
 *         the kernel and of the batch.
 * Out:    a note at the rule of the batch, or a hint with the handle of the
 *         kernel's rule or the name of the map.
 * Errors: none: if a question fails, the note or hint is left out.
 */
#ifndef NFTLOAD_KERNEL_EXPLAIN_HOLDERS_H
#define NFTLOAD_KERNEL_EXPLAIN_HOLDERS_H

#include "kernel/explain/clues.h"

void holders_tell(struct clues *c, const struct subject *s);

#endif
