#include "config.h"

#include "cli/history/loading.h"

#include "plan/kernel_can.h"
#include "state/state_canon.h"

#include <errno.h>

void loading_init(struct loading *l, struct keeping *k)
{
	*l = (struct loading){ .keeping = k };
	touched_init(&l->touched);
}

static void forget(struct loading *l)
{
	if (l->has_before)
		present_release(&l->before);
	l->has_before = false;
	touched_release(&l->touched);
	touched_init(&l->touched);
}

void loading_release(struct loading *l)
{
	forget(l);
	touched_release(&l->touched);
}

static int read_tables(struct loading *l, const struct transaction *t,
		       struct present *ret)
{
	const struct read_choice choice = { .table = touched_has,
					    .ctx = &l->touched };
	int err = present_read(ret, t->sock, &choice);

	if (!err)
		canon_state(&ret->state);
	return err;
}

int loading_before(struct loading *l, const struct transaction *t,
		   uint32_t *genid)
{
	int err;

	forget(l);
	touched_find(&l->touched, &t->batch);
	err = read_tables(l, t, &l->before);
	if (err == -EINTR)
		return LOAD_CONFLICT;
	if (err) {
		keeping_say(l->keeping->opt, "this load will not be in", err);
		return LOAD_GOES_ON;
	}
	l->has_before = true;
	if (*genid && l->before.reading.genid != *genid)
		return LOAD_CONFLICT;
	*genid = l->before.reading.genid;
	return LOAD_GOES_ON;
}

/* A table that goes has no edits. */
static bool changes_something(const struct plan *p)
{
	return !plan_is_empty(p) ||
	       p->counts.added + p->counts.changed + p->counts.removed > 0;
}

static void note(struct loading *l, const struct transaction *t,
		 struct present *after)
{
	const struct plan_options how = {
		.abilities = kernel_can(t->sock, KERNEL_ALL),
		.exact = true,
		.verbatim = true,
		.removes = plan_always,
	};
	const struct options *o = l->keeping->opt;
	struct plan plan;
	const struct keeping_facts facts = {
		.plan = &plan,
		.sock = t->sock,
		.sources = &t->input->sources,
		.verb = "load",
		.genid = l->before.reading.genid,
	};

	plan_make(&plan, &l->before.state, &after->state, &how);
	if (changes_something(&plan)) {
		keeping_note(l->keeping, &facts);
		o->keep_diff(l->keeping, &plan, &t->input->sources);
	}
	plan_release(&plan);
}

void loading_after(struct loading *l, const struct transaction *t)
{
	struct present after;
	int err;

	if (!l->has_before || !t->sent ||
	    t->result.outcome != OUTCOME_COMMITTED)
		return;
	err = read_tables(l, t, &after);
	if (err) {
		keeping_say(l->keeping->opt, "this load is not in", err);
		return;
	}
	note(l, t, &after);
	present_release(&after);
}
