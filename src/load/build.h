/*
 * build — compiles the input of a transaction into its batch.
 *
 * In:     a parsed input; a socket, where the kernel can be asked.
 * Out:    the batch; t->compiled.  Functions return LOAD_GOES_ON, or the code
 *         that the transaction ends with.
 * Owns:   the batch, the resolver with its answers, and what older kernels need
 *         changed, from build_init() to build_release().
 */
#ifndef NFTLOAD_LOAD_BUILD_H
#define NFTLOAD_LOAD_BUILD_H

#include "load/load.h"

void build_init(struct transaction *t);
void build_release(struct transaction *t);
int build_compile(struct transaction *t) must_check;
/* Drops the diagnostics since t->parsed, which would be reported twice. */
void build_forget(struct transaction *t);
/* Compiles once more: drops the diagnostics of the first compilation and asks
 * the kernel anew. */
int build_again(struct transaction *t) must_check;
/* Whether warnings end the load, under --strict. */
bool build_too_many_warnings(const struct load *l, const struct diags *diags);
/* Stores a failed system call in f; returns its code. */
int build_fail(struct load_failure *f, int err, const char *doing);

#endif
