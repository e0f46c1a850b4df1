/*
 * dump — prints the messages of a batch: --dump=messages, --dump=bytecode.
 *
 * In:     serialised messages of a batch.
 * Out:    lines on a FILE, stable and diff-able (object/print.h).  `messages`
 *         prints every message with its length, its place and all attributes;
 *         `bytecode` prints rules and sets as expressions, one a line.
 */
#ifndef NFTLOAD_BATCH_DUMP_H
#define NFTLOAD_BATCH_DUMP_H

#include "batch/batch.h"

#include <stdio.h>

void dump_messages(FILE *out, const struct batch *b);
void dump_bytecode(FILE *out, const struct batch *b);

#endif
