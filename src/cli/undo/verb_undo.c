#include "config.h"

#include "cli/undo/verb_undo.h"

#include "base/clock.h"
#include "base/mem.h"
#include "cli/confirm/waiting.h"
#include "cli/history/keeping.h"
#include "cli/run/apart.h"
#include "cli/run/signals.h"
#include "cli/sync/items.h"
#include "cli/sync/show.h"
#include "cli/undo/entries.h"
#include "cli/undo/undone.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "cli/user/outcome.h"
#include "history/undo.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TRIES 10 /* waits of 1, 2, 4 ... ms: about a second in all */

struct job {
	const struct options *opt;
	struct entries all;
	uint64_t number; /* the oldest change that is taken back */
	struct kernel_socket sock;
	uint64_t netns;
	char boot[BOOT_ID_BYTES];
	struct audit who;
	struct keeping keeping;
	struct noting noting;
	const struct history_entry **list; /* what is taken back */
	size_t count;
	struct undo undo;
};

/* ---- which changes ---- */

static bool is_here(const struct job *j, const struct entry *x)
{
	return !x->err && x->e.netns == j->netns;
}

static int refuse_entry(const struct job *j, const struct entry *x)
{
	messages_sayf(j->opt, SAY_ERROR,
		      "number %" PRIu64 " of the history is not used: %s; nothing was changed",
		      x->number,
		      x->err ? entry_wrong(x) :
			       "it is of another network namespace");
	return EXIT_INPUT;
}

/* What cannot be read may be of any namespace. */
static int choose_last(struct job *j)
{
	for (size_t i = j->all.count; i-- > 0;) {
		const struct entry *x = &j->all.list[i];

		if (x->err)
			return refuse_entry(j, x);
		if (!is_here(j, x))
			continue;
		j->number = x->number;
		return GO_ON;
	}
	messages_say(j->opt, SAY_ERROR,
		     "the history has no change of this network namespace");
	return EXIT_INPUT;
}

static int choose(struct job *j)
{
	const struct entry *x;

	if (!j->number)
		return choose_last(j);
	x = entries_find(&j->all, j->number);
	if (!x)
		return options_error("the history has no number %" PRIu64,
				     j->number);
	if (!is_here(j, x))
		return refuse_entry(j, x);
	for (size_t i = 0; i < j->all.count; i++)
		if (j->all.list[i].number > j->number && j->all.list[i].err)
			return refuse_entry(j, &j->all.list[i]);
	return GO_ON;
}

static void gather(struct job *j)
{
	j->list = mem_calloc(j->all.count, sizeof(*j->list));
	for (size_t i = 0; i < j->all.count; i++)
		if (j->all.list[i].number >= j->number &&
		    is_here(j, &j->all.list[i]))
			j->list[j->count++] = &j->all.list[i].e;
}

/* ---- what is shown ---- */

static int fail(const struct job *j, int code)
{
	messages_sayf(j->opt, SAY_ERROR, "%s; nothing was changed",
		      j->undo.why);
	return code;
}

static void show(const struct job *j)
{
	static const struct show_how plain;
	char counts[256];

	show_text(stdout, &j->undo.plan, NULL, &plain);
	show_counts(counts, sizeof(counts), &j->undo.plan.counts, true);
	puts(counts);
	fflush(stdout);
}

/* False: nobody has said yes. */
static bool ask(void)
{
	char line[16] = "";

	fputs("Take it back? [y/N] ", stdout);
	fflush(stdout);
	return fgets(line, sizeof(line), stdin) &&
	       (*line == 'y' || *line == 'Y');
}

static int agree(const struct job *j)
{
	if (j->opt->yes || j->opt->check)
		return GO_ON;
	if (ask())
		return GO_ON;
	messages_say(j->opt, SAY_ERROR, "nothing was changed");
	return EXIT_INPUT;
}

/* ---- the change ---- */

static void audit(struct job *j)
{
	const struct plan_counts *n = &j->undo.plan.counts;
	char more[256];

	snprintf(more, sizeof(more),
		 " undo=%" PRIu64 " added=%" PRIu64 " changed=%" PRIu64
		 " removed=%" PRIu64,
		 j->number, n->added, n->changed, n->removed);
	audit_change(&j->who, j->opt, j->undo.now.reading.genid, more);
}

static void keep(struct job *j)
{
	char verb[32];
	const struct keeping_facts facts = {
		.plan = &j->undo.plan,
		.sock = &j->sock,
		.verb = verb,
		.genid = j->undo.now.reading.genid,
	};

	snprintf(verb, sizeof(verb), "undo %" PRIu64, j->number);
	keeping_note(&j->keeping, &facts);
	show_keep(&j->keeping, &j->undo.plan, NULL);
	keeping_save(&j->keeping);
}

