#include "config.h"

#include "cli/user/options.h"

#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "cli/user/target.h"
#include "state/mark.h"
#include "text/suggest.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define FORM_VERBS (FORM_LOAD | FORM_CHECK)
#define FORM_ALL (FORM_FLAGS | FORM_VERBS)
#define FORM_SYNCS (FORM_SYNC | FORM_DIFF)
#define FORM_STATES (FORM_SYNCS | FORM_FINGERPRINT | FORM_CONVERT)
#define FORM_SHOWS (FORM_DIFF | FORM_FINGERPRINT)
#define FORM_READS (FORM_ALL | FORM_GRAPH | FORM_STATES)
#define FORM_ANSWERS (FORM_CONFIRM | FORM_REJECT)
#define FORM_ANY (FORM_READS | FORM_DOCTOR | FORM_BOOT | FORM_ANSWERS)
#define FORM_SENDS (FORM_FLAGS | FORM_LOAD)
#define FORM_TALKS (FORM_SENDS | FORM_SYNC)
#define FORM_PAST (FORM_HISTORY | FORM_UNDO)
#define FORM_LISTS (FORM_FLAGS | FORM_CONVERT)
#define FIELD(name) offsetof(struct options, name)

/* clang-format off */
const struct option_row option_rows[] = {
	/* letter, where it counts; where the name counts; action, field; name, argument, help */
	{ 'f', FORM_FLAGS, FORM_FLAGS, ACT_ADD, FIELD(files), "file", "FILE",
	  "load FILE ('-': standard input)" },
	{ 'c', FORM_FLAGS, FORM_FLAGS, ACT_TRUE, FIELD(check), "check", NULL,
	  "let the kernel check the input, apply nothing" },
	{ 'c', FORM_SYNC, FORM_SYNC, ACT_TRUE, FIELD(check), "check", NULL,
	  "plan, and let the kernel check the change; apply nothing" },
	{ 0, 0, FORM_DIFF, ACT_TRUE, FIELD(between), "between", NULL,
	  "compare two files, without a kernel" },
	{ 0, 0, FORM_CONVERT, ACT_CHOICE, FIELD(to), "to", "nft|json",
	  "the language that is written (nft)" },
	{ 0, 0, FORM_CONVERT, ACT_TRUE, FIELD(from_kernel), "from-kernel", NULL,
	  "write what the kernel holds, instead of files" },
	{ 0, 0, FORM_SYNCS, ACT_NAME, FIELD(name), "name", "NAME",
	  "remove tables of NAME that are no longer in the files" },
	{ 0, 0, FORM_SYNCS, ACT_TRUE, FIELD(adopt), "adopt", NULL,
	  "take over tables that no sync made: remove what the files lack" },
	{ 0, 0, FORM_SYNCS, ACT_ADD, FIELD(keep), "keep", "PATTERN",
	  "what has such a name or comment stays though the files lack it" },
	{ 0, 0, FORM_SYNCS, ACT_CHOICE, FIELD(elements), "elements", "keep|exact",
	  "elements of others stay in every set (keep) or in none (exact)" },
	{ 0, 0, FORM_SYNCS, ACT_TRUE, FIELD(recreate), "recreate", NULL,
	  "make objects anew that cannot be changed" },
	{ 0, 0, FORM_SYNC, ACT_TRUE, FIELD(verify), "verify", NULL,
	  "read the tables again after the change, and compare" },
	{ 0, 0, FORM_SYNC, ACT_TRUE, FIELD(guard), "guard", NULL,
	  "refuse a change that removes most rules, or opens the machine" },
	{ 0, 0, FORM_SYNC, ACT_TRUE, FIELD(no_guard), "no-guard", NULL,
	  "make such a change all the same" },
	{ 0, 0, FORM_SYNC, ACT_NUMBER, FIELD(max_removed), "max-removed", "PERCENT",
	  "with --guard, which it implies: how many of ten rules or more may go (80)" },
	{ 0, 0, FORM_TALKS, ACT_NUMBER, FIELD(confirm), "confirm", "SECONDS",
	  "take the change back unless it is confirmed in time" },
	{ 0, 0, FORM_TALKS, ACT_TRUE, FIELD(detach), "detach", NULL,
	  "with --confirm: do not wait" },
	{ 0, 0, FORM_TALKS, ACT_WORD, FIELD(confirm_probe), "confirm-probe", "tcp:HOST:PORT",
	  "confirm as soon as a new connection succeeds" },
	{ 0, 0, FORM_TALKS, ACT_TRUE, FIELD(history), "history", NULL,
	  "begin a history of changes, for undo" },
	{ 0, 0, FORM_TALKS | FORM_PAST, ACT_WORD, FIELD(history_dir), "history-dir", "DIR",
	  "the folder of the history (/var/lib/nftload/history)" },
	{ 0, 0, FORM_TALKS | FORM_UNDO, ACT_NUMBER, FIELD(history_max), "history-max", "N",
	  "how many changes the history keeps (20)" },
	{ 'y', FORM_UNDO, FORM_UNDO, ACT_TRUE, FIELD(yes), "yes", NULL,
	  "do not ask" },
	{ 'c', FORM_UNDO, FORM_UNDO, ACT_TRUE, FIELD(check), "check", NULL,
	  "show the difference, and let the kernel check it; change nothing" },
	{ 0, 0, FORM_CONFIRM, ACT_TRUE, FIELD(watch), "watch", NULL,
	  "take changes back whose holders are killed; end when none waits" },
	{ 0, 0, FORM_CONFIRM, ACT_TRUE, FIELD(status), "status", NULL,
	  "print what became of the last changes, and decide nothing" },
	{ 0, 0, FORM_SYNC, ACT_TRUE, FIELD(detailed), "detailed-exitcode", NULL,
	  "exit with 2 if something was changed" },
	{ 0, 0, FORM_BOOT, ACT_TRUE, FIELD(list), "list", NULL,
	  "print the files of the ruleset" },
	{ 0, 0, FORM_BOOT, ACT_TRUE, FIELD(check), "check", NULL,
	  "check the files, the settings and the fallback; change nothing" },
	{ 0, 0, FORM_BOOT, ACT_TRUE, FIELD(reload), "reload", NULL,
	  "load the files again; a failure changes nothing, and no fallback is loaded" },
	{ 0, 0, FORM_BOOT | FORM_SYNC, ACT_WORD, FIELD(root), "root", "DIR",
	  "look for the files of this machine's ruleset below DIR" },
	{ 0, 0, FORM_CHECK | FORM_BOOT, ACT_MAYBE, FIELD(kernel), "kernel", "here|private",
	  "let the kernel check the input, here (the default) or in a private namespace" },
	{ 0, 0, FORM_CHECK, ACT_TRUE, FIELD(lint), "lint", NULL,
	  "warn of what would load and cannot have been meant" },
	{ 'j', FORM_READS, FORM_READS, ACT_TRUE, FIELD(json), "json", NULL,
	  "input is JSON, and so is what --echo prints" },
	{ 'D', FORM_READS, FORM_READS, ACT_DEFINE, FIELD(defines), "define", "NAME=VALUE",
	  "define a variable" },
	{ 'I', FORM_READS, FORM_READS, ACT_ADD, FIELD(includes), "includepath", "DIR",
	  "look for included files in DIR, too" },
	{ 'e', FORM_SENDS, FORM_SENDS, ACT_TRUE, FIELD(echo), "echo", NULL,
	  "print what was created, as commands" },
	{ 'a', FORM_SENDS, FORM_SENDS, ACT_TRUE, FIELD(handle), "handle", NULL,
	  "print handles in listings, and with --echo" },
	{ 0, 0, FORM_ALL | FORM_SYNC, ACT_ADD, FIELD(fallback), "fallback", "FILE",
	  "load FILE where the input cannot be loaded (exit code 8)" },
	{ 0, 0, FORM_ALL | FORM_SYNC, ACT_TRUE, FIELD(keep_foreign), "keep-foreign", NULL,
	  "'flush ruleset' deletes only tables that the input declares" },
	{ 0, 0, FORM_ALL | FORM_STATES, ACT_CHOICE, FIELD(missing_interface), "missing-interface", "fail|by-name",
	  "a missing interface is an error (fail), or matched by its name" },
	{ 0, 0, FORM_READS, ACT_NUMBER, FIELD(max_errors), "max-errors", "N",
	  "stop after N errors in the input (20; 0: never)" },
	{ 0, 0, FORM_READS, ACT_TRUE, FIELD(strict), "strict", NULL,
	  "a warning stops the load like an error" },
	{ 0, 0, FORM_SHOWS | FORM_HISTORY, ACT_CHOICE, FIELD(show), "format", "text|json",
	  "format of the answer (text)" },
	{ 'q', FORM_VERBS | FORM_GRAPH | FORM_STATES | FORM_PAST, FORM_READS | FORM_PAST, ACT_TRUE, FIELD(quiet), "quiet", NULL,
	  "print no warnings" },
	{ 'v', FORM_VERBS | FORM_SYNC | FORM_UNDO, FORM_ALL | FORM_SYNC | FORM_UNDO, ACT_TRUE, FIELD(verbose), "verbose", NULL,
	  "print on standard error what was done" },
	{ 0, 0, FORM_READS | FORM_PAST, ACT_CHOICE, FIELD(colour), "color", "auto|always|never",
	  "colour in messages (auto: on a terminal)" },
	{ 0, 0, (FORM_READS & ~FORM_CHECK) | FORM_PAST, ACT_CHOICE, FIELD(format), "message-format", "text|json|github|short",
	  "format of diagnostics (text)" },
	{ 0, 0, FORM_CHECK, ACT_CHOICE, FIELD(format), "message-format", "text|json|github|short|sarif",
	  "format of diagnostics (text)" },
	{ 0, 0, FORM_ALL | FORM_SYNC, ACT_WORD, FIELD(report), "report", "FILE",
	  "write a report of the run to FILE, as JSON ('-': standard output)" },
	{ 0, 0, FORM_TALKS, ACT_CHOICE, FIELD(acks_for), "acks-for", "end|all",
	  "which messages ask the kernel for an ACK (end)" },
	{ 0, 0, FORM_TALKS, ACT_CHOICE, FIELD(acks), "acks", "recvmmsg|recvmsg",
	  "how ACKs are read: many in one call, or one (recvmmsg)" },
	{ 0, 0, FORM_TALKS, ACT_CHOICE, FIELD(transport), "transport", "scatter|contiguous|io_uring",
	  "how the batch is sent (scatter)" },
	{ 0, 0, FORM_ALL, ACT_TRUE, FIELD(each), "each", NULL,
	  "each FILE is a transaction of its own" },
	{ 0, 0, FORM_SYNC, ACT_REFUSE, 0, "each", NULL,
	  "a sync takes all files as one ruleset" },
	{ 0, 0, FORM_ALL | FORM_SYNC, ACT_ADD, FIELD(netns), "netns", "NAME|PATH|PID",
	  "load into this network namespace; may be repeated" },
	{ 0, 0, FORM_ALL | FORM_SYNC, ACT_TRUE, FIELD(stats), "stats", NULL,
	  "print on standard error how much was done and how long it took" },
	{ 0, 0, FORM_ALL, ACT_CHOICE, FIELD(dump), "dump", "tokens|ast|bytecode|messages",
	  "print a stage of the work and stop" },
	{ 0, 0, FORM_READS | FORM_PAST, ACT_TRUE, FIELD(no_sandbox), "no-sandbox", NULL,
	  "keep all rights, for debugging" },
	{ 'j', FORM_DOCTOR | FORM_CONFIRM, FORM_DOCTOR | FORM_CONFIRM, ACT_TRUE, FIELD(json), "json", NULL,
	  "print JSON" },
	{ 'h', FORM_ANY, FORM_ANY, ACT_ANSWER, ANSWER_HELP, "help", NULL,
	  "print this help" },
	{ 'v', FORM_FLAGS, FORM_READS, ACT_ANSWER, ANSWER_VERSION, "version", NULL,
	  "print the version" },
	{ 'V', FORM_READS, 0, ACT_ANSWER, ANSWER_FEATURES, NULL, NULL,
	  "print the version and the build's features" },
	{ 0, 0, FORM_FLAGS | FORM_DIFF, ACT_TRUE, FIELD(check_print), "check-print", NULL,
	  "compile again what is printed, however many rules there are" },
	{ 0, 0, FORM_FLAGS | FORM_DIFF, ACT_TRUE, FIELD(no_check_print), "no-check-print", NULL,
	  "do not compile again what is printed" },
	{ 's', FORM_LISTS, FORM_LISTS, ACT_TRUE, FIELD(stateless), "stateless", NULL,
	  "list no counts, used quotas or rests of times" },
	{ 't', FORM_LISTS, FORM_LISTS, ACT_TRUE, FIELD(terse), "terse", NULL,
	  "list no elements of named sets" },
	{ 'S', FORM_LISTS, FORM_LISTS, ACT_TRUE, FIELD(service), "service", NULL,
	  "list ports by their names" },
	{ 'N', FORM_LISTS, FORM_LISTS, ACT_TRUE, FIELD(reversedns), "reversedns", NULL,
	  "list addresses by the names of hosts" },
	{ 'u', FORM_LISTS, FORM_LISTS, ACT_TRUE, FIELD(guid), "guid", NULL,
	  "list users and groups by their names" },
	{ 'n', FORM_LISTS, FORM_LISTS, ACT_TRUE, FIELD(numeric), "numeric", NULL,
	  "list numbers instead of any names" },
	{ 'y', FORM_LISTS, FORM_LISTS, ACT_TRUE, FIELD(numeric_priority), "numeric-priority", NULL,
	  "list priorities of chains as numbers" },
	{ 'p', FORM_LISTS, FORM_LISTS, ACT_TRUE, FIELD(numeric_proto), "numeric-protocol", NULL,
	  "list protocols as numbers" },
	{ 'T', FORM_LISTS, FORM_LISTS, ACT_TRUE, FIELD(numeric_time), "numeric-time", NULL,
	  "list times as numbers" },
	{ 'i', FORM_FLAGS, FORM_FLAGS, ACT_REFUSE, 0, "interactive", NULL,
	  "nftload reads files and its command line only: 'nft -i' is interactive" },
	{ 'o', FORM_FLAGS, FORM_FLAGS, ACT_REFUSE, 0, "optimize", NULL,
	  "nftload loads rules as they are written: 'nft -c -o -f FILE' shows which can be merged" },
	{ 'd', FORM_FLAGS, FORM_FLAGS, ACT_REFUSE, 0, "debug", "LEVEL",
	  "nft's debug levels do not apply: --dump=tokens|ast|bytecode|messages prints a stage" },
};
/* clang-format on */
const size_t option_count = ARRAY_SIZE(option_rows);

