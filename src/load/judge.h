/*
 * judge — finds errors of a batch that any kernel would report, without a
 * kernel.
 *
 * In:     a compiled transaction.
 * Out:    diagnostics in the words of the kernel's errors.  A name that the
 *         kernel may have is no error.
 * Owns:   nothing.
 */
#ifndef NFTLOAD_LOAD_JUDGE_H
#define NFTLOAD_LOAD_JUDGE_H

#include "load/load.h"

void judge(struct transaction *t);

#endif
