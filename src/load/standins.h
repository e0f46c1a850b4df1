/*
 * standins — makes the interfaces that the input names, in a private network
 * namespace that has none (check --kernel=private).
 *
 * In:     what the compiler asks for and sends.
 * Out:    the same, with an interface made for each name first.
 * Errors: none; the kernel refuses what needs an interface that could not be
 *         made.
 */
#ifndef NFTLOAD_LOAD_STANDINS_H
#define NFTLOAD_LOAD_STANDINS_H

#include "compile/resolver.h"
#include "object/low.h"

/* r is one that names_init() has filled. */
void standins_resolve(struct resolver *r);
/* inner is kept: it must outlive the sink. */
struct low_sink standins_sink(struct low_sink *inner);

#endif
