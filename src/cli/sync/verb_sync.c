#include "config.h"

#include "cli/sync/verb_sync.h"

#include "base/mem.h"
#include "cli/confirm/decision.h"
#include "cli/confirm/holder.h"
#include "cli/history/keeping.h"
#include "cli/report/audit.h"
#include "cli/report/report.h"
#include "cli/run/told.h"
#include "cli/run/work.h"
#include "cli/sync/items.h"
#include "cli/sync/session.h"
#include "cli/sync/show.h"
#include "cli/sync/sync_netns.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "cli/user/stats.h"
#include "sync/fingerprint.h"
#include "tables/family.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
	struct session session;
	const struct options *opt;
	enum load_goal goal; /* LOAD_JUDGE, LOAD_COMMIT */
	struct sync_options how;
	struct sync sync;
	struct audit audit;
	struct keeping keeping;
	bool changes; /* the plan does, beside marks */
	uint8_t inputs[SHA256_BYTES]; /* of a sync that succeeded; else 0 */
	bool loss;    /* the guard has refused it */
	struct decision decision;
	char before[FINGERPRINT_MAX], after[FINGERPRINT_MAX]; /* "": unknown */
};

static void note_outcome(void *ctx, const struct transaction *t,
			 const struct commit_result *res)
{
	const struct session *s = ctx;

	(void)t;
	if (s->opt->told)
		told_note(s->opt->told, res);
	outcome_note(res->outcome);
}

/* ---- what is said ---- */

static void say_unreached(const struct options *o, const struct shown *s,
			  bool is_table)
{
	static const char remedy[] =
		"cannot change in place; --recreate makes it anew";

	if (is_table)
		messages_sayf(o, SAY_WARNING, "table %s '%s': %s %s",
			      s->family, s->table, s->what, remedy);
	else
		messages_sayf(o, SAY_WARNING,
			      "%s '%s' in table %s '%s': %s %s", s->kind,
			      s->name, s->family, s->table, s->what, remedy);
}

/* What it cannot reach is said each time. */
static void say_unreachable(const struct job *j)
{
	const struct plan *p = &j->sync.plan;
	struct items all;
	struct arena a;

	items_init(&all, p, &j->sync.t->input->sources);
	arena_init(&a);
	for (const struct plan_table *t = p->tables; t; t = t->next)
		for (const struct plan_item *i = t->items; i; i = i->next) {
			struct shown s;

			if (!i->unreachable ||
			    !item_show(&all, t, i, &a, &s))
				continue;
			say_unreached(j->opt, &s, i->kind == LOW_TABLE);
		}
	arena_release(&a);
	items_release(&all);
}

static bool is_kept(void *ctx, const struct plan_table *t,
		    const struct plan_item *i)
{
	return sync_is_guarded(ctx, t) && sync_takes(i);
}

static void say_tables(const struct job *j, struct closing *c)
{
	const struct sync *s = &j->sync;
	bool guarded = false;

	for (const struct plan_table *t = s->plan.tables; t; t = t->next) {
		const char *what = NULL;

		if (sync_is_anothers(t))
			what = "belongs to another program (it has the flag 'owner')";
		else if (sync_is_guarded(s, t))
			what = "holds objects that the files lack, and no sync of this name has made it";
		if (!what)
			continue;
		guarded |= !sync_is_anothers(t);
		messages_sayf(j->opt, SAY_ERROR, "table %s '%s' %s",
			      family_name(t->before->family),
			      t->before->item.name, what);
	}
	closing_add(c, "nothing was changed");
	if (guarded)
		closing_add(c, ": --adopt takes over such tables and removes what the files lack, --keep=PATTERN keeps objects with such a name or comment");
}

#define FIRST_LINES 10 /* of a difference that is not made */
#define ALL_LINES UINT_MAX

/* As it stands, with a mark for the journal; programs get it as a sentence. */
static void say_line(const struct options *o, const char *line)
{
	if (o->format == FORMAT_DEFAULT || o->format == FORMAT_TEXT)
		fprintf(stderr, "%s%s\n", journal_mark(SAY_NOTE), line);
	else
		messages_say(o, SAY_NOTE, line);
}

