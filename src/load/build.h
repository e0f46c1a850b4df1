/*
 * build — compiles the input of a transaction into its batch.
 *
 * In:     a parsed input; a socket, where the kernel can be asked.
 * Out:    the batch; t->compiled.  Results are LOAD_GOES_ON or the code.
 * Owns:   build_init() to build_release(): the compiler's surroundings.
 */
#ifndef NFTLOAD_LOAD_BUILD_H
#define NFTLOAD_LOAD_BUILD_H

#include "load/load.h"

void build_init(struct transaction *t);
void build_release(struct transaction *t);
int build_compile(struct transaction *t) must_check;
/* Once more, as if nothing had been reported; what the kernel said is asked
 * for anew. */
int build_again(struct transaction *t) must_check;
/* --strict */
bool too_many_warnings(const struct load *l, const struct diags *diags);
/* Notes a failure; returns its code. */
int fail(struct load_failure *f, int err, const char *doing);

#endif
