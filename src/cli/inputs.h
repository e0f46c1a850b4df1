/*
 * inputs — the files, standard input or command-line words of a run.
 *
 * In:     options.  Out: sources, in the order given.
 * Errors: -1 after a diagnostic for each input that cannot be read.
 */
#ifndef NFTLOAD_CLI_INPUTS_H
#define NFTLOAD_CLI_INPUTS_H

#include "cli/options.h"
#include "text/diag.h"
#include "text/source.h"

int inputs_read(const struct options *o, struct source_set *sources,
		struct diags *diags) must_check;
/* Reads a file beforehand, for several runs that inherit what is held; NULL:
 * it cannot be read, as they will say. */
const struct source *input_hold(const char *path, struct source_set *sources);
/* --verbose: what was read, included files too. */
void inputs_tell(const struct options *o, const struct source_set *sources);
/* JSON or text: by the first character that is not blank, and by -j. */
bool input_is_json(const struct options *o, const struct source *src);

#endif