struct reader {
	struct options *o;
	int argc;
	char **argv;
	int at; /* the word being read */
};

int options_error(const char *fmt, ...)
{
	static const char more[] = "; 'nftload --help' lists all options";
	char text[SENTENCE_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text) - sizeof(more), fmt, ap);
	va_end(ap);
	strcat(text, more);
	messages_tell(text);
	return EXIT_USAGE;
}

static void *field_of(struct options *o, const struct option_row *row)
{
	return (char *)o + row->field;
}

static void words_add(struct words *w, const char *word)
{
	w->list[w->count++] = word;
	w->list[w->count] = NULL;
}

static int act_true(struct reader *r, const struct option_row *row,
		    const char *arg)
{
	(void)arg;
	*(bool *)field_of(r->o, row) = true;
	return 0;
}

static int act_add(struct reader *r, const struct option_row *row,
		   const char *arg)
{
	words_add(field_of(r->o, row), arg);
	return 0;
}

static int act_word(struct reader *r, const struct option_row *row,
		    const char *arg)
{
	*(const char **)field_of(r->o, row) = arg;
	return 0;
}

static int act_name(struct reader *r, const struct option_row *row,
		    const char *arg)
{
	size_t len = strlen(arg);

	if (len == 0 || len > MARK_NAME_MAX)
		return options_error("--%s needs a name of 1 to %d bytes, not of %zu",
				     row->name, MARK_NAME_MAX, len);
	return act_word(r, row, arg);
}

