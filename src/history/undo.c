#include "config.h"

#include "history/undo.h"

#include "history/others.h"
#include "hold/way.h"
#include "load/load.h"
#include "plan/emit.h"
#include "plan/kernel_can.h"
#include "state/state_canon.h"
#include "tables/family.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int fail(struct undo *u, int code, const char *fmt, ...)
	format_printf(3, 4);

static int fail(struct undo *u, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(u->why, sizeof(u->why), fmt, ap);
	va_end(ap);
	return code;
}

void undo_init(struct undo *u, const struct undo_what *what,
	       struct kernel_socket *sock)
{
	*u = (struct undo){ .what = *what, .sock = sock,
			    .abilities = kernel_can(sock, KERNEL_ALL) };
}

static void forget(struct undo *u)
{
	if (u->has_plan)
		plan_release(&u->plan);
	if (u->has_back)
		inverse_release(&u->back);
	if (u->has_past)
		past_release(&u->past);
	if (u->has_now)
		present_release(&u->now);
	u->has_plan = u->has_back = u->has_past = u->has_now = false;
}

void undo_release(struct undo *u)
{
	forget(u);
}

/* ---- what is there ---- */

static bool is_read(void *ctx, const struct low_msg *table)
{
	const struct undo *u = ctx;

	return past_names(&u->past, table->family, table->table.name);
}

static int read_now(struct undo *u)
{
	const struct read_choice choice = { .table = is_read, .ctx = u };
	int err = present_read(&u->now, u->sock, &choice);

	if (err == -EINTR)
		return fail(u, LOAD_CONFLICT,
			    "others change the ruleset all the time");
	if (err < 0)
		return fail(u, err == -EPERM ? LOAD_FORBIDDEN : LOAD_SYSTEM,
			    "reading the ruleset: %s", strerror(-err));
	canon_state(&u->now.state);
	u->has_now = true;
	return LOAD_DONE;
}

/* ---- the plan ---- */

static bool stays(void *ctx, const struct state_item *i)
{
	const struct undo *u = ctx;

	/* What comes back has no handle: it is not open to others. */
	return i->handle && !past_is_ours(&u->past, i);
}

static bool counts_anew(void *ctx, const struct state_item *i)
{
	const struct undo *u = ctx;

	return past_is_fresh(&u->past, i);
}

static bool goes(void *ctx, const struct state_table *t)
{
	const struct undo *u = ctx;

	return past_is_ours(&u->past, &t->item);
}

int undo_plan(struct undo *u)
{
	const struct state_set *lacks;
	int code, err;

	forget(u);
	u->has_past = true;
	if (past_init(&u->past, u->what.entries, u->what.count, u->what.boot))
		return fail(u, LOAD_WRONG,
			    "the history holds messages that do not fit together");
	code = read_now(u);
	if (code != LOAD_DONE)
		return code;
	lacks = others_before(&u->past, &u->now.state);
	if (lacks)
		return fail(u, LOAD_REFUSED,
			    "set '%s' in table %s '%s' is gone, and the history does not have its elements",
			    lacks->item.name, family_name(lacks->table->family),
			    lacks->table->item.name);
	u->has_back = true;
	err = inverse_init(&u->back, &u->past.saved, u->abilities,
			   u->what.elapsed_ms);
	if (err < 0)
		return fail(u, LOAD_SYSTEM, "building the way back: %s",
			    strerror(-err));
	others_after(&u->past, &u->now.state, &u->back.state);
	u->how = u->back.how;
	u->how.keeps = stays;
	u->how.removes = goes;
	u->how.fresh = counts_anew;
	u->how.ctx = u;
	plan_make(&u->plan, &u->now.state, &u->back.state, &u->how);
	u->has_plan = true;
	return inverse_lacks(&u->back) ?
		       way_lacks(inverse_lacks(&u->back), u->why) :
		       LOAD_DONE;
}

/* ---- sending ---- */

int undo_send(struct undo *u, bool commit)
{
	const struct commit_options how = {
		.commit = commit,
		.known = commit ? u->what.known : NULL,
	};
	struct batch b;
	int code, err;

	batch_init(&b, &u->back.diags);
	err = plan_emit(&u->plan, &b);
	if (err < 0)
		code = fail(u, LOAD_SYSTEM, "building the way back: %s",
			    strerror(-err));
	else
		code = way_send(u->sock, &b, u->now.reading.genid, &how,
				u->why);
	batch_release(&b);
	return code;
}
