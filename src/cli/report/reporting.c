#include "config.h"

#include "cli/report/reporting.h"

#include "cli/report/report.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static bool has_file(const struct options *o)
{
	return o->report && strcmp(o->report, "-") != 0;
}

static void say_lost(const struct options *o, int err, const char *became)
{
	const char *why = err == -ETIMEDOUT ? "nobody reads it" :
					      strerror(-err);

	messages_sayf(o, SAY_ERROR, "cannot write the report '%s': %s; %s",
		      o->report, why, became);
}

/* ---- a report in the place of an input would replace it ---- */

static bool same_file(const char *one, const char *other)
{
	struct stat a, b;

	return stat(one, &a) == 0 && stat(other, &b) == 0 &&
	       S_ISREG(a.st_mode) && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

static int refuse_input(const char *report, const char *input)
{
	return options_error("the report '%s' would replace the input '%s'",
			     report, input);
}

static int spares_words(const struct options *o, const struct words *inputs)
{
	for (size_t i = 0; i < inputs->count; i++)
		if (same_file(o->report, inputs->list[i]))
			return refuse_input(o->report, inputs->list[i]);
	return GO_ON;
}

int reporting_spares(const struct reporting *r,
		     const struct source_set *sources)
{
	const struct options *o = r->opt;

	if (!has_file(o) || r->lost)
		return GO_ON;
	for (uint32_t i = 0; i < source_count(sources); i++) {
		const struct source *s = source_at(sources, i);

		if (s->kind == SOURCE_FILE && same_file(o->report, s->name))
			return refuse_input(o->report, s->name);
	}
	return GO_ON;
}

int reporting_start(struct reporting *r, const struct options *o)
{
	int err, code;

	*r = (struct reporting){ .opt = o };
	if (!has_file(o) || o->relay)
		return GO_ON;
	code = spares_words(o, &o->files);
	if (code == GO_ON)
		code = spares_words(o, &o->fallback);
	if (code != GO_ON)
		return code;
	err = report_file_start(&r->file, o->report);
	if (!err)
		return GO_ON;
	/* A report is no reason for a machine without its ruleset. */
	r->lost = o->at_boot || o->fallback.count > 0;
	if (!o->lost_told)
		say_lost(o, err, r->lost ? "going on without it" :
					   "nothing was applied");
	return r->lost ? GO_ON : EXIT_SYSTEM;
}

/* ---- the end ---- */

static const char *const became[] = {
	[REPORT_NOTHING] = "nothing was applied",
	[REPORT_APPLIED] = "the ruleset was applied",
	[REPORT_UNKNOWN] = "the outcome is unknown",
};

static int untold(enum report_outcome outcome, int code)
{
	if (code != EXIT_DONE && code != EXIT_CHANGED)
		return code;
	return outcome == REPORT_APPLIED ? EXIT_UNTOLD : EXIT_SYSTEM;
}

int reporting_end(struct reporting *r, json_t *doc, int code)
{
	const struct options *o = r->opt;
	enum report_outcome outcome = report_outcome(doc);
	FILE *out = o->relay ? o->relay :
		    r->file.out ? r->file.out : stdout;
	int err = 0;

	if (o->report && !r->lost)
		err = report_write(out, doc);
	json_decref(doc);
	if (r->lost)
		return untold(outcome, code);
	if (r->file.out && !err)
		err = report_file_end(&r->file);
	if (!err)
		return code;
	if (out == stdout)
		clearerr(stdout); /* it is told of here */
	say_lost(o, err, became[outcome]);
	return untold(outcome, code);
}

void reporting_drop(struct reporting *r)
{
	report_file_drop(&r->file);
}
