#include "config.h"

#include "cli/run/run.h"

#include "base/mem.h"
#include "batch/dump.h"
#include "cli/confirm/decision.h"
#include "cli/confirm/holder.h"
#include "cli/echo/echo.h"
#include "cli/graph/graph.h"
#include "cli/history/loading.h"
#include "cli/history/noting.h"
#include "cli/list/listing.h"
#include "cli/report/audit.h"
#include "cli/report/report.h"
#include "cli/report/reporting.h"
#include "cli/run/signals.h"
#include "cli/run/told.h"
#include "cli/run/work.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "cli/user/outcome.h"
#include "cli/user/progress.h"
#include "cli/user/stats.h"
#include "kernel/talk/uring.h"
#include "syntax/lex.h"
#include "tables/family.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The program as a client of its library. */
struct run {
	const struct options *opt;
	const struct run_spare *spare; /* NULL: nothing to wait for */
	struct reporting reporting;
	struct audit audit;
	struct keeping keeping;
	struct loading loading; /* of the history */
	struct load_options work;
	struct load_events events;
	struct load load;
	struct echo *echoes; /* of each transaction */
	struct graph graph;
	struct progress *progress;
	struct load_watch watch;
	json_t *docs; /* the report; of several an array */
	int stopped; /* the exit code of a run that its files end; else GO_ON */
};

/* ---- what the library tells ---- */

/* What ends a run whose files are read. */
static int check_files(struct run *r)
{
	for (size_t i = 0; i < r->load.ninputs && r->stopped == GO_ON; i++) {
		const struct source_set *s = &r->load.inputs[i].sources;

		if (reporting_spares(&r->reporting, s) != GO_ON)
			r->stopped = EXIT_USAGE;
		else if (noting_passes(r->opt, s))
			r->stopped = EXIT_GUARDED;
	}
	return r->stopped;
}

static bool changes_something(const struct run *r)
{
	for (size_t i = 0; i < r->load.ninputs; i++)
		if (r->load.inputs[i].ast.first)
			return true;
	return false;
}

/* For a listing and an echo, rights to look up names are needed until the
 * end. */
static bool needs_names(const struct run *r)
{
	return r->opt->echo || listing_wanted(&r->load);
}

/* What changes nothing may be interrupted. */
static void narrow(struct run *r, enum load_step step, struct diags *diags)
{
	if (step != LOAD_SENDING || !needs_names(r))
		work_narrow(r->opt, step, diags);
	else if (changes_something(r))
		signals_hold();
}

static int take_step(void *ctx, enum load_step step, struct diags *diags)
{
	struct run *r = ctx;

	narrow(r, step, diags);
	return step == LOAD_PARSED ? check_files(r) : GO_ON;
}

/* Of one among several: what became of them all is no single outcome. */
static void note_outcome(void *ctx, const struct transaction *t,
			 const struct commit_result *res)
{
	const struct run *r = ctx;

	if (r->opt->told)
		told_note(&r->opt->told[t->number], res);
	if (!t->label || res->outcome == OUTCOME_UNKNOWN)
		outcome_note(res->outcome);
}

static void print_created(void *ctx, const struct transaction *t,
			  const struct batch_msg *m, const void *nlh)
{
	const struct run *r = ctx;

	echo_object(&r->echoes[t->number], m, nlh);
}

static void print_end(void *ctx, const struct transaction *t)
{
	const struct run *r = ctx;

	echo_end(&r->echoes[t->number]);
}

static bool wait_for_need(void *ctx, const struct transaction *t)
{
	const struct run *r = ctx;

	return r->spare->wait(r->spare->ctx, t);
}

static int get_ready(void *ctx, const struct transaction *t, uint32_t *genid)
{
	struct run *r = ctx;
	int code = r->keeping.on ? loading_before(&r->loading, t, genid) :
				   LOAD_GOES_ON;

	if (code == LOAD_GOES_ON && r->opt->holder)
		code = holder_ready_load(r->opt->holder, t, genid);
	return code;
}

static void resolve_for_graph(void *ctx, struct resolver *resolver)
{
	(void)ctx;
	graph_resolve(resolver);
}

static struct low_sink draw(void *ctx)
{
	struct run *r = ctx;

