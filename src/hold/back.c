#include "config.h"

#include "hold/back.h"

#include "base/clock.h"
#include "hold/way.h"
#include "load/load.h"
#include "plan/carry.h"
#include "plan/emit.h"
#include "plan/inverse.h"
#include "plan/kernel_can.h"
#include "state/apply.h"
#include "state/state_canon.h"
#include "tables/family.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define TRIES 10 /* waits of 1, 2, 4 ... ms: about a second in all */

void back_init(struct back *b, struct kernel_socket *sock,
	       const struct read_choice *choice)
{
	*b = (struct back){ .sock = sock, .choice = *choice };
	b->choice.elements = NULL;
}

static void forget(struct present *p, bool *has)
{
	if (*has)
		present_release(p);
	*has = false;
}

void back_release(struct back *b)
{
	forget(&b->saved, &b->has_saved);
	forget(&b->made, &b->has_made);
}

static int fail(struct back *b, int code, const char *fmt, ...)
	format_printf(3, 4);

static int fail(struct back *b, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(b->why, sizeof(b->why), fmt, ap);
	va_end(ap);
	return code;
}

static int read_now(struct back *b, struct present *p, bool *has)
{
	int err;

	forget(p, has);
	err = present_read(p, b->sock, &b->choice);
	if (err == -EINTR)
		return LOAD_CONFLICT;
	if (err < 0)
		return fail(b, LOAD_SYSTEM, "reading the ruleset: %s",
			    strerror(-err));
	canon_state(&p->state);
	*has = true;
	return LOAD_DONE;
}

/* ---- whose something is ---- */

static bool is_in(struct present *p, const struct state_item *i)
{
	return state_same_item(&p->state, i);
}

/* ---- from now to there ---- */

/* What others have added since. */
static bool stays(void *ctx, const struct state_item *i)
{
	struct back *b = ctx;

	return !is_in(&b->made, i);
}

/* What a load has made anew counts anew. */
static bool counts_anew(void *ctx, const struct state_item *i)
{
	struct back *b = ctx;

	return !is_in(&b->saved, i);
}

/* Whether the change has made it, or left it. */
static bool was_made(void *ctx, const struct state_set *now,
		     const struct state_elem *elem)
{
	struct back *b = ctx;
	struct state_table *t = state_table(&b->made.state, now->table->family,
					    now->table->item.name);
	struct state_set *made =
		t ? state_set(&b->made.state, t, now->item.name, 0) : NULL;

	return made && elems_find(&made->elems, elems_item(&now->elems, elem));
}

static bool goes(void *ctx, const struct state_table *t)
{
	struct back *b = ctx;

	return is_in(&b->made, &t->item);
}

enum way_kind {
	WAY_SHORT,  /* what differs, beside what others have made */
	WAY_ANEW,   /* the tables, with all that is in them */
	/* The same, but the kernel judges it, and nothing is changed. */
	WAY_JUDGED,
	WAY_ANEW_JUDGED,
};

static struct plan_options options_of(struct back *b, const struct inverse *v,
				      enum way_kind kind)
{
	struct plan_options how = v->how;

	if (kind == WAY_ANEW || kind == WAY_ANEW_JUDGED) {
		how.adopts = plan_always;
	} else {
		how.keeps = stays;
		how.removes = goes;
	}
	/* Elements whose maker is not known are not kept. */
	how.owned = b->has_made ? was_made : NULL;
	how.exact = !b->has_made;
	how.fresh = b->is_load ? counts_anew : NULL;
	how.ctx = b;
	return how;
}

static int begin(struct back *b, struct inverse *v, uint64_t elapsed_ms)
{
	int err = inverse_init(v, &b->saved.state, b->abilities, elapsed_ms);

	return err < 0 ? fail(b, LOAD_SYSTEM, "building the way back: %s",
			      strerror(-err)) :
			 LOAD_DONE;
}

static int send_way(struct back *b, struct batch *batch, uint32_t genid,
		    bool commit)
{
	const struct commit_options how = { .commit = commit };

	return way_send(b->sock, batch, genid, &how, b->why);
}

static int emit(struct back *b, struct plan *p, const struct inverse *v,
		struct batch *to)
{
	const struct state_rule *lacks = inverse_lacks(v);
	int err;

	if (lacks)
		return way_lacks(lacks, b->why);
	err = plan_emit(p, to);
	return err < 0 ? fail(b, LOAD_SYSTEM, "building the way back: %s",
			      strerror(-err)) :
			 LOAD_DONE;
}

static int plan_back(struct back *b, struct present *now, struct inverse *v,
		     enum way_kind kind)
{
	struct plan_options how = options_of(b, v, kind);
	struct batch batch;
	struct plan p;
	int code;

	plan_make(&p, &now->state, &v->state, &how);
	batch_init(&batch, &v->diags);
	code = emit(b, &p, v, &batch);
	if (code == LOAD_DONE)
		code = send_way(b, &batch, now->reading.genid,
				kind < WAY_JUDGED);
	batch_release(&batch);
	plan_release(&p);
	return code;
}

/* ---- before the change ---- */

static int check_known(struct back *b, const struct state_item *i)
{
	const struct state_table *t = state_table_of(i);

	if (!i->low || !i->low->nunknown)
		return LOAD_DONE;
	return fail(b, LOAD_REFUSED,
		    "table %s '%s' holds '%s' with attributes that this version does not know",
		    family_name(t->family), t->item.name, i->name);
}

