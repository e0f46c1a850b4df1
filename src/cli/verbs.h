/*
 * verbs — what the program can be asked to do, one file for each.
 *
 * In:     argc and argv with the verb as argv[0].
 * Out:    the exit code.
 */
#ifndef NFTLOAD_CLI_VERBS_H
#define NFTLOAD_CLI_VERBS_H

#include "cli/options.h"

#include <stdio.h>

struct verb {
	const char *name;
	const char *args; /* for the synopsis */
	const char *help;
	int (*main)(int argc, char **argv);
	enum option_form form; /* 0: takes no options */
	bool needs_file;
};

int load_main(int argc, char **argv);
int check_main(int argc, char **argv);
int graph_main(int argc, char **argv);
int doctor_main(int argc, char **argv);
int help_main(int argc, char **argv);
/* nft's flags, nft text, or both. */
int flags_main(int argc, char **argv);

/* Ends with name NULL. */
extern const struct verb verbs[];

const struct verb *verb_by_name(const char *name);
/* What all of them have in common: reads the options, answers --help and its
 * like, asks for a FILE where the verb needs one, else calls run. v is NULL
 * for nft's flags. */
int verb_main(const struct verb *v, int argc, char **argv,
	      int (*run)(struct options *o));
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
