#include "config.h"

#include "cli/run/fallback.h"

#include "cli/report/report.h"
#include "cli/report/reporting.h"
#include "cli/run/told.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "text/source.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The options as they are for the fallback: its file alone, no extras, and
 * nothing that may fail where plain means do not. */
static struct options for_fallback(const struct options *o)
{
	struct options f = *o;

	f.files = o->fallback;
	f.text = (struct words){ .list = o->fallback.list + o->fallback.count };
	f.fallback = f.text;
	f.passed = NULL;
	f.json = f.echo = f.strict = f.each = f.stats = false;
	f.dump = DUMP_NONE;
	f.must_ask = true;
	f.transport = f.acks = f.acks_for = 0;
	return f;
}

/* The main ruleset and the fallback, each with its options. */
struct both {
	const struct options *opt; /* of the program */
	const struct run_request *asked;
	struct options main, spare;
	bool tried; /* the main ruleset was looked at */
	size_t n;   /* transactions of the main ruleset */
	struct source_set held; /* the fallback, where it can be read once */
	struct reporting reporting;
};

static bool was_committed(const struct told *t)
{
	return t->outcome == OUTCOME_COMMITTED;
}

static bool is_final(int code)
{
	return code == EXIT_DONE || code == EXIT_CHANGED ||
	       code == EXIT_USAGE || code == EXIT_UNTOLD;
}

/* In a namespace that has nothing to change, nothing is sent; a file that asks
 * for nothing is no firewall. */
static bool is_loaded(const struct both *b, size_t i)
{
	const struct told *t = &b->main.told[i];

	return was_committed(t) || (!b->opt->each && is_final(t->code));
}

static size_t count_loaded(const struct both *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++)
		n += is_loaded(b, i);
	return n;
}

/* Of all transactions together. */
static enum outcome main_outcome(const struct both *b)
{
	size_t unsent = 0;

	for (size_t i = 0; i < b->n; i++)
		unsent += b->main.told[i].outcome == OUTCOME_FAILED;
	if (count_loaded(b) == b->n)
		return OUTCOME_COMMITTED;
	return unsent == b->n ? OUTCOME_FAILED : OUTCOME_UNKNOWN;
}

/* What the input's readers have written is read with no more rights than they
 * had. */
static int both_end(struct both *b, int code)
{
	json_t *doc = NULL, *own;

	if (b->opt->report && code != EXIT_USAGE) {
		apart_give_up_rights(b->opt);
		doc = apart_relay_take(b->main.relay);
		own = apart_relay_take(b->spare.relay);
		if (!doc)
			doc = report_of_none(b->opt, code, b->tried,
					     main_outcome(b));
		doc = report_with_fallback(b->opt, doc, own, code);
	}
	if (code != EXIT_USAGE) /* the report may be what was wrong */
		code = reporting_end(&b->reporting, doc, code);
	reporting_drop(&b->reporting);
	source_set_release(&b->held);
	return code;
}

static bool stat_input(const char *path, struct stat *ret)
{
	if (source_is_stdin(path))
		return fstat(STDIN_FILENO, ret) == 0;
	return stat(path, ret) == 0;
}