static int act_define(struct reader *r, const struct option_row *row,
		      const char *arg)
{
	const char *eq = strchr(arg, '=');

	if (!eq || eq == arg)
		return options_error(
			"'%s' is not a definition: expected NAME=VALUE", arg);
	for (size_t i = 0; i < r->o->defines.count; i++) {
		const char *other = r->o->defines.list[i];

		if (strncmp(other, arg, (size_t)(eq - arg) + 1) == 0)
			return options_error(
				"-D defines '%.*s' twice: '%s' and '%s'",
				(int)(eq - arg), arg, other, arg);
	}
	return act_add(r, row, arg);
}

static int act_number(struct reader *r, const struct option_row *row,
		      const char *arg)
{
	char *end;
	unsigned long val;

	errno = 0;
	val = strtoul(arg, &end, 10);
	if (*arg < '0' || *arg > '9' || *end || errno || val > UINT32_MAX)
		return options_error("--%s needs a number, not '%s'", row->name,
				     arg);
	*(uint32_t *)field_of(r->o, row) = val;
	return 0;
}

static int act_choice(struct reader *r, const struct option_row *row,
		      const char *arg)
{
	const char *word = row->arg;
	uint32_t place = 1;
	size_t len;

	for (;; word += len + 1, place++) {
		len = strcspn(word, "|");
		if (strlen(arg) == len && strncmp(word, arg, len) == 0)
			break;
		if (!word[len])
			return options_error("--%s is one of %s, not '%s'",
					     row->name, row->arg, arg);
	}
	*(uint32_t *)field_of(r->o, row) = place;
	return 0;
}

