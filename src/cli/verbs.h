/*
 * verbs — what the program can be asked to do, one file for each.
 *
 * In:     argc and argv with the verb as argv[0]; of them, the options.
 * Out:    the exit code.
 */
#ifndef NFTLOAD_CLI_VERBS_H
#define NFTLOAD_CLI_VERBS_H

#include "cli/boot/boot.h"
#include "cli/run/verb_load.h"
#include "cli/sync/verb_sync.h"
#include "cli/user/options.h"

#include <stdio.h>

struct verb {
	const char *name;
	const char *args; /* for the synopsis */
	const char *help;
	int (*run)(struct options *o); /* NULL: help, which takes no options */
	enum option_form form;
	bool needs_file;
};

int verb_doctor(struct options *o);

/* Ends with name NULL. */
extern const struct verb verbs[];

const struct verb *verb_by_name(const char *name);
/* Reads the options, answers --help and its like, asks for a FILE where the
 * verb needs one, else runs it. v is NULL for nft's flags. */
int verb_main(const struct verb *v, int argc, char **argv);
void usage_print(FILE *out);

#endif