/* The first lines of the difference, of what is wanted. */
static void say_items(struct job *j,
		      bool (*wanted)(void *ctx, const struct plan_table *t,
				     const struct plan_item *i),
		      unsigned int max)
{
	struct sync *s = &j->sync;
	const struct show_how how = { .wanted = wanted, .ctx = s };
	char *text = show_lines(&s->plan, &s->t->input->sources, &how);
	char *rest = NULL, *line = strtok_r(text, "\n", &rest);

	for (; line && max > 0; max--, line = strtok_r(NULL, "\n", &rest))
		say_line(j->opt, line);
	if (line)
		say_line(j->opt, "... ('nftload diff' prints all)");
	free(text);
}

static void add_loss(const struct loss *l, struct closing *c)
{
	const char *family =
		l->table ? family_name(l->table->family) : NULL;

	if (l->kind == LOSS_RULES)
		closing_add(c, "%" PRIu64 " of %" PRIu64
			       " rules would be removed",
			    l->lost, l->of);
	else if (l->kind == LOSS_POLICY)
		closing_add(c, "packets that chain '%s' at input in table %s '%s' drops would be let in",
			    l->name, family, l->table->item.name);
	else
		closing_add(c, "set '%s' in table %s '%s' would lose all %" PRIu64 " elements",
			    l->name, family, l->table->item.name, l->lost);
}

/* Too much would go: is the input whole?  Enough is said to see which file is
 * empty, or ends too early. */
static void say_loss(struct job *j, struct closing *c)
{
	say_items(j, NULL, FIRST_LINES);
	closing_add(c, "refused by --guard: ");
	add_loss(&j->sync.loss, c);
	closing_add(c, "; nothing was changed; --no-guard makes this change");
	messages_say(j->opt, SAY_ERROR, c->text);
}

/* What the guard keeps, and how to have it gone. */
static void say_guarded(struct job *j, struct closing *c)
{
	say_items(j, is_kept, ALL_LINES);
	say_tables(j, c);
	messages_say(j->opt, SAY_ERROR, c->text);
}

static void say_stays(const struct options *o, const struct sync_foreign *f)
{
	messages_sayf(o, o->verbose ? SAY_NOTE : SAY_WARNING,
		      "table %s '%s' stays: 'flush ruleset' deletes only tables that a sync %s%s%s has made",
		      family_name(f->family), f->name,
		      o->name ? "of the name '" : "without a name",
		      o->name ? o->name : "", o->name ? "'" : "");
}

/* Tables that `flush ruleset` deletes when it is loaded: where a sync changes
 * something for the first time beside them, and at -v. */
static void say_foreign(struct job *j)
{
	const struct options *o = j->opt;
	struct sync *s = &j->sync;

	if (!s->foreign)
		return;
	if (!o->verbose && (!j->changes || o->keep_foreign || o->quiet ||
			    sync_foreign_is_known(s)))
		return;
	for (const struct sync_foreign *f = s->foreign; f; f = f->next)
		say_stays(o, f);
	sync_foreign_told(s);
}

static void say_summary(const struct job *j)
{
	const struct plan_counts *n = &j->sync.plan.counts;
	char counts[256];

	show_counts(counts, sizeof(counts), n, j->goal == LOAD_JUDGE);
	messages_say(j->opt, SAY_NOTE, counts);
	if (n->marked)
		messages_sayf(j->opt, SAY_NOTE,
			      "%" PRIu64 " element%s marked as the files' own",
			      n->marked, n->marked == 1 ? "" : "s");
}

/* As a load does. */
static void say_sent(const struct job *j)
{
	const struct transaction *t = j->sync.t;
	struct closing c = { "" };

	if (!t->sent)
		return;
	outcome_summary(&c, &t->result, batch_count(&t->batch), t->retries);
	messages_say(j->opt, SAY_NOTE, c.text);
}

/* NFTLOAD_OPTS may have it, for files that are loaded. */
static void say_no_echo(const struct job *j)
{
	if (j->opt->echo)
		messages_say(j->opt, SAY_WARNING,
			     "--echo prints nothing: the files are synced, not loaded");
}

static void say_done(struct job *j)
{
	say_unreachable(j);
	say_foreign(j);
	say_no_echo(j);
	if (!j->opt->verbose)
		return;
	say_sent(j);
	say_summary(j);
}