static int act_maybe(struct reader *r, const struct option_row *row,
		     const char *arg)
{
	if (arg)
		return act_choice(r, row, arg);
	*(uint32_t *)field_of(r->o, row) = 1;
	return 0;
}

/* The first answer counts: `-h -V` prints help. */
static int act_answer(struct reader *r, const struct option_row *row,
		      const char *arg)
{
	(void)arg;
	if (!r->o->answer)
		r->o->answer = row->field;
	return 0;
}

static int act_refuse(struct reader *r, const struct option_row *row,
		      const char *arg)
{
	(void)r;
	(void)arg;
	if (row->letter)
		messages_tellf("no option '-%c': %s", row->letter, row->help);
	else
		messages_tellf("no option '--%s' here: %s", row->name,
			       row->help);
	return EXIT_USAGE;
}

static int (*const actions[])(struct reader *, const struct option_row *,
			      const char *) = {
	[ACT_TRUE] = act_true,	   [ACT_ADD] = act_add,
	[ACT_DEFINE] = act_define, [ACT_WORD] = act_word,
	[ACT_NAME] = act_name,
	[ACT_NUMBER] = act_number,
	[ACT_CHOICE] = act_choice, [ACT_MAYBE] = act_maybe, [ACT_ANSWER] = act_answer,
	[ACT_REFUSE] = act_refuse,
};

