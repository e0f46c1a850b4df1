/*
 * decode — message bytes to text: --dump=messages and --dump=bytecode.
 *
 * In:     serialised messages of a batch (or of a kernel dump).
 * Out:    lines on a FILE, stable and diff-able.  `messages` prints every
 *         message with all attributes by name; `bytecode` prints rules and
 *         sets as expressions, one a line.
 */
#ifndef NFTLOAD_BATCH_DECODE_H
#define NFTLOAD_BATCH_DECODE_H

#include "batch/batch.h"

#include <stdio.h>

void decode_messages(FILE *out, const struct batch *b);
void decode_bytecode(FILE *out, const struct batch *b);

#endif