/* What one has read of a stream is lost for the other. */
static bool one_stream(const char *one, const char *other)
{
	struct stat a, b;

	if (source_is_stdin(one) && source_is_stdin(other))
		return true;
	return stat_input(one, &a) && stat_input(other, &b) &&
	       !S_ISREG(a.st_mode) && !S_ISDIR(a.st_mode) &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static int refuse_shared_stream(const struct options *o)
{
	const char *spare = o->fallback.list[0];

	for (size_t i = 0; i < o->files.count; i++)
		if (one_stream(o->files.list[i], spare))
			return options_error("the input '%s' and the fallback '%s' are one stream, which can be read only once",
					   o->files.list[i], spare);
	return GO_ON;
}

/* More than one process may have to read the fallback, and a stream can be read
 * once. */
static void hold_fallback(struct both *b)
{
	const char *path = b->spare.files.list[0];
	bool is_stdin = strcmp(path, "-") == 0;
	struct stat st;

	if (!stat_input(path, &st))
		return;
	if (is_stdin || !S_ISREG(st.st_mode))
		b->spare.held = load_hold(path, &b->held);
}

/* What has to be there before there is a process. */
static int share(struct both *b)
{
	const struct options *o = b->opt;

	b->n = MAX(o->netns.count > 0 ? o->netns.count :
		   o->each ? o->files.count : 1, (size_t)1);
	b->main.told = b->n == 1 && o->told ? o->told : told_share(b->n);
	b->spare.told = told_share(b->n);
	if (!b->main.told || !b->spare.told) {
		apart_cannot(o, "share memory with a process");
		return EXIT_SYSTEM;
	}
	b->main.relay = apart_relay_open(o);
	b->spare.relay = apart_relay_open(o);
	if (o->report && (!b->main.relay || !b->spare.relay)) {
		apart_cannot(o, "make a file for the report");
		return EXIT_SYSTEM;
	}
	return GO_ON;
}

static int both_begin(struct both *b, const struct run_request *r)
{
	const struct options *o = r->opt;
	int code = refuse_shared_stream(o);

	*b = (struct both){ .opt = o, .asked = r, .main = *o,
			    .spare = for_fallback(o) };
	source_set_init(&b->held);
	if (code == GO_ON)
		code = reporting_start(&b->reporting, o);
	if (code == GO_ON)
		code = share(b);
	if (code == GO_ON)
		hold_fallback(b);
	return code;
}

/* ---- processes ---- */

static int run_to_end(const struct run_request *r, const sigset_t *signals)
{
	int code = apart_run(r, signals);

	return code == KILLED ? EXIT_SYSTEM : code;
}

/* The main ruleset; what a sync does not take as a state, it loads. */
static int run_main(const struct both *b, enum load_goal goal,
		    const sigset_t *signals)
{
	struct run_request r = { &b->main, goal, b->asked->run };
	int code = run_to_end(&r, signals);

	if (code != RUN_LOADS)
		return code;
	r.run = run_load;
	return run_to_end(&r, signals);
}

/* ---- the fallback, made ready in a process of its own ---- */

/* What is read and compiled before the main ruleset can neither get lost with
 * a disk nor fail for want of memory when it is needed. */
struct spare {
	pid_t pid;  /* 0: it has ended */
	int ready;  /* its end says so here */
	int go;	    /* an end of file is no */
	int code;   /* once it has ended */
	bool whole; /* good in every namespace, if there are several */
};

struct spare_ends {
	int ready, go;
	struct both *both;
	bool asked, needed;
};

static bool all_good(const struct load *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->list[i].result.outcome != OUTCOME_CHECKED)
			return false;
	return true;
}

/* An error is one only where the fallback is needed. */
static bool wait_for_go(const struct spare_ends *ends, const struct load *l)
{
	struct options *f = &ends->both->spare;
	char byte = all_good(l);
	ssize_t n;

	if (write(ends->ready, &byte, 1) != 1)
		_exit(EXIT_SYSTEM);
	while ((n = read(ends->go, &byte, 1)) < 0 && errno == EINTR)
		;
	if (n == 1) {
		f->spare = false;
		return true;
	}
	f->quiet = true;
	f->verbose = false;
	return false;
}

/* Where the ruleset was loaded, it stays. */
static bool is_needed(const struct both *b, size_t i)
{
	return !is_loaded(b, i) && !was_committed(&b->spare.told[i]);
}

static bool wait_for_need(void *ctx, const struct transaction *t)
{
	struct spare_ends *ends = ctx;

	if (!ends->asked)
		ends->needed = wait_for_go(ends, t->load);
	ends->asked = true;
	return ends->needed && is_needed(ends->both, t->number);
}

static int start_process(struct spare *s, struct both *b, const int *ready,
			 const int *go)
{
	struct spare_ends ends = { ready[1], go[0], b, false, false };
	struct run_spare spare = { wait_for_need, &ends };

	s->pid = fork();
	if (s->pid < 0)
		return -1;
	if (s->pid == 0) {
		close(ready[0]);
		close(go[1]);
		apart_end(run_as_spare(&b->spare, &spare));
	}
	s->ready = ready[0];
	s->go = go[1];
	close(ready[1]);
	close(go[0]);
	return 0;
}

/* Whether it is ready; if not, it has said why, and s->code is its end. */
static bool spare_start(struct spare *s, struct both *b)
{
	int ready[2], go[2];
	char byte;
	ssize_t n;

	*s = (struct spare){ .code = EXIT_SYSTEM };
	fflush(stdout);
	if (pipe(ready) < 0 || pipe(go) < 0 ||
	    start_process(s, b, ready, go) < 0) {
		s->pid = 0;
		apart_cannot(&b->spare, "make a process for the fallback");
		return false;
	}
	while ((n = read(s->ready, &byte, 1)) < 0 && errno == EINTR)
		;
	close(s->ready);
	s->whole = n == 1 && byte;
	if (n == 1)
		return true;
	s->code = apart_wait(&b->spare, s->pid);
	s->pid = 0;
	return false;
}

