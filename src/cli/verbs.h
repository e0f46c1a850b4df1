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
/* nft's flags, nft text, or both. */
int flags_run(struct options *o);

/* Ends with name NULL. */
extern const struct verb verbs[];

const struct verb *verb_by_name(const char *name);
/* Reads the options, answers --help and its like, asks for a FILE where the
 * verb needs one, else runs it. v is NULL for nft's flags. */
int verb_main(const struct verb *v, int argc, char **argv);
/* True for a word that can begin nft text on the command line. */
bool text_word(const char *word);
/* The usage error for a word that names a file where nft text is expected; 0:
 * it names none. */
int refuse_file(const char *word);
/* The sentence for one of nft's commands that load nothing (list, monitor
 * ...), NULL for any other word. */
const char *foreign_command(const char *word);
void usage_print(FILE *out);

#endif