static void remind(const struct job *j)
{
	const struct entry *x = entries_find(&j->all, j->number);

	for (const struct history_file *f = x->e.files; f; f = f->next)
		messages_sayf(j->opt, SAY_NOTE,
			      "'%s' may still ask for the change that was taken back",
			      f->name);
}

static int done(struct job *j)
{
	audit(j);
	keep(j);
	undone_note(&(struct undone){ j->opt, &j->all, j->number, j->netns },
		    &j->noting);
	remind(j);
	return EXIT_DONE;
}

/* Whoever has seen the difference gets that one, or nothing. */
static int commit(struct job *j)
{
	int code;

	signals_hold();
	code = undo_send(&j->undo, true);
	for (unsigned int n = 0;
	     code == LOAD_CONFLICT && j->opt->yes && n < TRIES; n++) {
		struct timespec wait = { 0, 1000000L << MIN(n, 8U) };

		nanosleep(&wait, NULL);
		code = undo_plan(&j->undo);
		if (code == LOAD_DONE)
			code = undo_send(&j->undo, true);
	}
	if (code == LOAD_UNKNOWN) {
		messages_say(j->opt, SAY_ERROR, j->undo.why);
		return EXIT_UNKNOWN;
	}
	return code == LOAD_DONE ? done(j) : fail(j, code);
}

static int take_back(struct job *j)
{
	int code = undo_plan(&j->undo);

	if (code != LOAD_DONE)
		return fail(j, code);
	if (!items_differ(&j->undo.plan)) {
		messages_say(j->opt, SAY_NOTE,
			     "nothing is left to take back; nothing was changed");
		return EXIT_DONE;
	}
	show(j);
	code = undo_send(&j->undo, false);
	if (code != LOAD_DONE)
		return fail(j, code);
	code = agree(j);
	if (code != GO_ON)
		return code;
	return j->opt->check ? EXIT_DONE : commit(j);
}

static uint64_t elapsed(const struct job *j)
{
	const struct history_entry now = {
		.clock_ms = clock_boot_ms(),
		.time = (int64_t)time(NULL),
	};
	struct history_entry here = now;

	memcpy(here.boot, j->boot, sizeof(here.boot));
	return past_between(j->list[0], &here);
}

/* ---- from the beginning to the end ---- */

static void note_outcome(void *ctx, const struct commit_result *res)
{
	(void)ctx;
	outcome_note(res->outcome);
}

static int with_list(struct job *j)
{
	struct undo_what what = { .boot = j->boot, .known = note_outcome };
	int code;

	gather(j);
	what.entries = j->list;
	what.count = j->count;
	what.elapsed_ms = elapsed(j);
	undo_init(&j->undo, &what, &j->sock);
	code = take_back(j);
	undo_release(&j->undo);
	mem_free(j->list);
	return code;
}

static int with_entries(struct job *j)
{
	int code;

	audit_open(&j->who, j->opt);
	clock_boot_id(j->boot);
	noting_init(&j->noting);
	if (!j->opt->check) {
		keeping_start(&j->keeping, j->opt);
		undone_open(&j->noting, j->opt);
	}
	apart_give_up_rights(j->opt);
	entries_read(&j->all);
	code = choose(j);
	if (code == GO_ON)
		code = with_list(j);
	keeping_end(&j->keeping);
	noting_close(&j->noting);
	return code;
}

static int open_socket(struct job *j)
{
	const struct transport_choice how = { .kind = TRANSPORT_SCATTER };
	int err = kernel_socket_open(&j->sock, &how);

	if (!err)
		err = kernel_socket_netns(&j->sock, &j->netns);
	if (!err)
		return GO_ON;
	messages_sayf(j->opt, SAY_ERROR, "cannot open a netlink socket: %s",
		      strerror(-err));
	return load_code_of(err);
}

static int run(struct job *j)
{
	int code = entries_open(&j->all, j->opt);

	if (code != GO_ON)
		return code;
	code = open_socket(j);
	if (code == GO_ON)
		code = with_entries(j);
	kernel_socket_close(&j->sock);
	entries_release(&j->all);
	return code;
}

int verb_undo(struct options *o)
{
	struct job j = { .opt = o, .sock = { .fd = -1 } };
	int code = entries_number(o, &j.number);

	if (code != GO_ON)
		return code;
	if (!o->yes && !o->check &&
	    !(isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)))
		return options_error("undo asks on a terminal: --yes takes the change back without it");
	code = waiting_check(o);
	if (code != GO_ON)
		return code;
	signals_catch();
	return run(&j);
}
