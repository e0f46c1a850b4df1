/*
 * linting — functions that look for one kind of finding each, private to
 * lint/.
 *
 * In:     the lint; a table.
 * Out:    findings (finding.h).
 * Owns:   nothing.
 * Errors: none.
 */
#ifndef NFTLOAD_LINT_LINTING_H
#define NFTLOAD_LINT_LINTING_H

#include "lint/finding.h"

void lint_unreachable(struct lint *l, struct state_table *t);
void lint_unused(struct lint *l, struct state_table *t);
void lint_repeated(struct lint *l, struct state_table *t);
void lint_interfaces(struct lint *l, struct state_table *t);
void lint_devices(struct lint *l, struct state_table *t);
void lint_established(struct lint *l, struct state_table *t);
/* Compares the base chains of all tables. */
void lint_shadowed(struct lint *l);

#endif