static const struct option_row *by_letter(enum option_form form, char letter)
{
	for (size_t i = 0; i < option_count; i++)
		if (option_rows[i].letter == letter &&
		    option_rows[i].letter_in & form)
			return &option_rows[i];
	return NULL;
}

static bool named(const struct option_row *row, enum option_form form)
{
	return row->name && row->in & form;
}

/* The row of a long name; NULL: none, or a beginning that several share. */
static const struct option_row *by_name(enum option_form form,
					const char *name, size_t len)
{
	const struct option_row *found = NULL;
	size_t matches = 0;

	for (size_t i = 0; i < option_count; i++) {
		const struct option_row *row = &option_rows[i];

		if (!named(row, form) || strncmp(row->name, name, len))
			continue;
		if (!row->name[len])
			return row;
		found = row;
		matches++;
	}
	return matches == 1 ? found : NULL;
}

static int unknown_name(enum option_form form, const char *name, size_t len)
{
	struct suggest s;

	suggest_init(&s, name, len);
	for (size_t i = 0; i < option_count; i++)
		if (named(&option_rows[i], form))
			suggest_try(&s, option_rows[i].name);
	if (suggest_best(&s))
		return options_error("no option '--%.*s': did you mean '--%s'?",
				     (int)len, name, suggest_best(&s));
	return options_error("no option '--%.*s' here", (int)len, name);
}

