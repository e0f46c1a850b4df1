/*
 * allow — reads the comments that silence findings.
 *
 * In:     a place in nft text and the name of a code.
 * Out:    whether a comment allows the code there.  JSON has no comments.
 * Owns:   nothing.
 * Errors: a code that no finding has is a warning.
 */
#ifndef NFTLOAD_LINT_ALLOW_H
#define NFTLOAD_LINT_ALLOW_H

#include "text/diag.h"
#include "text/source.h"

bool allow_has(const struct source_set *sources, struct span at,
	       const char *code);
/* Warns of each comment that allows an unknown code. */
void allow_check(const struct source_set *sources, struct diags *diags);

#endif
