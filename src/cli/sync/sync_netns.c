#include "config.h"

#include "cli/sync/sync_netns.h"

#include "base/mem.h"
#include "cli/report/report.h"
#include "cli/report/reporting.h"
#include "cli/run/told.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "cli/user/records.h"
#include "text/source.h"

#include <sys/stat.h>

struct ns_place {
	const char *name;
	struct told *told;
	FILE *relay; /* NULL: no report is asked for */
	int code;
};

struct ns_places {
	const struct run_request *asked;
	const struct options *opt;
	struct ns_place *list;
	size_t n;
	struct source_set held; /* the first file, where it can be read once */
	const struct source *first;
	struct reporting reporting;
};

/* ---- inputs that can be read once ---- */

static bool is_stream(const char *path)
{
	struct stat st;

	if (source_is_stdin(path))
		return true;
	return stat(path, &st) == 0 && !S_ISREG(st.st_mode) &&
	       !S_ISDIR(st.st_mode);
}

static int hold_stream(struct ns_places *p)
{
	const struct words *files = &p->opt->files;

	for (size_t i = 1; p->n > 1 && i < files->count; i++)
		if (is_stream(files->list[i]))
			return options_error("'%s' can be read only once, and there are several namespaces: it must be the first file",
					     files->list[i]);
	if (is_stream(files->list[0]))
		p->first = load_hold(files->list[0], &p->held);
	return GO_ON;
}

/* ---- one of them ---- */

/* What a process that was killed has left. */
static int settled(const struct ns_place *at, int code)
{
	if (code != KILLED)
		return code;
	told_settle(at->told, 1, at->name);
	if (at->told->outcome == OUTCOME_COMMITTED)
		return EXIT_UNTOLD;
	return at->told->outcome == OUTCOME_UNKNOWN ? EXIT_UNKNOWN :
						      EXIT_SYSTEM;
}

static void sync_in(struct ns_places *p, struct ns_place *at,
		    const sigset_t *signals)
{
	const char *one[] = { at->name, NULL };
	struct options o = *p->opt;
	const struct run_request r = { &o, p->asked->goal, p->asked->run };

	o.netns = (struct words){ one, 1 };
	o.told = at->told;
	o.relay = at->relay;
	o.held = p->first;
	at->code = settled(at, apart_run(&r, signals));
}

static bool is_good(int code)
{
	return code == EXIT_DONE || code == EXIT_CHANGED ||
	       code == EXIT_UNTOLD;
}

static void say_place(const struct ns_places *p, const struct ns_place *at)
{
	bool checks = p->asked->goal == LOAD_JUDGE;
	const char *became = checks ? "not checked" : "not synced";

	if (is_good(at->code))
		became = checks ? "checked" : "synced";
	else if (at->code == EXIT_UNKNOWN)
		became = "its outcome is unknown";
	if (at->code != EXIT_DONE || p->opt->verbose)
		messages_sayf(p->opt, is_good(at->code) ? SAY_NOTE : SAY_ERROR,
			      "%s: %s", at->name, became);
}

/* ---- all of them ---- */

/* The order in which they matter. */
static int rank(int code)
{
	static const int least[] = { EXIT_DONE, EXIT_CHANGED, EXIT_UNTOLD };

	for (size_t i = 0; i < ARRAY_SIZE(least); i++)
		if (code == least[i])
			return (int)i;
	return (int)ARRAY_SIZE(least) + code;
}

static int sync_all(struct ns_places *p)
{
	sigset_t all, before;
	int worst = EXIT_DONE;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	for (size_t i = 0; i < p->n && worst != EXIT_USAGE; i++) {
		struct ns_place *at = &p->list[i];

		sync_in(p, at, &before);
		if (at->code != EXIT_USAGE) /* which is all of theirs */
			say_place(p, at);
		worst = rank(at->code) > rank(worst) ? at->code : worst;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return worst;
}

static json_t *document(const struct ns_places *p, struct ns_place *at)
{
	json_t *doc = apart_relay_take(at->relay);

	at->relay = NULL;
	if (doc)
		return doc;
	doc = report_of_none(p->opt, at->code, true, at->told->outcome);
	json_object_set_new(doc, "netns", record_text(at->name));
	return doc;
}

static int report(struct ns_places *p, int code)
{
	json_t *docs;

	if (!p->opt->report || code == EXIT_USAGE)
		return code;
	apart_give_up_rights(p->opt);
	docs = json_array();
	for (size_t i = 0; i < p->n; i++)
		json_array_append_new(docs, document(p, &p->list[i]));
	return reporting_end(&p->reporting, docs, code);
}

static int begin(struct ns_places *p)
{
	const struct options *o = p->opt;
	struct told *told = o->told ? o->told : told_share(p->n);

	if (!told) {
		apart_cannot(o, "share memory with a process");
		return EXIT_SYSTEM;
	}
	p->list = mem_calloc(p->n, sizeof(*p->list));
	for (size_t i = 0; i < p->n; i++) {
		p->list[i] = (struct ns_place){ .name = o->netns.list[i],
					     .told = &told[i],
					     .relay = apart_relay_open(o) };
		if (!o->report || p->list[i].relay)
			continue;
		apart_cannot(o, "make a file for the report");
		return EXIT_SYSTEM;
	}
	return hold_stream(p);
}

static void end(struct ns_places *p)
{
	for (size_t i = 0; p->list && i < p->n; i++)
		if (p->list[i].relay)
			fclose(p->list[i].relay);
	mem_free(p->list);
	source_set_release(&p->held);
	reporting_drop(&p->reporting);
}

int sync_each_netns(const struct run_request *r)
{
	struct ns_places p = { .asked = r, .opt = r->opt,
			    .n = r->opt->netns.count };
	int code = reporting_start(&p.reporting, r->opt);

	source_set_init(&p.held);
	if (code == GO_ON)
		code = begin(&p);
	if (code == GO_ON)
		code = report(&p, sync_all(&p));
	end(&p);
	return code;
}
