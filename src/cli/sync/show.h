/*
 * show — prints the differences of a plan as text and as JSON.
 *
 * In:     a plan; the sources of the desired state.
 * Out:    lines on a FILE, as in a unified diff; JSON values.
 * Owns:   values are the caller's to release.
 * Errors: none: main() checks the stream.
 * Spec:   nftload(8), nftload-report(5).
 */
#ifndef NFTLOAD_CLI_SYNC_SHOW_H
#define NFTLOAD_CLI_SYNC_SHOW_H

#include "cli/history/keeping.h"
#include "plan/plan.h"
#include "text/source.h"

#include <jansson.h>
#include <stdio.h>

struct show_how {
	bool colour; /* words that differ within a rule are marked */
	/* Prints only items for which it returns true; NULL: all. */
	bool (*wanted)(void *ctx, const struct plan_table *t,
		       const struct plan_item *i);
	void *ctx;
};

void show_text(FILE *out, const struct plan *p,
	       const struct source_set *sources, const struct show_how *how);
/* The same as one text, which the caller frees by free(3). */
char *show_lines(const struct plan *p, const struct source_set *sources,
		 const struct show_how *how);
/* Adds the differences to an entry of the history. */
void show_keep(struct keeping *k, const struct plan *p,
	       const struct source_set *sources);
/* "2 added, 1 changed, 1 removed, 1204 unchanged; counters kept in 1203
 * rules"; will: "2 to add ...". */
void show_counts(char *text, size_t size, const struct plan_counts *n,
		 bool will);
json_t *show_items(const struct plan *p, const struct source_set *sources);
json_t *show_counts_json(const struct plan_counts *n);

#endif
