/*
 * reshape — an order of messages, and names of sets, that cost the kernel less.
 *
 * When a rule takes a set of its own, the kernel walks all of the transaction so
 * far; when it makes a set that has no name yet, `__set%d`, it compares the
 * names of all sets of the table.  So sets are given names, and messages on
 * which no rule with a set of its own depends go behind those rules: other
 * rules (the order of rules in each chain stays) and elements of sets with a
 * name.  What the batch leaves in the kernel is the same.
 *
 * In:     a batch that is not sealed and asks for no echoes.
 * Out:    the same batch; true: something was changed.  Its places are no
 *         longer those of its messages then: a reshaped batch that the kernel
 *         refuses is to be made again and sent as it was, which gives the
 *         errors of the plain batch.
 * Owns:   nothing.
 */
#ifndef NFTLOAD_BATCH_RESHAPE_H
#define NFTLOAD_BATCH_RESHAPE_H

#include "batch/batch.h"

/* salt: any number; batches of different salts name their sets
 * differently. */
bool batch_reshape(struct batch *b, uint32_t salt);

#endif
