/*
 * judge — what the input alone decides, where no kernel judges the batch.
 *
 * In:     a compiled transaction.
 * Out:    what any kernel would refuse, as diagnostics in the words that its
 *         refusal gets.  What only the kernel could have is no mistake.
 * Owns:   nothing.
 */
#ifndef NFTLOAD_LOAD_JUDGE_H
#define NFTLOAD_LOAD_JUDGE_H

#include "load/load.h"

void judge(struct transaction *t);

#endif
