/*
 * options — reads the command line by one table.
 *
 * In:     argv, and the form of the command line: nft's flags or a verb.
 * Out:    struct options; help text in the same order as the table.
 * Owns:   the lists in struct options, until options_release(); the words
 *         themselves are argv's.
 * Errors: an exit code (exit.h) after one sentence on stderr; 0: go on.
 */
#ifndef NFTLOAD_CLI_USER_OPTIONS_H
#define NFTLOAD_CLI_USER_OPTIONS_H

#include "base/arena.h"
#include "print/print_options.h"

#include <stdio.h>

/* Forms of the command line, as bits; each option has the set of its forms. */
enum option_form {
	FORM_FLAGS = 1, /* nftload -f FILE, nftload -e add rule ... */
	FORM_LOAD = 2,
	FORM_CHECK = 4,
	FORM_DOCTOR = 8,
	FORM_GRAPH = 16,
	FORM_BOOT = 32,
	FORM_FINGERPRINT = 64,
	FORM_DIFF = 128,
	FORM_SYNC = 256,
	FORM_CONVERT = 512,
	FORM_CONFIRM = 1024,
	FORM_REJECT = 2048,
	FORM_HISTORY = 4096,
	FORM_UNDO = 8192,
	FORM_SETTINGS = FORM_LOAD | FORM_SYNC, /* NFTLOAD_OPTS */
};

/* Choices count from 1, in the order of the table's words; 0: not given. */
enum dump_stage { DUMP_NONE, DUMP_TOKENS, DUMP_AST, DUMP_BYTECODE,
		  DUMP_MESSAGES, DUMP_GRAPH /* a verb's */ };
enum acks_for { ACKS_DEFAULT, ACKS_END, ACKS_ALL };
enum transport_name { TRANSPORT_DEFAULT, USE_SCATTER, USE_CONTIGUOUS,
		      USE_URING };
enum acks_by { ACKS_BY_DEFAULT, ACKS_BY_RECVMMSG, ACKS_BY_RECVMSG };
enum colour_when { COLOUR_DEFAULT, COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };
enum message_format { FORMAT_DEFAULT, FORMAT_TEXT, FORMAT_JSON, FORMAT_GITHUB,
		      FORMAT_SHORT, FORMAT_SARIF };
enum missing_interface { MISSING_DEFAULT, MISSING_FAILS, MISSING_BY_NAME };
enum elements_of { ELEMENTS_DEFAULT, ELEMENTS_KEEP, ELEMENTS_EXACT };
enum convert_to { TO_DEFAULT, TO_NFT, TO_JSON };
enum show_format { SHOW_DEFAULT, SHOW_TEXT, SHOW_JSON };
enum kernel_judge { KERNEL_NONE, KERNEL_HERE, KERNEL_PRIVATE };
/* Answers that end the program. */
enum option_answer { ANSWER_NONE, ANSWER_HELP, ANSWER_VERSION,
		     ANSWER_FEATURES };

#define NOT_GIVEN UINT32_MAX /* of a number */

struct source;
struct told;
struct holder;
struct keeping;
struct pack;
struct plan;
struct source_set;

/* A NULL-terminated list of words of argv. */
struct words {
	const char **list;
	size_t count;
};