	return graph_sink(&r->graph);
}

static void watch_phase(void *ctx, enum phase phase, uint64_t total)
{
	progress_phase(ctx, stats_phase(phase), total);
}

/* ---- what is dumped ---- */

static void dump_input(const struct run *r, const struct load_input *in)
{
	if (in->code != LOAD_GOES_ON)
		return;
	if (r->opt->dump == DUMP_AST)
		ast_dump(stdout, &in->ast, &in->sources);
	for (uint32_t i = 0;
	     r->opt->dump == DUMP_TOKENS && i < source_count(&in->sources); i++)
		lex_dump(stdout, source_at(&in->sources, i));
}

static void dump_built(struct run *r, const struct transaction *t)
{
	if (t->code != LOAD_DONE)
		return;
	if (r->opt->dump == DUMP_GRAPH)
		graph_print(stdout, &r->graph);
	if (batch_count(&t->batch) == 0)
		return;
	if (r->opt->dump == DUMP_MESSAGES)
		dump_messages(stdout, &t->batch);
	if (r->opt->dump == DUMP_BYTECODE)
		dump_bytecode(stdout, &t->batch);
}

static void print_dump(struct run *r)
{
	for (size_t i = 0; i < r->load.ninputs; i++)
		dump_input(r, &r->load.inputs[i]);
	for (size_t i = 0; i < r->load.n; i++)
		dump_built(r, &r->load.list[i]);
}

/* ---- what is said at the end ---- */

static void say_flushed(const struct run *r, const struct transaction *t)
{
	for (const struct load_flushed *f = t->flushed; f; f = f->next)
		messages_sayf(r->opt, SAY_NOTE, "the flush %s table %s %s",
			      r->load.goal == LOAD_COMMIT ? "removed" :
							    "would remove",
			      family_name(f->family), f->name);
}

/* --verbose */
static void tell_more(const struct run *r, const struct transaction *t)
{
	struct closing summary = { "" };

	if (!r->load.shared)
		stats_tell_inputs(r->opt, &t->input->sources);
	if (r->load.goal == LOAD_CHECK && t->compiled && t->code == LOAD_DONE)
		messages_sayf(r->opt, SAY_NOTE,
			      "compiled to %" PRIu32 " messages, %" PRIu64
			      " bytes; nothing was sent",
			      batch_count(&t->batch), t->batch.bytes);
	if (!t->sent)
		return;
	outcome_summary(&summary, &t->result, batch_count(&t->batch),
			t->retries);
	if (t->result.outcome <= OUTCOME_CHECKED)
		say_flushed(r, t);
	messages_say(r->opt, SAY_NOTE, summary.text);
}

/* An echo that is lost is no reason to believe that the ruleset is, too. */
static int flush_echo(const struct run *r, const struct transaction *t)
{
	struct closing why = { "" };

	if (!r->opt->echo || !t->sent ||
	    t->result.outcome != OUTCOME_COMMITTED ||
	    (fflush(stdout) == 0 && !ferror(stdout)))
		return t->code;
	outcome_output_failure(&why, errno ? -errno : -EIO, "echo",
			       "the ruleset was applied");
	messages_say(r->opt, SAY_ERROR, why.text);
	clearerr(stdout);
	return t->code ? t->code : EXIT_UNTOLD;
}

static const char *what_became(const struct run *r,
			       const struct transaction *t, int code)
{
	/* A spare one may be needed elsewhere alone. */
	bool judged = t->sent && t->result.outcome == OUTCOME_CHECKED;
	enum load_goal goal = judged ? LOAD_JUDGE : r->load.goal;

	if (code == EXIT_DONE || code == EXIT_UNTOLD)
		return goal == LOAD_COMMIT ? "loaded" : "checked";
	if (code == EXIT_UNKNOWN)
		return "its outcome is unknown";
	if (goal == LOAD_COMMIT)
		return "not loaded";
	return code == EXIT_INPUT || code == EXIT_REFUSED ? "wrong" :
							    "not checked";
}