static const char *next_word(struct reader *r)
{
	return r->at + 1 < r->argc ? r->argv[++r->at] : NULL;
}

static int read_long(struct reader *r)
{
	const char *name = r->argv[r->at] + 2;
	size_t len = strcspn(name, "=");
	const char *arg = name[len] ? name + len + 1 : NULL;
	const struct option_row *row = by_name(r->o->form, name, len);

	if (!row)
		return unknown_name(r->o->form, name, len);
	if (!row->arg && arg)
		return options_error("--%s takes no argument", row->name);
	if (row->action == ACT_MAYBE)
		return act_maybe(r, row, arg);
	if (row->arg && !arg)
		arg = next_word(r);
	if (row->arg && !arg)
		return options_error("--%s needs an argument: %s", row->name,
				     row->arg);
	return actions[row->action](r, row, arg);
}

/* One word of letters; the first that takes an argument takes the rest. */
static int read_letters(struct reader *r)
{
	const char *p = r->argv[r->at] + 1;
	int code = 0;

	while (*p && !code) {
		const struct option_row *row = by_letter(r->o->form, *p);
		const char *arg = NULL;

		if (!row)
			return options_error("no option '-%c' here", *p);
		p++;
		if (row->arg) {
			arg = *p ? p : next_word(r);
			p = "";
			if (!arg)
				return options_error(
					"-%c needs an argument: %s",
					row->letter, row->arg);
		}
		code = actions[row->action](r, row, arg);
	}
	return code;
}

static void rest_is_plain(struct reader *r)
{
	struct words *to = r->o->form == FORM_FLAGS ? &r->o->text :
						      &r->o->files;

	for (; r->at < r->argc; r->at++)
		words_add(to, r->argv[r->at]);
}

static int read_word(struct reader *r)
{
	const char *word = r->argv[r->at];

	if (strncmp(word, "--", 2) == 0 && word[2])
		return read_long(r);
	if (word[0] == '-' && word[1] && word[1] != '-')
		return read_letters(r);
	if (word[0] == '-' && word[1] == '-') {
		r->at++;
		rest_is_plain(r);
	} else if (r->o->form == FORM_FLAGS) {
		/* What follows is nft text, in which -5 is a number. */
		rest_is_plain(r);
	} else {
		words_add(&r->o->files, word);
	}
	return 0;
}

static void words_init(struct words *w, struct arena *a, size_t max)
{
	w->list = arena_zalloc(a, (max + 1) * sizeof(*w->list));
	w->count = 0;
}

/* One stream holds one document. */
static int check_report(const struct options *o)
{
	if (!o->report || strcmp(o->report, "-") != 0 ||
	    !(o->echo || o->dump))
		return 0;
	return options_error(
		"--%s and --report=- both write to standard output",
		o->echo ? "echo" : "dump");
}

/* A fallback is checked by another process, which has its own list of
 * diagnostics. */
static int check_format(const struct options *o)
{
	if (o->format != FORMAT_SARIF || !o->fallback.count)
		return 0;
	return options_error("--message-format=sarif and --fallback exclude each other");
}

static int check_fallback(const struct options *o)
{
	if (o->fallback.count <= 1)
		return 0;
	return options_error(
		"--fallback names one file, not both '%s' and '%s'",
		o->fallback.list[0], o->fallback.list[1]);
}

static int check_removed(const struct options *o)
{
	if (o->max_removed == NOT_GIVEN || o->max_removed <= 100)
		return 0;
	return options_error("--max-removed needs a percentage, at most 100, not '%u'",
			     o->max_removed);
}

static int check_history(const struct options *o)
{
	if (o->history_max == 0)
		return options_error("--history-max needs 1 or more changes, not 0");
	if (o->history_dir && *o->history_dir != '/')
		return options_error("--history-dir needs a path from the root, not '%s'",
				     o->history_dir);
	return 0;
}

#define CONFIRM_MAX 86400 /* seconds: nobody waits for longer */