struct options {
	struct arena arena;
	enum option_form form;
	int argc; /* the words that the options were read from */
	char **argv;
	struct words files;    /* -f, or the words behind a verb */
	struct words fallback; /* files that together are one ruleset */
	struct words text;     /* words that are nft text */
	struct words defines;  /* name=value */
	struct words includes; /* folders */
	struct words keep;     /* patterns of objects that a sync keeps */
	struct words netns;    /* namespaces, as the user named them */
	uint32_t dump, acks_for, colour; /* the enums above */
	uint32_t transport, acks;
	uint32_t answer;
	uint32_t kernel; /* enum kernel_judge */
	uint32_t missing_interface;
	uint32_t max_errors;
	const char *name;   /* the owner of the tables, NULL: none */
	const char *report; /* FILE or "-"; NULL: no report */
	FILE *relay; /* gets the report, which another process finishes */
	struct holder *holder; /* holds the change until it is confirmed */
	struct told *told; /* notes for another process, or NULL */
	const struct source *held; /* the first file, if it has been read
				    * already */
	uint32_t format; /* enum message_format */
	struct sarif *sarif; /* of FORMAT_SARIF: collects, until the end */
	uint32_t show;	 /* enum show_format, of the output */
	bool spare; /* the program goes on without this run: its errors are
		     * warnings */
	bool must_ask; /* an input without commands is an error */
	bool lost_told; /* that the report is lost was said before */
	/* Lines of files that nobody has confirmed: a start passes over them, if
	 * there is something to load instead; NULL: none. */
	const struct pack *passed;
	bool last_good; /* the fallback is the last good state */
	bool at_boot; /* a faulty report or fallback does not stop the load */
	bool keep_foreign;
	bool check; /* -c, boot --check */
	bool list, reload; /* of boot */
	const char *root; /* a folder to take for the root; NULL: the root */
	bool json, echo, handle;
	/* of listings */
	bool check_print, no_check_print;
	bool stateless, terse, service, reversedns, guid;
	bool numeric, numeric_priority, numeric_proto, numeric_time;
	bool lint; /* of check */
	bool strict, quiet, verbose, stats;
	bool each;
	bool no_sandbox;
	bool adopt, recreate, verify, detailed; /* of sync */
	uint32_t confirm; /* seconds; NOT_GIVEN: the change is final */
	bool detach;
	const char *confirm_probe; /* tcp:HOST:PORT; NULL: nobody tries */
	/* Adds a difference to an entry of the history. */
	void (*keep_diff)(struct keeping *k, const struct plan *p,
			  const struct source_set *sources);
	bool history; /* begin one, where there is none */
	const char *history_dir; /* NULL: the usual folder */
	uint32_t history_max; /* entries; NOT_GIVEN: the default */
	bool yes; /* of undo: do not ask */
	bool status, watch; /* of confirm */
	bool guard, no_guard; /* no_guard counts more */
	uint32_t max_removed; /* per cent; NOT_GIVEN: the default */
	bool or_load; /* of sync: files that are not declarative are loaded */
	bool between; /* of diff: two files, no kernel */
	uint32_t to;  /* of convert: enum convert_to */
	bool from_kernel;
	uint32_t elements; /* enum elements_of */
};

enum option_action {
	ACT_TRUE,    /* field is a bool */
	ACT_ADD,     /* field is struct words: adds the argument */
	ACT_DEFINE,  /* field is struct words: adds name=value */
	ACT_WORD,    /* field is const char *: the argument */
	ACT_NAME,    /* ACT_WORD: the name of an owner */
	ACT_NUMBER,  /* field is uint32_t */
	ACT_CHOICE,  /* field is uint32_t: the argument's place in arg */
	ACT_MAYBE,   /* ACT_CHOICE; without an argument: the first choice */
	ACT_ANSWER,  /* field is the answer itself */
	ACT_REFUSE,  /* an option of nft that is refused; help says why */
};

struct option_row {
	char letter;	   /* 0: none */
	uint16_t letter_in; /* forms in which the letter means this row */
	uint16_t in;	    /* forms that know the long name */
	uint8_t action;
	uint16_t field;	   /* offset in struct options, or an answer */
	const char *name;  /* NULL: only a letter */
	const char *arg;   /* NULL: no argument; choices: "a|b|c" */
	const char *help;
};

extern const struct option_row option_rows[];
extern const size_t option_count;

/* argv[0], the program or the verb, is skipped. */
int options_parse(struct options *o, enum option_form form, int argc,
		  char **argv) must_check;
void options_release(struct options *o);
/* How listings and echoes are written. */
struct print_options options_print(const struct options *o);
/* Whether what is printed is compiled again; cheap: that takes no time. */
bool options_check_print(const struct options *o, bool cheap);
/* Prints the options of a form, one a line. */
void options_help(FILE *out, enum option_form form);
/* Prints one sentence on stderr that points to --help; returns EXIT_USAGE. */
int options_error(const char *fmt, ...) format_printf(1, 2);

#endif