static const char *netns_of(const struct both *b, size_t i)
{
	return b->opt->netns.count > 0 ? b->opt->netns.list[i] : NULL;
}

static bool any_needed(struct both *b)
{
	bool any = false;

	for (size_t i = 0; i < MAX(b->opt->netns.count, (size_t)1); i++) {
		told_settle(&b->spare.told[i], 1, netns_of(b, i));
		any |= is_needed(b, i);
	}
	return any;
}

/* The exit code, or KILLED. */
static int spare_finish(struct spare *s, struct both *b, bool apply)
{
	bool gone = apply && write(s->go, "", 1) != 1;
	int code;

	close(s->go);
	code = apart_wait(&b->spare, s->pid);
	s->pid = 0;
	return gone ? KILLED : code;
}

/* A process that was killed is made anew, unless it had loaded the fallback. */
static int spare_end(struct spare *s, struct both *b, bool apply)
{
	if (s->pid)
		s->code = spare_finish(s, b, apply);
	if (s->code != KILLED || !apply)
		return s->code;
	if (!any_needed(b))
		return EXIT_UNTOLD;
	b->spare.spare = false;
	apart_relay_clear(b->spare.relay);
	if (spare_start(s, b))
		s->code = spare_finish(s, b, true);
	return s->code == KILLED ? EXIT_SYSTEM : s->code;
}

/* ---- the main ruleset ---- */

static const char *noun_of(const struct options *o)
{
	return o->last_good ? "last good state" : "fallback";
}

static void say_unusable(const struct options *f, bool empty)
{
	messages_sayf(f, SAY_ERROR, "the %s '%s' %s", noun_of(f),
		      f->files.list[0],
		      empty ? "asks for nothing" : "cannot be loaded");
}

static void say_begin(const struct options *o)
{
	messages_sayf(o, SAY_ERROR,
		      "the ruleset could not be loaded: loading the %s '%s'",
		      noun_of(o), o->fallback.list[0]);
}

/* code is what loading it ended with. */
static int say_end(const struct options *o, int code, int main_code)
{
	if (code == EXIT_DONE || code == EXIT_UNTOLD) {
		messages_sayf(o, SAY_ERROR,
			      "the %s '%s' is loaded, not the ruleset that was asked for",
			      noun_of(o), o->fallback.list[0]);
		return o->last_good ? EXIT_LAST_GOOD : EXIT_FALLBACK;
	}
	messages_sayf(o, SAY_ERROR,
		      code == EXIT_UNKNOWN ?
			      "it is not known whether the %s '%s' was loaded" :
			      "the %s '%s' could not be loaded either",
		      noun_of(o), o->fallback.list[0]);
	return code == EXIT_UNKNOWN ? code : main_code;
}

/* A definition of the command line that is wrong breaks whatever is read; the
 * fallback must not be lost to it. */
static bool make_ready(struct both *b, struct spare *s)
{
	struct options *f = &b->spare;

	if (spare_start(s, b))
		return true;
	if (f->defines.count == 0)
		return false;
	messages_sayf(f, SAY_ERROR,
		      "the fallback '%s' is tried without the definitions of -D",
		      f->files.list[0]);
	f->defines = f->text; /* none */
	apart_relay_clear(f->relay);
	return spare_start(s, b);
}

static int fall_back(struct both *b, struct spare *s, int main_code)
{
	say_begin(b->opt);
	return say_end(b->opt, spare_end(s, b, true), main_code);
}

/* What a process that was killed has left, as far as it can be told. */
static void settle_all(struct both *b)
{
	if (b->opt->netns.count == 0)
		told_settle(b->main.told, b->n, NULL);
	for (size_t i = 0; i < b->opt->netns.count; i++)
		told_settle(&b->main.told[i], 1, netns_of(b, i));
}

/* Whether the kernel has what must not be thrown away: all of it, or with --each
 * some files, or what ran before.  A fallback replaces everything, and is for
 * where nothing is. */
static bool must_stay(const struct both *b, int *code)
{
	const struct options *o = b->opt;
	size_t n = count_loaded(b);

	if (n == b->n) {
		messages_sayf(o, SAY_ERROR, "the ruleset was applied%s before that",
			      o->netns.count > 0 ? " in every namespace" : "");
		*code = EXIT_UNTOLD;
		return true;
	}
	if (b->main.told->stays) {
		messages_sayf(o, SAY_ERROR,
			      "the %s '%s' is not loaded: the ruleset that runs stays",
			      noun_of(o), o->fallback.list[0]);
		return true;
	}
	if (!o->each || n == 0)
		return false;
	messages_sayf(o, SAY_ERROR,
		      "the fallback '%s' is not loaded: it is only for when no file is loaded, and %zu of %zu are",
		      o->fallback.list[0], n, b->n);
	return true;
}

