#include "config.h"

#include "cli/several.h"

#include "base/mem.h"
#include "cli/exit.h"
#include "cli/inputs.h"
#include "cli/messages.h"
#include "cli/outcome.h"
#include "cli/sandbox.h"
#include "cli/signals.h"
#include "cli/stages.h"
#include "kernel/netns.h"
#include "text/suggest.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The transactions of a run.  The sandbox is entered once for all of them, here
 * and by none of their stages. */
struct several {
	const struct options *opt;
	struct options *opts; /* of each */
	struct run *runs;
	int *codes; /* GO_ON: to be sent */
	size_t n;
	struct netns_home home; /* fd -1: all are in one namespace */
	struct reporting reporting;
	json_t *docs; /* of all, or NULL */
};

static void several_init(struct several *s, const struct run *like, size_t n)
{
	const struct options *o = like->opt;

	*s = (struct several){ .opt = o, .n = n, .home.fd = -1 };
	s->runs = mem_calloc(n, sizeof(*s->runs));
	s->opts = mem_calloc(n, sizeof(*s->opts));
	s->codes = mem_calloc(n, sizeof(*s->codes));
	for (size_t i = 0; i < n; i++) {
		s->codes[i] = GO_ON;
		s->opts[i] = *o;
		s->opts[i].no_sandbox = true;
		run_init(&s->runs[i], &s->opts[i], like->goal, like->how);
		if (o->told)
			s->runs[i].told = &o->told[i];
	}
}

static void several_release(struct several *s)
{
	for (size_t i = 0; i < s->n; i++)
		run_release(&s->runs[i]);
	netns_release(&s->home);
	mem_free(s->codes);
	mem_free(s->opts);
	mem_free(s->runs);
}

static void each_stage(struct several *s, int (*stage)(struct run *))
{
	for (size_t i = 0; i < s->n; i++)
		if (s->codes[i] == GO_ON)
			s->codes[i] = stage(&s->runs[i]);
}

/* What is wrong is the word on the command line. */
static bool is_wrong_name(int err)
{
	static const int errs[] = { ENOENT, ENOTDIR, ESRCH,  EINVAL,
				    ELOOP,  EISDIR,  ENAMETOOLONG };

	for (size_t i = 0; i < ARRAY_SIZE(errs); i++)
		if (err == -errs[i])
			return true;
	return false;
}

static void say_nearest(struct closing *c, const char *name)
{
	DIR *names = opendir("/run/netns");
	struct dirent *entry;
	struct suggest s;

	if (!names)
		return;
	suggest_init(&s, name, strlen(name));
	while ((entry = readdir(names)))
		if (*entry->d_name != '.')
			suggest_try(&s, entry->d_name);
	if (suggest_best(&s))
		closing_add(c, "; did you mean '%s'?", suggest_best(&s));
	closedir(names);
}

static int cannot_enter(struct run *r, int err)
{
	char doing[256];
	int code;

	snprintf(doing, sizeof(doing), "entering network namespace '%s'",
		 r->label);
	code = failure_report(&r->closing, err, doing);
	if (!is_wrong_name(err))
		return code;
	say_nearest(&r->closing, r->label);
	return EXIT_INPUT;
}

/* A socket belongs to the namespace that it was made in, and so do the names
 * of interfaces that are asked for through it. */
static int open_in(struct several *s, struct run *r)
{
	int err = netns_enter(r->label), code;

	if (err < 0)
		return cannot_enter(r, err);
	code = stage_open(r);
	err = netns_return(&s->home);
	return err < 0 ? failure_report(&r->closing, err,
					"leaving the network namespace") :
			 code;
}

/* All that can be sent; the numbers of the batches on one socket ascend. */
static size_t take_jobs(struct several *s, struct commit_job *jobs,
			struct run **owners)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct run *r = &s->runs[i];

		if (s->codes[i] != GO_ON)
			continue;
		if (batch_count(&r->batch) == 0) {
			s->codes[i] = EXIT_DONE;
			continue;
		}
		s->codes[i] = stage_seal(r);
		if (s->codes[i] != GO_ON)
			continue;
		r->sock->seq = r->batch.seq0 + batch_count(&r->batch);
		jobs[n] = (struct commit_job){ r->sock, &r->batch, &r->commit,
					       r->sources, &r->diags,
					       { 0 } };
		owners[n++] = r;
	}
	return n;
}

static void send_all(struct several *s)
{
	struct commit_job *jobs = mem_calloc(s->n, sizeof(*jobs));
	struct run **owners = mem_calloc(s->n, sizeof(struct run *));
	size_t n = take_jobs(s, jobs, owners);

	signals_hold();
	if (!s->opt->no_sandbox)
		sandbox_narrow(&s->runs[0].diags);
	commit_all(jobs, n);
	for (size_t i = 0; i < n; i++) {
		owners[i]->result = jobs[i].res;
		owners[i]->sent = true;
	}
	mem_free(jobs);
	mem_free(owners);
	for (size_t i = 0; i < s->n; i++)
		if (s->codes[i] == GO_ON)
			s->codes[i] = stage_settle(&s->runs[i]);
}

static const char *what_became(int code, enum run_goal goal)
{
	if (code == EXIT_DONE || code == EXIT_UNTOLD)
		return goal == GOAL_COMMIT ? "loaded" : "checked";
	if (code == EXIT_UNKNOWN)
		return "its outcome is unknown";
	if (goal == GOAL_COMMIT)
		return "not loaded";
	return code == EXIT_INPUT || code == EXIT_REFUSED ? "wrong" :
							    "not checked";
}

