#include "config.h"

#include "cli/sync/session.h"

#include "cli/history/noting.h"
#include "cli/run/signals.h"
#include "cli/run/work.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "kernel/talk/uring.h"

#include <inttypes.h>

/* What ends a run whose files are read. */
static int check_files(struct session *s)
{
	const struct source_set *sources = &s->wanted->load.inputs[0].sources;

	if (reporting_spares(&s->reporting, sources) != GO_ON)
		s->stopped = EXIT_USAGE;
	else if (noting_passes(s->opt, sources))
		s->stopped = EXIT_GUARDED;
	return s->stopped;
}

/* Rights to read files are given up with the last load. */
static int take_step(void *ctx, enum load_step step, struct diags *diags)
{
	struct session *s = ctx;

	if (!s->more && !(s->prints && step == LOAD_SENDING))
		work_narrow(s->opt, step, diags);
	return step == LOAD_PARSED ? check_files(s) : GO_ON;
}

int session_start(struct session *s, const struct options *o)
{
	int code;

	*s = (struct session){ .opt = o, .stopped = GO_ON };
	signals_catch();
	code = reporting_start(&s->reporting, o);
	if (code != GO_ON)
		return code;
	s->work = work_of(o, LOAD_JUDGE);
	s->events = (struct load_events){ .ctx = s, .step = take_step };
	return work_transport(o, &s->work.how);
}

struct sync_options session_sync(const struct session *s, enum sync_goal goal)
{
	const struct options *o = s->opt;

	return (struct sync_options){
		.load = &s->work,
		.goal = goal,
		.name = o->name ? o->name : "",
		.keep = o->keep.list,
		.exact = o->elements == ELEMENTS_EXACT,
		.open = o->elements == ELEMENTS_KEEP,
		.adopt = o->adopt,
		.remake = o->recreate,
		.recall = goal == SYNC_APPLY && !o->verbose && !o->report,
		.verify = o->verify,
		.guard = !o->no_guard &&
			 (o->guard || o->max_removed != NOT_GIVEN),
		.max_removed_percent = o->max_removed == NOT_GIVEN ?
					       LOSS_PERCENT :
					       o->max_removed,
	};
}

void session_add_rival(const struct sync *y, struct closing *c)
{
	const struct writer *w = &y->rivals.last;

	if (y->code == LOAD_CONFLICT && w->pid)
		closing_add(c, "; the last of them was '%s' (process %" PRIu32 ")",
			    w->process, w->pid);
}

int session_say(const struct session *s, const struct wanted *w,
		const struct sync *y)
{
	const struct options *o = s->opt;
	struct closing c = { "" };
	bool counted;

	messages_print(o, &w->load.inputs[0].sources, w->t->diags);
	counted = work_ending(&c, &w->t->failure, w->t->diags, w->t->code,
			      LOAD_JUDGE);
	if (y)
		session_add_rival(y, &c);
	work_say_ending(o, &c, w->t->diags, counted);
	return w->t->code;
}

void session_end(struct session *s)
{
	reporting_drop(&s->reporting);
	uring_close(s->work.how.ring);
}
