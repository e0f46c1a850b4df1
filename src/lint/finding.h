/*
 * finding — reports what a lint has found.
 *
 * In:     struct lint: the state, and what is known of its chains (facts.h); a
 *         code, a place and a sentence.
 * Out:    warnings.
 * Owns:   nothing.
 * Errors: none.
 */
#ifndef NFTLOAD_LINT_FINDING_H
#define NFTLOAD_LINT_FINDING_H

#include "lint/facts.h"
#include "text/diag.h"
#include "text/source.h"

struct lint {
	struct state *s;
	const struct source_set *sources;
	struct diags *diags;
	struct facts facts;
	bool hashed; /* canon_state() has been called */
};

/* Warns, unless a comment at the place allows the code; returns whether it has
 * warned, so that a note may follow. */
bool lint_say(struct lint *l, enum diag_code code, struct span at,
	      const char *fmt, ...) format_printf(4, 5);
/* The place of an item, and of its name. */
struct span lint_place(const struct lint *l, const struct state_item *i);
struct span lint_name_place(const struct lint *l, const struct state_item *i);
/* "inet filter": for messages; borrowed until the end of the lint. */
const char *lint_table_name(struct lint *l, const struct state_table *t);

#endif
