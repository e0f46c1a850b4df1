/*
 * lint — finds what a kernel takes and nobody can have meant.
 *
 * In:     the state that a batch without errors makes of an unknown kernel,
 *         with its references counted (state_apply() with refusals); the
 *         sources of the batch.
 * Out:    warnings, each with a code of its own (DIAG_LINT_*) and its place.
 * Owns:   nothing; the state's hashes may be filled in.
 * Errors: none.
 * Spec:   nftload(8), LINT.
 *
 * A comment `# nftload: allow CODE` on the line of a finding, or in the lines of
 * comments directly above, silences it.
 */
#ifndef NFTLOAD_LINT_LINT_H
#define NFTLOAD_LINT_LINT_H

#include "state/store.h"
#include "text/source.h"

void lint_state(struct state *s, const struct source_set *sources,
		struct diags *diags);

#endif