static void add_document(struct run *r, const struct transaction *t,
			 const struct closing *c, int code)
{
	struct report_facts facts = {
		.opt = r->opt,
		.file = r->load.shared ? NULL : t->label,
		.netns = r->load.shared ? t->label : NULL,
		.shared = r->load.shared ? &t->input->diags : NULL,
		.t = t,
		.goal = r->load.goal,
		.exit = code,
		.failure = c->text,
	};

	if (!r->opt->report)
		return;
	if (!t->label || r->opt->holder) {
		r->docs = report_document(&facts);
		return;
	}
	if (!r->docs)
		r->docs = json_array();
	json_array_append_new(r->docs, report_document(&facts));
}

/* Diagnostics first, then what it all came to: the exit code. */
static int report_one(struct run *r, const struct transaction *t)
{
	struct closing c = { "" };
	bool counted = false;
	int code;

	messages_print(r->opt, &t->input->sources, t->diags);
	if (r->opt->stats)
		stats_print(t);
	if (r->opt->verbose)
		tell_more(r, t);
	if (t->sent)
		outcome_report(&c, &t->result, r->load.goal, t->retries);
	else if (!decision_refuses(r->opt, t->code, &c))
		counted = work_ending(&c, &t->failure, t->diags, t->code,
				      r->load.goal);
	work_say_ending(r->opt, &c, t->diags, counted);
	/* As with nft, a document that was only judged is answered, too. */
	if (r->opt->echo && r->opt->dump == DUMP_NONE && t->code == LOAD_DONE)
		echo_end(&r->echoes[t->number]);
	audit_commit(&r->audit, r->opt, t, "");
	code = flush_echo(r, t);
	if (code == EXIT_DONE && r->opt->dump == DUMP_NONE)
		code = listing_answer(r->opt, t);
	if (r->opt->told)
		r->opt->told[t->number].code = code;
	if (t->label && (code != EXIT_DONE || !r->opt->quiet))
		messages_sayf(r->opt, code ? SAY_ERROR : SAY_NOTE, "%s: %s",
			      t->label, what_became(r, t, code));
	add_document(r, t, &c, code);
	return code;
}

/* The greater one, but what was applied and not told is the best but "done". */
static int exit_worse(int a, int b)
{
	if (a == EXIT_UNTOLD || b == EXIT_UNTOLD)
		return MIN(a, b) == EXIT_DONE ? EXIT_UNTOLD : MIN(a, b);
	return MAX(a, b);
}

/* What there is to say of an input that several have. */
static void report_shared(struct run *r)
{
	struct load_input *in = r->load.inputs;
	int code = r->load.code;
	struct closing c = { "" };
	bool counted = work_ending(&c, &r->load.failure, &in->diags, code,
				   r->load.goal);

	messages_print(r->opt, &in->sources, &in->diags);
	if (r->opt->verbose)
		stats_tell_inputs(r->opt, &in->sources);
	work_say_ending(r->opt, &c, &in->diags, counted);
	for (size_t i = 0; i < r->load.n && code != GO_ON; i++)
		add_document(r, &r->load.list[i], &c, code);
}

static int report_all(struct run *r)
{
	int worst = EXIT_DONE;

	if (r->load.shared) {
		report_shared(r);
		if (r->load.code != GO_ON)
			return r->load.code;
	}
	for (size_t i = 0; i < r->load.n; i++)
		worst = exit_worse(worst, report_one(r, &r->load.list[i]));
	return worst;
}

/* ---- the run ---- */

static struct load_events events_of(struct run *r)
{
	bool graph = r->opt->dump == DUMP_GRAPH;

	return (struct load_events){
		.ctx = r,
		.step = take_step,
		.known = note_outcome,
		.created = print_created,
		.created_all = print_end,
		.apply = r->spare ? wait_for_need : NULL,
		.ready = r->opt->holder || r->keeping.on ? get_ready : NULL,
		.resolve = graph ? resolve_for_graph : NULL,
		.sink = graph ? draw : NULL,
	};
}

/* A line that tells how far it is, for one transaction. */
static void watch(struct run *r)
{
	if (r->opt->each || r->opt->netns.count > 0)
		return;
	r->progress = progress_begin(r->opt);
	if (!r->progress)
		return;
	r->watch = (struct load_watch){ r->progress, watch_phase,
					progress_place(r->progress) };
	r->work.watch = &r->watch;
}