static int refuse_both(const struct both *b, int code)
{
	if (code == EXIT_USAGE)
		return code;
	messages_say(b->opt, SAY_ERROR,
		     "a fallback that cannot be loaded counts as an error (--strict); nothing was applied");
	return code > EXIT_DONE ? code : EXIT_INPUT;
}

/* What is wrong with the fallback should be known before it is needed; the
 * main ruleset is not held up by it, unless that is asked for (--strict).
 * Signals that end the main run wait: they must not keep the fallback from
 * being loaded. */
static int load_or_fall_back(struct both *b)
{
	bool strict = b->opt->strict && !b->opt->at_boot;
	struct spare s = { .code = EXIT_SYSTEM };
	sigset_t all, before;
	bool good;
	int code;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, NULL, &before);
	b->spare.spare = !strict;
	good = make_ready(b, &s);
	if (!good)
		say_unusable(&b->spare, s.code == EXIT_DONE);
	if (strict && !s.whole)
		s.code = spare_end(&s, b, false);
	if ((!good && s.code == EXIT_USAGE) || (strict && !s.whole))
		return refuse_both(b, s.code);
	b->tried = true;
	sigprocmask(SIG_BLOCK, &all, NULL);
	code = run_main(b, LOAD_COMMIT, &before);
	settle_all(b);
	if (!is_final(code) && !must_stay(b, &code) && good)
		return fall_back(b, &s, code);
	spare_end(&s, b, false);
	return code;
}

static int check_both(struct both *b, enum load_goal goal)
{
	struct run_request spare = { &b->spare, goal, run_load };
	sigset_t signals;
	int wrong, code;

	b->tried = true;
	sigprocmask(SIG_SETMASK, NULL, &signals);
	wrong = run_to_end(&spare, &signals);
	if (wrong)
		say_unusable(&b->spare, false);
	code = run_main(b, goal, &signals);
	return code ? code : wrong;
}

/* The sync has said what there is to say of the report and the files. */
static int load_after(const struct run_request *r)
{
	struct options o = *r->opt;

	o.lost_told = true;
	o.passed = NULL;
	return run_load(&o, r->goal);
}

/* What a sync that was killed has left: a load does without much of what may
 * have killed it. */
static int after_kill(const struct run_request *r, struct told *t)
{
	told_settle(t, 1, NULL);
	if (t->outcome == OUTCOME_FAILED) {
		messages_say(r->opt, SAY_ERROR,
			     "the files are loaded, not synced");
		return load_after(r);
	}
	if (t->outcome == OUTCOME_UNKNOWN)
		return EXIT_UNKNOWN;
	messages_say(r->opt, SAY_ERROR, "the ruleset was applied before that");
	return EXIT_UNTOLD;
}

/* There is no fallback.  In a process of its own, as the rights which the sync
 * gives up are there for the load. */
static int sync_or_load(const struct run_request *r)
{
	struct options o = *r->opt;
	const struct run_request noted = { &o, r->goal, r->run };
	struct told *t = o.told ? o.told : told_share(1);
	sigset_t all, before;
	int code;

	if (!t)
		return run_load(r->opt, r->goal);
	o.told = t;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	code = apart_run(&noted, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (code == RUN_LOADS)
		return load_after(r);
	return code == KILLED ? after_kill(r, t) : code;
}

int run_or_fall_back(const struct run_request *r)
{
	const struct options *o = r->opt;
	struct both b;
	int code;

	if (o->dump != DUMP_NONE)
		return run_load(o, r->goal);
	if (o->fallback.count == 0)
		return o->or_load ? sync_or_load(r) :
				    r->run(o, r->goal);
	code = both_begin(&b, r);
	if (code != GO_ON)
		return code;
	if (r->goal == LOAD_COMMIT && o->kernel != KERNEL_PRIVATE)
		code = load_or_fall_back(&b);
	else
		code = check_both(&b, r->goal);
	return both_end(&b, code);
}

int fallback_apart(const struct run_request *r)
{
	sigset_t signals;
	int code;

	sigprocmask(SIG_SETMASK, NULL, &signals);
	code = apart_do(run_or_fall_back, r, &signals);
	return code == KILLED ? EXIT_SYSTEM : code;
}
