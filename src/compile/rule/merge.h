/*
 * merge — joins neighbouring header fields into one comparison once all matches
 * of a rule are known, and drops matches that are always true.
 *
 * Internal to compile/.
 *
 * In:     the rule's items, complete.
 * Out:    the same list; items that were joined to others or are always true
 *         are marked dropped.
 * Owns:   nothing; new nodes lie in the scratch arena.
 * Errors: none.
 * Spec:   doc/lowering.md.
 */
#ifndef NFTLOAD_COMPILE_RULE_MERGE_H
#define NFTLOAD_COMPILE_RULE_MERGE_H

#include "compile/expr/rule_build.h"

void merge_matches(struct rule_build *r);

#endif
