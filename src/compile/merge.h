/*
 * merge — what is done to a rule's matches once all are known: neighbouring
 * header fields are compared at once, and what says nothing is dropped.
 *
 * Internal to compile/.
 */
#ifndef NFTLOAD_COMPILE_MERGE_H
#define NFTLOAD_COMPILE_MERGE_H

#include "compile/rule.h"

void merge_matches(struct rule_build *r);

#endif