/* Why nothing was changed, or what is not known. */
static void close_by(const struct job *j, struct closing *c)
{
	const struct transaction *t = j->sync.t;
	bool counted = false;

	if (j->sync.unequal)
		closing_add(c, "the kernel's tables differ from the files");
	else if (t->code == LOAD_UNKNOWN && !t->failure.err && j->how.verify)
		closing_add(c, "what was made cannot be read again");
	else if (t->sent)
		outcome_report(c, &t->result, j->goal, t->retries);
	else
		counted = work_ending(c, &t->failure, t->diags, t->code,
				      j->goal);
	session_add_rival(&j->sync, c);
	work_say_ending(j->opt, c, t->diags, counted);
}

/* ---- the report ---- */

static void fingerprint_of(struct state *s, char ret_text[FINGERPRINT_MAX])
{
	struct fingerprints f;

	fingerprints_make(&f, s);
	fingerprint_text(f.total, ret_text);
	fingerprints_release(&f);
}

/* It takes elements of others out of the states: last of all.  Elements that get
 * their marks only now are the files' own: where nothing else changes, the
 * fingerprint does not. */
static void fingerprint(struct job *j)
{
	struct sync *s = &j->sync;

	if (!s->planned || *j->after)
		return;
	sync_fill_sets(s);
	fingerprint_of(j->changes ? &s->present.state : &s->wanted.state,
		       j->before);
	fingerprint_of(&s->wanted.state, j->after);
}

static json_t *fingerprints(struct job *j)
{
	fingerprint(j);
	return json_pack("{s:s?, s:s?}", "before", *j->before ? j->before : NULL,
			 "after", *j->after ? j->after : NULL);
}

static json_t *document(struct job *j, const struct closing *c, int code)
{
	struct sync *s = &j->sync;
	const struct report_facts facts = {
		.opt = j->opt,
		.netns = s->t->label,
		.t = s->t,
		.goal = j->goal,
		.exit = code,
		.failure = c->text,
	};
	json_t *doc = report_document(&facts);
	bool changed = j->changes && s->code == LOAD_DONE;

#define SET(key, value) json_object_set_new(doc, key, value)
	SET("mode", json_string(j->goal == LOAD_JUDGE ? "check-sync" : "sync"));
	SET("changed", json_boolean(changed));
	SET("changes", s->planned ? show_counts_json(&s->plan.counts) :
				    json_null());
	SET("items", s->planned ? show_items(&s->plan, &s->t->input->sources) :
				  json_array());
	SET("fingerprint", fingerprints(j));
	SET("pending", json_null());
#undef SET
	return doc;
}

/* ---- the system's log ---- */

/* Hashing more of them would take longer than the change. */
#define AUDIT_HASHED 10000 /* rules, elements and objects */

static void audit(struct job *j)
{
	const struct plan_counts *n = &j->sync.plan.counts;
	char more[512];
	int len;

	if (!j->audit.on || !j->sync.t->sent)
		return;
	if (n->added + n->changed + n->removed + n->unchanged <= AUDIT_HASHED)
		fingerprint(j);
	len = snprintf(more, sizeof(more),
		       " added=%" PRIu64 " changed=%" PRIu64
		       " removed=%" PRIu64,
		       n->added, n->changed, n->removed);
	if (*j->after && len > 0)
		snprintf(more + len, sizeof(more) - (size_t)len,
			 " before=%s after=%s", j->before, j->after);
	audit_commit(&j->audit, j->opt, j->sync.t, more);
}

/* ---- the run ---- */

static int exit_code(const struct job *j)
{
	int code = j->sync.code;

	if (code == SYNC_GUARDED)
		return EXIT_GUARDED;
	if (code == LOAD_DONE && j->changes && j->opt->detailed)
		return EXIT_CHANGED;
	return code;
}

static void note_generation(struct transaction *t, uint32_t genid)
{
	if (t->sent)
		return;
	t->result.genid_before = t->result.genid_after = genid;
}

