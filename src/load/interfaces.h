/*
 * interfaces — makes the interfaces that the input names, in a private network
 * namespace that has none (check --kernel=private).
 *
 * In:     the compiler's questions for interfaces, and its messages.
 * Out:    the same questions and messages, after an interface was made for each
 *         name.
 * Errors: none; if an interface cannot be made, the kernel refuses the object
 *         that needs it.
 */
#ifndef NFTLOAD_LOAD_INTERFACES_H
#define NFTLOAD_LOAD_INTERFACES_H

#include "compile/resolver.h"
#include "object/low.h"

/* Replaces a function of r, which names_init() has filled. */
void interfaces_resolve(struct resolver *r);
/* Returns a sink before inner, which must outlive the sink. */
struct low_sink interfaces_sink(struct low_sink *inner);

#endif
