/*
 * records — turns diagnostics into records for other programs.
 *
 * In:     a diagnostic and the sources that it points into.
 * Out:    a JSON object (nftload-report(5)), an annotation for the runners of
 *         GitHub Actions, or lines as compilers print them.
 * Owns:   JSON values are the caller's to release.
 * Units:  lines and columns from 1, in code points; end columns inclusive.
 * Spec:   man/nftload-report.5.
 */
#ifndef NFTLOAD_CLI_USER_RECORDS_H
#define NFTLOAD_CLI_USER_RECORDS_H

#include "text/diag.h"
#include "text/source.h"

#include <jansson.h>
#include <stdio.h>

/* Makes a string from text; bytes that are not UTF-8 become '?'.  NULL:
 * null. */
json_t *record_text(const char *text);
json_t *record_json(const struct source_set *sources, const struct diag *d);
void record_github(FILE *out, const struct source_set *sources,
		   const struct diag *d);
/* Prints the diagnostic as file:line:column: level: text, and each note and hint
 * in a line of its own. */
void record_short(FILE *out, const struct source_set *sources,
		  const struct diag *d);
/* Prints a sentence without a place. */
void record_github_plain(FILE *out, const char *level, const char *text);

#endif