static int tell(struct job *j)
{
	struct sync *s = &j->sync;
	struct closing c = { "" };
	json_t *doc;
	int code;

	j->changes = s->planned && items_differ(&s->plan);
	messages_print(j->opt, &s->t->input->sources, s->t->diags);
	if (j->opt->stats)
		stats_print(s->t);
	if (j->opt->verbose)
		stats_tell_inputs(j->opt, &s->t->input->sources);
	j->loss = s->loss.kind != LOSS_NONE;
	if (decision_refuses(j->opt, s->code, &c))
		messages_say(j->opt, SAY_ERROR, c.text);
	else if (j->loss)
		say_loss(j, &c);
	else if (s->code == SYNC_GUARDED)
		say_guarded(j, &c);
	else if (s->code == LOAD_DONE)
		say_done(j);
	else
		close_by(j, &c);
	code = exit_code(j);
	if (s->planned)
		note_generation(s->t, s->present.reading.genid);
	doc = j->opt->report ? document(j, &c, code) : NULL;
	audit(j);
	show_keep(&j->keeping, &s->plan, &s->t->input->sources);
	return decision_end(&j->decision, &j->session.reporting, doc, code);
}

static const struct diag *first_error(const struct diags *diags)
{
	const struct diag *d = diags->first;

	while (d && d->level != DIAG_LEVEL_ERROR)
		d = d->next;
	return d;
}

/* What is not declarative; what is wrong, the load says. */
static void say_loads(const struct job *j)
{
	const struct wanted *w = &j->sync.wanted;
	const struct diag *d = first_error(w->t->diags);
	struct arena a;

	if (!j->opt->verbose || !w->undeclared || !d)
		return;
	arena_init(&a);
	messages_sayf(j->opt, SAY_NOTE,
		      "the files are loaded, not synced: %s: %s",
		      item_place(&j->sync.t->input->sources, d->at, &a),
		      d->text);
	arena_release(&a);
}

/* Nothing was asked of the kernel: the input is not, or not yet, a state. */
static bool is_for_load(const struct job *j)
{
	return j->opt->or_load && j->sync.code == LOAD_WRONG &&
	       !j->sync.planned;
}

static int end(struct job *j)
{
	if (j->session.stopped != GO_ON)
		return j->session.stopped;
	if (is_for_load(j)) {
		say_loads(j);
		return RUN_LOADS;
	}
	return tell(j);
}

/* ---- the history ---- */

/* Right after the commit. */
static void note(struct job *j)
{
	struct sync *s = &j->sync;
	const struct keeping_facts facts = {
		.plan = &s->plan,
		.sock = s->t->sock,
		.sources = &s->t->input->sources,
		.verb = "sync",
		.genid = s->present.reading.genid,
	};

	if (s->code == LOAD_DONE && s->t->sent && j->goal == LOAD_COMMIT)
		keeping_note(&j->keeping, &facts);
}

static void keep(void *ctx)
{
	struct job *j = ctx;

	keeping_save(&j->keeping);
}

/* ---- from the beginning to the end ---- */

static int run(struct job *j)
{
	struct session *s = &j->session;
	int code;

	s->events.known = note_outcome;
	if (j->goal == LOAD_COMMIT) {
		audit_open(&j->audit, j->opt);
		keeping_start(&j->keeping, j->opt);
	}
	j->how = session_sync(s, j->goal == LOAD_JUDGE ? SYNC_JUDGE :
							 SYNC_APPLY);
	if (j->opt->holder) {
		j->how.ready = holder_ready;
		j->how.ready_ctx = j->opt->holder;
	}
	j->how.whole = j->keeping.on;
	sync_init(&j->sync, &j->how, &s->events);
	s->wanted = &j->sync.wanted;
	(void)sync_run(&j->sync);
	note(j);
	j->decision = decision_begin(j->opt, j->sync.code, j->sync.t->sent);
	j->decision.stands = keep;
	j->decision.ctx = j;
	s->wanted = NULL;
	code = end(j);
	if (j->opt->told && j->sync.code == LOAD_DONE)
		told_digest(&j->sync.t->input->sources, j->inputs);
	sync_release(&j->sync);
	keeping_end(&j->keeping);
	return code;
}

static int sync_one(const struct options *o, enum load_goal goal)
{
	struct job j = { .opt = o, .goal = goal };
	int code;

	code = session_start(&j.session, o);
	if (code == GO_ON)
		code = run(&j);
	session_end(&j.session);
	if (o->told) {
		o->told->code = code;
		o->told->stays = j.loss;
		memcpy(o->told->inputs, j.inputs, sizeof(j.inputs));
	}
	return code;
}

int sync_files(const struct options *o, enum load_goal goal)
{
	const struct run_request each = { o, goal, sync_one };

	return o->netns.count > 0 && !o->holder ? sync_each_netns(&each) :
						  sync_one(o, goal);
}
