#include "config.h"

#include "cli/verbs.h"

#include "cli/run/fallback.h"
#include "cli/sync/show.h"
#include "cli/user/exit.h"
#include "cli/user/sarif.h"
#include "cli/version.h"

#include <string.h>
#include <unistd.h>

/* clang-format off */
const struct verb verb_table[] = {
	{ "load", "[options] FILE...", "load all files as one transaction",
	  verb_load, FORM_LOAD, true },
	{ "check", "[--kernel[=private]] [--lint] [options] FILE...", "check the files, change nothing",
	  verb_check, FORM_CHECK, true },
	{ "graph", "[options] FILE...", "draw hooks, chains, jumps and sets as DOT",
	  verb_graph, FORM_GRAPH, true },
	{ "sync", "[--check] [options] [FILE...]", "change what differs from the files, and nothing else",
	  verb_sync, FORM_SYNC, false },
	{ "history", "[--format=json] [N]", "list the changes of the history, or show one",
	  verb_history, FORM_HISTORY, false },
	{ "undo", "[--yes|--check] [N]", "take the last change back, or number N and all later ones",
	  verb_undo, FORM_UNDO, false },
	{ "diff", "[--between] [options] FILE...", "print what a sync of the files would change",
	  verb_diff, FORM_DIFF, true },
	{ "fingerprint", "[options] [FILE...]", "print hashes of the files' tables, or of the kernel's",
	  verb_fingerprint, FORM_FINGERPRINT, false },
	{ "convert", "[--to=nft|json] [options] FILE...", "write the files as nft text, or as JSON",
	  verb_convert, FORM_CONVERT, false },
	{ "confirm", "[--status [--json]] [ID] | --watch", "keep a change that was made with --confirm",
	  verb_confirm, FORM_CONFIRM, false },
	{ "reject", "[ID]", "take a change back that was made with --confirm",
	  verb_reject, FORM_REJECT, false },
	{ "boot", "[--list|--check|--reload] [--root=DIR]", "load this machine's ruleset, as at its start",
	  verb_boot, FORM_BOOT, false },
	{ "doctor", "[--json]", "show what this machine allows, change nothing",
	  verb_doctor, FORM_DOCTOR, false },
	{ "help", "[VERB]", "explain a verb", NULL, 0, false },
	{ 0 },
};
/* clang-format on */

const struct verb *verb_by_name(const char *name)
{
	for (const struct verb *v = verb_table; v->name; v++)
		if (strcmp(v->name, name) == 0)
			return v;
	return NULL;
}

void verbs_usage(FILE *out)
{
	const char *lead = "usage:";

	for (const struct verb *v = verb_table; v->name; v++, lead = "")
		fprintf(out, "%-6s nftload %s %s\n", lead, v->name, v->args);
	fputs("       nftload [nft's flags] -f FILE\n"
	      "       nftload [nft's flags] add|create|list|... (nft text)\n",
	      out);
}

static void verb_help(const struct verb *v)
{
	printf("usage: nftload %s %s\n\n%s\n\n", v->name, v->args, v->help);
	if (v->run)
		options_help(stdout, v->form);
}

static void all_help(void)
{
	verbs_usage(stdout);
	printf("\nverbs:\n");
	for (const struct verb *v = verb_table; v->name; v++)
		printf("  %-27s %s\n", v->name, v->help);
	printf("\nwith nft's flags:\n");
	options_help(stdout, FORM_FLAGS);
	printf("\n'nftload help VERB' lists a verb's options, nftload(8) says more.\n");
}

static int help(int argc, char **argv)
{
	const struct verb *v = argc > 1 ? verb_by_name(argv[1]) : NULL;

	if (argc > 2 || (argc == 2 && !v))
		return options_error("help takes the name of one verb");
	if (v)
		verb_help(v);
	else
		all_help();
	return EXIT_DONE;
}

/* --help, --version and -V; a verb's own options where verb is not NULL. */
static int answer_print(const struct options *o, const struct verb *verb)
{
	if (o->answer == ANSWER_VERSION)
		version_print(stdout);
	else if (o->answer == ANSWER_FEATURES)
		version_features(stdout);
	else if (verb)
		verb_help(verb);
	else
		all_help();
	return EXIT_DONE;
}

static int run(const struct verb *v, struct options *o)
{
	int code;

	o->keep_diff = show_keep;
	if (o->format == FORMAT_SARIF)
		o->sarif = sarif_new();
	code = v ? v->run(o) : verb_flags(o);
	if (o->sarif)
		sarif_end(o->sarif, stderr, code);
	return code;
}

int verb_main(const struct verb *v, int argc, char **argv)
{
	struct options o;
	int code;

	if (v && !v->run)
		return help(argc, argv);
	code = options_parse(&o, v ? v->form : FORM_FLAGS, argc, argv);
	if (code == 0 && o.answer)
		code = answer_print(&o, v);
	else if (code == 0 && v && v->needs_file && o.files.count == 0)
		code = options_error("%s needs a FILE ('-' is standard input)",
				     v->name);
	else if (code == 0 && !v && o.text.count && verb_by_name(o.text.list[0]))
		code = options_error("'%s' must be the first word",
				     o.text.list[0]);
	else if (code == 0)
		code = run(v, &o);
	options_release(&o);
	return code;
}
