/*
 * version — prints the program's version, and the options and libraries of its
 * build.
 *
 * In:     the stream to print to; the results of configure.
 * Out:    one line (version_print) or several (version_features).
 * Errors: none here: the caller checks the stream at the end.
 */
#ifndef NFTLOAD_CLI_VERSION_H
#define NFTLOAD_CLI_VERSION_H

#include <stdio.h>

void version_print(FILE *out);
void version_features(FILE *out);

#endif
