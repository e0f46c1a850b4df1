/*
 * counts — counts the messages of a batch by object and verb.
 *
 * In:     the messages of a batch.
 * Out:    {"rule": {"add": 3, "delete": 1}, "element": {...}, ...}.  Anonymous
 *         sets and chains, which are part of a rule, are not counted.
 * Owns:   the value is the caller's to release.
 * Spec:   man/nftload-report.5.
 */
#ifndef NFTLOAD_CLI_REPORT_COUNTS_H
#define NFTLOAD_CLI_REPORT_COUNTS_H

#include "batch/batch.h"

#include <jansson.h>

json_t *counts_json(const struct batch *b);

#endif
