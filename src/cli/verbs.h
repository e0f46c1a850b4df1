/*
 * verbs — the table of the program's verbs, and how a verb is run.
 *
 * In:     argc and argv, with the verb as argv[0].
 * Out:    the exit code.
 */
#ifndef NFTLOAD_CLI_VERBS_H
#define NFTLOAD_CLI_VERBS_H

#include "cli/boot/boot.h"
#include "cli/confirm/verb_confirm.h"
#include "cli/run/verb_load.h"
#include "cli/sync/verb_sync.h"
#include "cli/undo/verb_history.h"
#include "cli/undo/verb_undo.h"
#include "cli/user/options.h"

#include <stdio.h>

struct verb {
	const char *name;
	const char *args; /* for the synopsis */
	const char *help;
	int (*run)(struct options *o); /* NULL: the verb help, which takes no
					* options */
	enum option_form form;
	bool needs_file;
};

int verb_doctor(struct options *o);

/* Ends with a NULL name. */
extern const struct verb verb_table[];

const struct verb *verb_by_name(const char *name);
/* Reads the options, answers --help and the like, reports a missing FILE if the
 * verb needs one, and runs the verb. v NULL: nft's flags. */
int verb_main(const struct verb *v, int argc, char **argv);
void verbs_usage(FILE *out);

#endif