static int check_confirm(const struct options *o)
{
	const char *excluded;
	struct target probe;

	if (o->confirm == NOT_GIVEN)
		return o->detach || o->confirm_probe ?
			       options_error("--%s is for --confirm",
					     o->detach ? "detach" :
							 "confirm-probe") :
			       0;
	if (o->confirm_probe && !target_read(o->confirm_probe, &probe))
		return options_error("--confirm-probe is tcp:HOST:PORT, not '%s'",
				     o->confirm_probe);
	if (o->form == FORM_SETTINGS)
		return options_error("--confirm is no setting: nobody watches a start");
	if (o->confirm == 0 || o->confirm > CONFIRM_MAX)
		return options_error("--confirm needs 1 to %d seconds, not %u",
				     CONFIRM_MAX, o->confirm);
	if (o->netns.count > 1)
		return options_error("--confirm holds the change of one network namespace, not those of '%s' and '%s'",
				     o->netns.list[0], o->netns.list[1]);
	excluded = o->check	      ? "check" :
		   o->fallback.count ? "fallback" :
		   o->each	      ? "each" :
		   o->dump	      ? "dump" :
				       NULL;
	return excluded ? options_error("--confirm and --%s exclude each other",
					excluded) :
			  0;
}

int options_parse(struct options *o, enum option_form form, int argc,
		  char **argv)
{
	struct reader r = { .o = o, .argc = argc, .argv = argv };
	int code = 0;

	memset(o, 0, sizeof(*o));
	arena_init(&o->arena);
	o->form = form;
	o->argc = argc;
	o->argv = argv;
	o->max_errors = 20;
	o->max_removed = NOT_GIVEN;
	o->confirm = NOT_GIVEN;
	o->history_max = NOT_GIVEN;
	words_init(&o->files, &o->arena, argc);
	words_init(&o->fallback, &o->arena, argc);
	words_init(&o->text, &o->arena, argc);
	words_init(&o->defines, &o->arena, argc);
	words_init(&o->includes, &o->arena, argc);
	words_init(&o->netns, &o->arena, argc);
	words_init(&o->keep, &o->arena, argc);
	for (r.at = 1; r.at < argc && !code; r.at++)
		code = read_word(&r);
	code = code ? code : check_fallback(o);
	code = code ? code : check_format(o);
	code = code ? code : check_removed(o);
	code = code ? code : check_confirm(o);
	code = code ? code : check_history(o);
	return code ? code : check_report(o);
}

void options_release(struct options *o)
{
	arena_release(&o->arena);
}

static void help_row(FILE *out, const struct option_row *row,
		     enum option_form form)
{
	char left[64];
	bool letter = row->letter_in & form;

	bool maybe = row->action == ACT_MAYBE;

	snprintf(left, sizeof(left), "%c%c%s%s%s%s%s%s", letter ? '-' : ' ',
		 letter ? row->letter : ' ',
		 letter && named(row, form) ? ", " : "  ",
		 named(row, form) ? "--" : "",
		 named(row, form) ? row->name : "",
		 maybe ? "[=" : row->arg ? "=" : "", row->arg ? row->arg : "",
		 maybe ? "]" : "");
	fprintf(out, "  %-27s", left);
	fprintf(out, strlen(left) > 27 ? "\n%30s" : "%1s", "");
	fprintf(out, "%s%s\n", row->action == ACT_REFUSE ? "refused: " : "",
		row->help);
}

void options_help(FILE *out, enum option_form form)
{
	for (size_t i = 0; i < option_count; i++)
		if ((option_rows[i].letter_in | option_rows[i].in) & form)
			help_row(out, &option_rows[i], form);
}

struct print_options options_print(const struct options *o)
{
	return (struct print_options){
		.stateless = o->stateless,
		.terse = o->terse,
		.handle = o->handle,
		.numeric = o->numeric,
		.numeric_priority = o->numeric_priority,
		.numeric_proto = o->numeric_proto,
		.numeric_time = o->numeric_time,
		.service = o->service,
		.reversedns = o->reversedns,
		.guid = o->guid,
		.json = o->json,
	};
}

bool options_check_print(const struct options *o, bool cheap)
{
	return o->check_print || (cheap && !o->no_check_print);
}