/* The greater one, but what was applied and not told is the best but "done". */
static int exit_worse(int a, int b)
{
	if (a == EXIT_UNTOLD || b == EXIT_UNTOLD)
		return MIN(a, b) == EXIT_DONE ? EXIT_UNTOLD : MIN(a, b);
	return MAX(a, b);
}

static void add_document(struct several *s, json_t *doc)
{
	if (!doc)
		return;
	if (!s->docs)
		s->docs = json_array();
	json_array_append_new(s->docs, doc);
}

static int report_all(struct several *s)
{
	int worst = EXIT_DONE;

	for (size_t i = 0; i < s->n; i++) {
		int code = run_report(&s->runs[i], s->codes[i]);

		if (code != EXIT_DONE || !s->opt->quiet)
			messages_sayf(s->opt,
				      code ? SAY_ERROR : SAY_NOTE, "%s: %s",
				      s->runs[i].label,
				      what_became(code, s->runs[i].goal));
		worst = exit_worse(worst, code);
		add_document(s, run_document(&s->runs[i], code));
	}
	return worst;
}

/* One file each, on the socket of the first. */
static void share_files(struct several *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct run *r = &s->runs[i];

		s->opts[i].files.list = s->opt->files.list + i;
		s->opts[i].files.count = 1;
		r->label = s->opt->files.list[i];
		r->sock = &s->runs[0].own_sock;
		r->reporting = &s->reporting;
	}
}

static bool any_misplaced(const struct several *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->runs[i].misplaced)
			return true;
	return false;
}

static int load_each(struct several *s)
{
	each_stage(s, stage_read);
	each_stage(s, stage_open);
	if (!s->opt->no_sandbox)
		sandbox_enter(&s->runs[0].diags);
	each_stage(s, stage_parse);
	if (any_misplaced(s))
		return EXIT_USAGE;
	if (!s->opt->no_sandbox)
		sandbox_inputs_read(&s->runs[0].diags);
	each_stage(s, stage_compile);
	each_stage(s, stage_dump);
	send_all(s);
	return reporting_end(&s->reporting, s->docs, report_all(s));
}

int run_each(const struct options *o, enum run_goal goal,
	     const struct transport_choice *how)
{
	const struct run like = { .opt = o, .goal = goal, .how = how };
	struct several s;
	int code;

	several_init(&s, &like, o->files.count);
	code = reporting_start(&s.reporting, o);
	share_files(&s);
	if (code == GO_ON)
		code = load_each(&s);
	reporting_drop(&s.reporting);
	several_release(&s);
	return code;
}

/* Parses once, for all. */
static int parse_input(struct run *base)
{
	int code = stage_parse(base);

	if (code == GO_ON &&
	    (base->diags.nerrors > 0 || too_many_warnings(base)))
		return EXIT_INPUT;
	return code;
}

static void open_netns(struct several *s, struct run *base)
{
	for (size_t i = 0; i < s->n; i++) {
		struct run *r = &s->runs[i];

		r->label = s->opt->netns.list[i];
		r->sources = base->sources;
		r->echo.sources = base->sources;
		r->ast = base->ast;
		s->codes[i] = open_in(s, r);
	}
}

/* Up to the sandbox: the named files, and the sockets of all namespaces. */
static int prepare_netns(struct several *s, struct run *base)
{
	int code = stage_read(base);
	int err = code == GO_ON ? netns_remember(&s->home) : 0;

	if (err < 0)
		code = failure_report(&base->closing, err,
				      "opening the network namespace");
	if (code != GO_ON)
		return code;
	open_netns(s, base);
	if (!s->opt->no_sandbox)
		sandbox_enter(&base->diags);
	return parse_input(base);
}

static void load_netns(struct several *s)
{
	each_stage(s, stage_compile);
	each_stage(s, stage_dump);
	send_all(s);
}

/* What is wrong with the input is so in each of the namespaces. */
static void report_input(struct several *s, const struct run *base, int code)
{
	for (size_t i = 0; i < s->n; i++) {
		s->runs[i].label = s->opt->netns.list[i];
		s->runs[i].sources = base->sources;
		s->runs[i].closing = base->closing;
		add_document(s, run_document(&s->runs[i], code));
	}
}

static int load_all_netns(struct several *s, struct run *base)
{
	int code = prepare_netns(s, base);

	if (base->misplaced)
		return EXIT_USAGE;
	messages_print(s->opt, base->sources, &base->diags);
	if (s->opt->verbose)
		inputs_tell(s->opt, base->sources);
	run_close(base, code);
	for (size_t i = 0; i < s->n; i++)
		s->runs[i].shared = &base->diags;
	if (code == GO_ON) {
		load_netns(s);
		code = report_all(s);
	} else {
		report_input(s, base, code);
	}
	return reporting_end(&s->reporting, s->docs, code);
}

int run_netns(const struct options *o, enum run_goal goal,
	      const struct transport_choice *how)
{
	struct several s;
	struct run base;
	int code;

	run_init(&base, o, goal, how);
	several_init(&s, &base, o->netns.count);
	code = reporting_start(&s.reporting, o);
	base.reporting = &s.reporting;
	if (code == GO_ON)
		code = load_all_netns(&s, &base);
	reporting_drop(&s.reporting);
	several_release(&s);
	run_release(&base);
	return code;
}
