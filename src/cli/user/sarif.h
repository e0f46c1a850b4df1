/*
 * sarif — diagnostics as one SARIF document, for services that show the results
 * of checks.
 *
 * In:     diagnostics, and sentences about the run, one by one; in the end the
 *         exit code.
 * Out:    the document, printed when the run ends.
 * Owns:   what was added, from sarif_new() to sarif_end().
 * Units:  columns from 1 in code points; end columns are exclusive, as SARIF
 *         has them.
 * Spec:   SARIF 2.1.0 (OASIS).
 */
#ifndef NFTLOAD_CLI_USER_SARIF_H
#define NFTLOAD_CLI_USER_SARIF_H

#include "text/diag.h"
#include "text/source.h"

#include <stdio.h>

struct sarif;

struct sarif *sarif_new(void);
void sarif_add(struct sarif *s, const struct source_set *sources,
	       const struct diag *d);
/* level: "error", "warning" or "note". */
void sarif_say(struct sarif *s, const char *level, const char *text);
/* Prints the document and frees it. */
void sarif_end(struct sarif *s, FILE *out, int code);

#endif