/* Programs that call nft would fill the history with single elements. */
static bool is_kept(const struct run *r, enum load_goal goal)
{
	const struct options *o = r->opt;

	return goal == LOAD_COMMIT && !o->each && o->netns.count <= 1 &&
	       o->kernel != KERNEL_PRIVATE && o->dump == DUMP_NONE &&
	       (o->form == FORM_LOAD || o->history);
}

static void begin(struct run *r, enum load_goal goal,
		  const struct transport_choice *how)
{
	r->work = work_of(r->opt, goal);
	r->work.how = *how;
	loading_init(&r->loading, &r->keeping);
	if (is_kept(r, goal))
		keeping_start(&r->keeping, r->opt);
	r->events = events_of(r);
	graph_init(&r->graph);
	if (goal == LOAD_COMMIT || r->spare)
		audit_open(&r->audit, r->opt);
	watch(r);
	load_init(&r->load, &r->work, &r->events);
	r->echoes = mem_calloc(r->load.n, sizeof(*r->echoes));
	for (size_t i = 0; i < r->load.n; i++)
		echo_init(&r->echoes[i], r->opt, &r->load.list[i]);
}

static void end(struct run *r)
{
	for (size_t i = 0; i < r->load.n; i++)
		echo_release(&r->echoes[i]);
	mem_free(r->echoes);
	loading_release(&r->loading);
	keeping_end(&r->keeping);
	load_release(&r->load);
	graph_release(&r->graph);
}

/* Who waits for a decision lists nothing any more. */
static void narrow_to_wait(struct run *r, const struct decision *d)
{
	if (d->state == RECORD_PENDING && needs_names(r))
		work_narrow(r->opt, LOAD_SENDING, r->load.list->diags);
}

static void keep(void *ctx)
{
	struct run *r = ctx;

	keeping_save(&r->keeping);
}

static int load_and_report(struct run *r)
{
	struct decision d;
	int code;

	(void)load_run(&r->load);
	d = decision_begin(r->opt, r->load.list->code, r->load.list->sent);
	loading_after(&r->loading, r->load.list);
	d.stands = keep;
	d.ctx = r;
	progress_end(r->progress);
	if (r->stopped != GO_ON)
		return r->stopped;
	print_dump(r);
	code = report_all(r);
	narrow_to_wait(r, &d);
	return decision_end(&d, &r->reporting, r->docs, code);
}

static int run_with(const struct options *o, enum load_goal goal,
		    const struct transport_choice *how,
		    const struct run_spare *spare)
{
	struct run r = { .opt = o, .spare = spare, .stopped = GO_ON,
			 .keeping = { .clerk = { -1, -1 } } };
	int code = reporting_start(&r.reporting, o);

	if (code == GO_ON) {
		begin(&r, goal, how);
		code = load_and_report(&r);
		end(&r);
	}
	reporting_drop(&r.reporting);
	return code;
}

static int enter_private(void)
{
	static const char who[] =
		" (the sysctls kernel.unprivileged_userns_clone, user.max_user_namespaces and kernel.apparmor_restrict_unprivileged_userns tell who may have one)";
	int err = netns_private();
	bool forbidden = err == -EPERM || err == -EACCES || err == -ENOSPC;

	if (!err)
		return GO_ON;
	messages_tellf("no private network namespace: %s%s", strerror(-err),
		       forbidden ? who : "");
	return err == -EPERM || err == -EACCES ? EXIT_PERMISSION : EXIT_SYSTEM;
}

static int run_spare(const struct options *o, enum load_goal goal,
		     const struct run_spare *spare)
{
	struct transport_choice how = { 0 };
	int code = GO_ON;

	signals_catch();
	if (o->kernel == KERNEL_PRIVATE)
		code = enter_private();
	if (code == GO_ON)
		code = work_transport(o, &how);
	if (code == GO_ON && o->each && o->netns.count > 0)
		code = options_error("--each and --netns exclude each other");
	if (code == GO_ON)
		code = run_with(o, goal, &how, spare);
	uring_close(how.ring);
	return code;
}

int run_load(const struct options *o, enum load_goal goal)
{
	return run_spare(o, goal, NULL);
}

int run_as_spare(const struct options *o, const struct run_spare *spare)
{
	return run_spare(o, LOAD_JUDGE, spare);
}
