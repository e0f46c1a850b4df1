/*
 * merge — what is done to a rule's matches once all are known: neighbouring
 * header fields are compared at once, and what says nothing is dropped.
 *
 * Internal to compile/.
 *
 * In:     the rule's items, complete.
 * Out:    the same list; what was joined or says nothing is marked dropped.
 * Owns:   nothing; new nodes lie in the scratch arena.
 * Errors: none.
 * Spec:   doc/lowering.md.
 */
#ifndef NFTLOAD_COMPILE_RULE_MERGE_H
#define NFTLOAD_COMPILE_RULE_MERGE_H

#include "compile/expr/rule_build.h"

void merge_matches(struct rule_build *r);

#endif