static int check_table(struct back *b, struct state_table *t)
{
	const struct state_list *const lists[] = { &t->chains, &t->sets,
						   &t->objs, &t->flowtables };
	const struct state_item *i;
	int code = check_known(b, &t->item);

	for (size_t n = 0; n < ARRAY_SIZE(lists); n++)
		state_each(i, lists[n])
			if (code == LOAD_DONE)
				code = check_known(b, i);
	return code;
}

static int check_all(struct back *b)
{
	struct state_table *t;
	int code = LOAD_DONE;

	state_each(t, &b->saved.state.tables)
		if (code == LOAD_DONE)
			code = check_table(b, t);
	return code;
}

/* A table that would not become what it is. */
static int differs(struct back *b, const struct plan *p)
{
	for (const struct plan_table *t = p->tables; t; t = t->next)
		if (t->edits || t->fate != FATE_SAME)
			return fail(b, LOAD_REFUSED,
				    "table %s '%s' cannot be made again as it is",
				    family_name(t->before->family),
				    t->before->item.name);
	return LOAD_DONE;
}

/* The messages make what is there: else they would be no way back. */
static int check_same(struct back *b, struct inverse *v)
{
	struct plan p;
	int code;

	plan_make(&p, &b->saved.state, &v->state, &v->how);
	code = differs(b, &p);
	plan_release(&p);
	return code;
}

/* In place of what is there: beside it the kernel would refuse elements of
 * constant sets.  No time counts as passed: else elements whose time is over would
 * differ from the saved ones. */
static int rehearse(struct back *b)
{
	struct inverse v;
	int code = begin(b, &v, 0);

	if (code == LOAD_DONE)
		code = check_same(b, &v);
	/* Rules that stay where they are, and can do nothing else, are in
	 * there as far as they are known. */
	b->has_unknown = v.unknown.count > 0;
	if (code == LOAD_DONE && !b->has_unknown)
		code = plan_back(b, &b->saved, &v, WAY_ANEW_JUDGED);
	inverse_release(&v);
	return code;
}

int back_save(struct back *b, uint32_t genid)
{
	int code;

	b->saved_ms = clock_boot_ms();
	b->abilities = kernel_can(b->sock, KERNEL_ALL);
	code = read_now(b, &b->saved, &b->has_saved);
	if (code == LOAD_DONE && genid && b->saved.reading.genid != genid)
		code = LOAD_CONFLICT;
	if (code == LOAD_DONE)
		code = check_all(b);
	return code == LOAD_DONE ? rehearse(b) : code;
}

static bool is_lost(const struct state_rule *r)
{
	return r->item.fate != FATE_SAME && r->item.fate != FATE_KEPT;
}

static bool chain_restores(struct back *b, struct arena *a,
			   const struct state_chain *c)
{
	const struct state_rule *r;

	if (c->item.fate == FATE_KEPT || c->bound)
		return true;
	state_each(r, &c->rules)
		if (is_lost(r) && !carry_knows_rule(a, r))
			return way_lacks(r, b->why) == LOAD_DONE;
	return true;
}

bool back_restores(struct back *b, struct state *present)
{
	const struct state_table *t;
	const struct state_chain *c;
	struct arena a;
	bool all = true;

	arena_init(&a);
	state_each(t, &present->tables)
		state_each(c, &t->chains)
			all = all && chain_restores(b, &a, c);
	arena_release(&a);
	return all;
}

/* What a load leaves of the saved state is seen in a copy of it, to which its
 * messages are applied. */
int back_restores_from(struct back *b, const struct batch *change)
{
	const struct plan_options how = { .abilities = b->abilities,
					  .removes = plan_always };
	struct plan p;
	struct state after;
	bool restores;

	if (!b->has_unknown)
		return LOAD_DONE;
	if (present_copy(&b->saved, &after) < 0)
		return fail(b, LOAD_SYSTEM, "the ruleset cannot be read");
	state_apply(&after, change, NULL);
	canon_state(&after);
	plan_make(&p, &b->saved.state, &after, &how);
	restores = back_restores(b, &b->saved.state);
	plan_release(&p);
	state_release(&after);
	return restores ? LOAD_DONE : LOAD_REFUSED;
}

/* ---- after the change, and back ---- */

static int go_from(struct back *b, struct present *now, enum way_kind kind)
{
	struct inverse v;
	int code = begin(b, &v, clock_boot_ms() - b->saved_ms);

	if (code == LOAD_DONE)
		code = plan_back(b, now, &v, kind);
	inverse_release(&v);
	return code;
}

int back_prove(struct back *b)
{
	int code = read_now(b, &b->made, &b->has_made);

	return code == LOAD_DONE ? go_from(b, &b->made, WAY_JUDGED) : code;
}

static int try(struct back *b, enum way_kind kind)
{
	struct present now;
	bool has = false;
	int code = read_now(b, &now, &has);

	if (code == LOAD_DONE)
		code = go_from(b, &now, b->has_made ? kind : WAY_ANEW);
	forget(&now, &has);
	return code;
}

static int insist(struct back *b, enum way_kind kind)
{
	int code = try(b, kind);

	for (unsigned int n = 0; code == LOAD_CONFLICT && n < TRIES; n++) {
		struct timespec wait = { 0, 1000000L << MIN(n, 8U) };

		nanosleep(&wait, NULL);
		code = try(b, kind);
	}
	return code;
}

int back_go(struct back *b)
{
	int code = insist(b, WAY_SHORT);

	return way_is_refused(code) ? insist(b, WAY_ANEW) : code;
}
