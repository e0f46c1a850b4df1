/*
 * version — what this program is and what it was built with.
 *
 * In:     the stream to print to; what configure found.
 * Out:    one line (version_print) or several (features_print).
 * Errors: none here: whoever called looks at the stream at the end.
 */
#ifndef NFTLOAD_CLI_VERSION_H
#define NFTLOAD_CLI_VERSION_H

#include <stdio.h>

void version_print(FILE *out);
void features_print(FILE *out);

#endif
