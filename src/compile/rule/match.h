/*
 * match — lowers matches at the end of their rule.
 *
 * Internal to compile/.
 *
 * In:     a typed item of a rule whose matches have been merged.
 * Out:    the item's loads, comparisons and look-ups at the end of the code.
 * Errors: -1 after a diagnostic.
 * Spec:   doc/lowering.md.
 */
#ifndef NFTLOAD_COMPILE_RULE_MATCH_H
#define NFTLOAD_COMPILE_RULE_MATCH_H

#include "compile/expr/rule_build.h"

/* Emits the code of a match item. */
int match_lower(struct code *cd, const struct rule_item *item) must_check;

#endif
