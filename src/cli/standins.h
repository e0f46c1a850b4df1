/*
 * standins — check --kernel=private: a namespace of our own, and interfaces in
 * it for those that the input names.
 *
 * In:     what the compiler asks for and sends.
 * Out:    the same, with an interface made for each name first.
 * Errors: standins_enter(): an exit code after a sentence on stderr, 0 done.
 *         An interface that cannot be made is the kernel's to miss.
 * Spec:   user_namespaces(7), network_namespaces(7).
 */
#ifndef NFTLOAD_CLI_STANDINS_H
#define NFTLOAD_CLI_STANDINS_H

#include "object/low.h"
#include "compile/resolver.h"

int standins_enter(void) must_check;
/* r is one that names_init() has filled. */
void standins_resolve(struct resolver *r);
/* inner is kept: it must outlive the sink. */
struct low_sink standins_sink(struct low_sink *inner);

#endif
