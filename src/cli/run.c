#include "config.h"

#include "cli/run.h"

#include "batch/dump.h"
#include "cli/echo.h"
#include "cli/exit.h"
#include "cli/flushed.h"
#include "cli/inputs.h"
#include "cli/messages.h"
#include "cli/outcome.h"
#include "cli/report.h"
#include "cli/reporting.h"
#include "cli/sandbox.h"
#include "cli/several.h"
#include "cli/signals.h"
#include "cli/stages.h"
#include "compile/compile.h"
#include "kernel/commit.h"
#include "kernel/netns.h"
#include "kernel/query.h"
#include "kernel/uring.h"
#include "load/names.h"
#include "load/standins.h"
#include "syntax/json.h"
#include "syntax/lex.h"
#include "syntax/parse.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define RETRIES 10 /* waits of 1, 2, 4 ... ms: about a second in all */
#define GENID_TRIES 3

bool too_many_warnings(const struct run *r)
{
	return r->opt->strict && r->diags.nwarnings > 0;
}

void run_close(struct run *r, int code)
{
	bool counted = code == EXIT_INPUT && !*r->closing.text;
	enum say_level level = SAY_ERROR;

	if (counted)
		input_report(&r->closing, &r->diags, r->goal);
	counted &= r->diags.nerrors > 0;
	/* Programs count the errors themselves; of a spare input that is not
	 * loaded, they are warnings. */
	if (counted && (r->opt->format == FORMAT_GITHUB || r->opt->spare))
		return;
	if (counted && r->opt->format == FORMAT_JSON)
		level = SAY_NOTE;
	messages_say(r->opt, level, r->closing.text);
}

int stage_read(struct run *r)
{
	if (inputs_read(r->opt, r->sources, &r->diags) < 0)
		return EXIT_INPUT;
	if (r->opt->dump != DUMP_TOKENS)
		return GO_ON;
	for (uint32_t i = 0; i < source_count(r->sources); i++)
		lex_dump(stdout, source_at(r->sources, i));
	return EXIT_DONE;
}

int stage_open(struct run *r)
{
	int err;

	if (r->goal == GOAL_CHECK)
		return GO_ON;
	err = r->sock->t ? 0 : kernel_socket_open(r->sock, r->how);
	if (err < 0)
		return failure_report(&r->closing, err, "opening a netlink socket");
	r->query.sock = r->sock;
	r->names.base.query = &r->query;
	return GO_ON;
}

/* Before any input is looked at. */
int stage_enter(struct run *r)
{
	if (!r->opt->no_sandbox)
		sandbox_enter(&r->diags);
	return GO_ON;
}

/* Whether what else is wrong can no longer be told: too much is, or a file
 * that may declare anything is missing. */
static bool hides_others(const struct diags *diags)
{
	for (const struct diag *d = diags->first; d; d = d->next)
		if (d->level == DIAG_LEVEL_ERROR && d->code == DIAG_FILE)
			return true;
	return diags_full(diags);
}

static int parse_one(const struct run *r, struct parse_ctx *ctx,
		     struct source *src)
{
	if (input_is_json(r->opt, src))
		return parse_json(ctx, src);
	return parse_text(ctx, src);
}

/* Whether the report would replace one of the files just read. */
static bool misplaced(struct run *r)
{
	r->misplaced = r->reporting &&
		       reporting_spares(r->reporting, r->sources) != GO_ON;
	return r->misplaced;
}

/* A generator that died, a file that a crash left empty: they would look like
 * success.  Words on the command line are nobody's output. */
static void miss_commands(struct run *r)
{
	static const char what[] = "the input asks for nothing";
	struct span at = { 0, 0, 0 };

	if (r->ast->first || r->opt->dump || r->opt->text.count > 0)
		return;
	if (r->opt->must_ask)
		diag_error(&r->diags, DIAG_MISSING, at, what);
	else
		diag_warn(&r->diags, DIAG_MISSING, at, what);
}

int stage_parse(struct run *r)
{
	struct parse_ctx ctx = {
		.ast = r->ast,
		.sources = r->sources,
		.diags = &r->diags,
		.opt = { .include_dirs = r->opt->includes.list,
			 .default_dir = SYSCONFDIR,
			 .defines = r->opt->defines.list },
	};
	uint32_t count = source_count(r->sources); /* includes come later */
	int err = 0;

	ctx.place = meter_place(&r->meter);
	for (uint32_t i = 0; i < count && !diags_full(&r->diags); i++) {
		struct source *src = source_at(r->sources, i);

		meter_phase(&r->meter, PHASE_PARSE, src->len);
		err |= parse_one(r, &ctx, src);
	}
	if (!r->opt->no_sandbox)
		sandbox_inputs_read(&r->diags);
	if (misplaced(r))
		return EXIT_USAGE;
	if (err == 0)
		miss_commands(r);
	if (err < 0 && (r->opt->dump == DUMP_AST || hides_others(&r->diags)))
		return EXIT_INPUT;
	r->parsed = r->diags;
	if (r->opt->dump != DUMP_AST)
		return GO_ON;
	ast_dump(stdout, r->ast, r->sources);
	return EXIT_DONE;
}

static uint64_t sources_bytes(const struct run *r)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < source_count(r->sources); i++)
		bytes += source_at(r->sources, i)->len;
	return bytes;
}

/* From the compiler to the batch; inner is a place for a step between. */
static struct low_sink way_to_batch(struct run *r, struct low_sink *inner)
{
	struct low_sink sink = meter_sink(&r->meter, batch_sink(&r->batch));

	older_release(&r->older);
	older_init(&r->older, &r->names.base, &r->diags);
	if (older_needed(&r->older, r->ast))
		sink = older_sink(&r->older, &sink);
	*inner = sink;
	if (r->opt->kernel == KERNEL_PRIVATE)
		sink = standins_sink(inner);
	return r->opt->dump == DUMP_GRAPH ? graph_sink(&r->graph) : sink;
}

int stage_compile(struct run *r)
{
	struct compile_options opt = {
		.keep_foreign = r->opt->keep_foreign,
		.flushed = r->opt->verbose ? flushed_add : NULL,
		.flushed_ctx = &r->flushed,
		.by_name = r->opt->missing_interface == MISSING_BY_NAME,
		.offline = r->goal == GOAL_CHECK,
	};
	struct low_sink sink, inner;
	int err;

	r->compiled = false;
	flushed_release(&r->flushed);
	flushed_init(&r->flushed);
	batch_release(&r->batch);
	batch_init(&r->batch, &r->diags);
	r->batch.echo = r->opt->echo;
	r->batch.ack_all = r->opt->acks_for == ACKS_ALL;
	sink = way_to_batch(r, &inner);
	meter_phase(&r->meter, PHASE_COMPILE, sources_bytes(r));
	err = compile(r->ast, r->sources, &r->resolver, &opt, &sink,
		      &r->diags);
	if (r->diags.nerrors > 0)
		return EXIT_INPUT;
	if (err < 0)
		return failure_report(&r->closing, err, "asking the kernel");
	r->compiled = true;
	return too_many_warnings(r) ? EXIT_INPUT : GO_ON;
}

int stage_seal(struct run *r)
{
	uint32_t genid = r->query.asked ? r->query.genid : 0;
	int err;

	meter_phase(&r->meter, PHASE_BUILD, r->batch.bytes);
	err = batch_seal(&r->batch, r->sock->seq + 1, genid,
			     r->goal != GOAL_JUDGE);

	return err < 0 ? failure_report(&r->closing, err, "building the batch") : GO_ON;
}

int stage_dump(struct run *r)
{
	int code;

	if (r->opt->dump == DUMP_NONE)
		return r->goal == GOAL_CHECK ? EXIT_DONE : GO_ON;
	if (r->opt->dump == DUMP_GRAPH)
		graph_print(stdout, &r->graph);
	if (batch_count(&r->batch) == 0)
		return EXIT_DONE;
	code = stage_seal(r);
	if (code != GO_ON)
		return code;
	if (r->opt->dump == DUMP_MESSAGES)
		dump_messages(stdout, &r->batch);
	else
		dump_bytecode(stdout, &r->batch);
	return EXIT_DONE;
}

/* What compiling reported must not stand there twice. */
static void forget_compile(struct run *r)
{
	struct arena arena = r->diags.arena;

	arena_rewind(&arena, arena_mark(&r->parsed.arena));
	r->diags = r->parsed;
	r->diags.arena = arena;
	*r->diags.last = NULL;
}

/* After a lost race: waits, and where the kernel's state was read, reads it
 * and compiles again. */
static int prepare_retry(struct run *r)
{
	long ms = 1L << r->retries++;
	struct timespec wait = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&wait, NULL);
	if (!r->query.asked)
		return GO_ON;
	forget_compile(r);
	r->query.asked = false;
	return stage_compile(r);
}

static int send_once(struct run *r)
{
	int code = stage_seal(r);

	if (code != GO_ON)
		return code;
	meter_phase(&r->meter, PHASE_SEND, r->batch.bytes);
	r->result = commit_batch(r->sock, &r->batch, &r->commit, r->sources,
				 &r->diags);
	r->sent = true;
	return GO_ON;
}

static bool lost_a_race(const struct run *r)
{
	return r->result.outcome == OUTCOME_RETRY && r->retries < RETRIES;
}

int stage_settle(struct run *r)
{
	int code = GO_ON;

	while (code == GO_ON && lost_a_race(r)) {
		r->sent = false;
		code = prepare_retry(r);
		if (code == GO_ON)
			code = send_once(r);
	}
	return code;
}

static int send_settled(struct run *r)
{
	int code = send_once(r);

	return code == GO_ON ? stage_settle(r) : code;
}

/* Of one among several: what became of them all is no single outcome. */
static void note_outcome(void *ctx, const struct commit_result *res)
{
	const struct run *r = ctx;

	if (r->told)
		told_note(r->told, res);
	if (!r->label || res->outcome == OUTCOME_UNKNOWN)
		outcome_note(res->outcome);
}

/* What was judged only is now to be applied. */
static int apply_judged(struct run *r)
{
	r->goal = GOAL_COMMIT;
	r->commit.commit = true;
	r->commit.known = note_outcome;
	r->sent = false;
	r->retries = 0;
	return send_settled(r);
}

static int stage_send(struct run *r)
{
	int code;

	if (batch_count(&r->batch) == 0)
		return EXIT_DONE;
	signals_hold();
	if (!r->opt->no_sandbox)
		sandbox_narrow(&r->diags);
	if (too_many_warnings(r))
		return EXIT_INPUT;
	code = send_settled(r);
	if (code != GO_ON || !r->spare ||
	    r->result.outcome != OUTCOME_CHECKED)
		return code;
	return r->spare->wait(r->spare->ctx) ? apply_judged(r) : code;
}

/* The commit itself looks at it only where the outcome is in doubt. */
static void ask_generation(struct run *r)
{
	if (!r->sent || !(r->opt->verbose || r->opt->report) ||
	    r->result.genid_after)
		return;
	/* What answers that were lost left behind goes with the first try. */
	for (int i = 0; i < GENID_TRIES; i++)
		if (kernel_genid(r->sock, &r->result.genid_after) == 0)
			return;
	r->result.genid_after = 0;
}

/* --verbose: what was read, and what it came to where nothing is sent. */
static void tell_inputs(const struct run *r, int code)
{
	if (!r->opt->verbose)
		return;
	if (r->sources == &r->own_sources)
		inputs_tell(r->opt, r->sources);
	if (r->goal == GOAL_CHECK && r->compiled && code == EXIT_DONE)
		messages_sayf(r->opt, SAY_NOTE,
			      "compiled to %" PRIu32 " messages, %" PRIu64
			      " bytes; nothing was sent",
			      batch_count(&r->batch), r->batch.bytes);
}

static int say_outcome(struct run *r, int code)
{
	struct closing summary = { "" };

	tell_inputs(r, code);
	if (code == GO_ON && r->sent && r->opt->verbose)
		outcome_summary(&summary, &r->result, batch_count(&r->batch),
				r->retries);
	if (*summary.text && r->result.outcome <= OUTCOME_CHECKED)
		flushed_say(&r->flushed, r->opt, r->goal == GOAL_COMMIT);
	messages_say(r->opt, SAY_NOTE, summary.text);
	if (code == GO_ON && r->sent)
		code = outcome_report(&r->closing, &r->result, r->goal,
				      r->retries);
	run_close(r, code);
	return code;
}

static bool committed(const struct run *r)
{
	return r->sent && r->result.outcome == OUTCOME_COMMITTED;
}

/* An echo that is lost is no reason to believe that the ruleset is, too. */
static int flush_echo(const struct run *r, int code)
{
	struct closing why = { "" };

	if (!r->opt->echo || !committed(r) ||
	    (fflush(stdout) == 0 && !ferror(stdout)))
		return code;
	output_failure(&why, errno ? -errno : -EIO, "echo",
		       "the ruleset was applied");
	messages_say(r->opt, SAY_ERROR, why.text);
	clearerr(stdout);
	return code ? code : EXIT_UNTOLD;
}

/* As with nft, a document that was only judged is answered, too. */
static void end_echo(struct run *r, int code)
{
	if (r->opt->echo && r->opt->dump == DUMP_NONE && code == EXIT_DONE)
		echo_end(&r->echo);
}

/* What was committed in a private namespace was a check all the same. */
static void call_it_judged(struct run *r)
{
	r->goal = GOAL_JUDGE;
	if (r->result.outcome == OUTCOME_COMMITTED)
		r->result.outcome = OUTCOME_CHECKED;
}

int run_report(struct run *r, int code)
{
	if (r->opt->kernel == KERNEL_PRIVATE)
		call_it_judged(r);
	meter_phase(&r->meter, PHASE_READ, 0);
	meter_end(&r->meter);
	ask_generation(r);
	messages_print(r->opt, r->sources, &r->diags);
	if (r->opt->stats)
		meter_print(&r->meter, r->sources, &r->batch, &r->result);
	code = say_outcome(r, code);
	end_echo(r, code);
	code = flush_echo(r, code);
	if (r->told)
		r->told->code = code;
	return code;
}

json_t *run_document(const struct run *r, int code)
{
	struct report_facts facts = {
		.opt = r->opt,
		.file = r->opt->each ? r->label : NULL,
		.netns = r->opt->netns.count ? r->label : NULL,
		.shared = r->shared,
		.goal = r->goal,
		.exit = code,
		.sources = r->sources,
		.diags = &r->diags,
		.batch = r->compiled ? &r->batch : NULL,
		.result = &r->result,
		.sent = r->sent,
		.retries = r->retries,
		.failure = r->closing.text,
		.meter = &r->meter,
	};

	return r->opt->report ? report_document(&facts) : NULL;
}

static int (*const stages[])(struct run *) = {
	stage_read, stage_open, stage_enter, stage_parse,
	stage_compile, stage_dump, stage_send,
};

void run_init(struct run *r, const struct options *o, enum run_goal goal,
	      const struct transport_choice *how)
{
	*r = (struct run){ .opt = o, .goal = goal, .how = how,
			   .told = o->told };
	r->sources = &r->own_sources;
	r->ast = &r->own_ast;
	r->sock = &r->own_sock;
	source_set_init(&r->own_sources);
	diags_init(&r->diags);
	r->diags.max_errors = o->max_errors;
	r->parsed = r->diags;
	ast_init(&r->own_ast);
	batch_init(&r->batch, &r->diags);
	older_init(&r->older, &r->names.base, &r->diags);
	r->own_sock.fd = -1;
	names_init(&r->names, &r->resolver);
	if (o->kernel == KERNEL_PRIVATE)
		standins_resolve(&r->resolver);
	if (o->dump == DUMP_GRAPH)
		graph_resolve(&r->resolver);
	graph_init(&r->graph);
	flushed_init(&r->flushed);
	echo_init(&r->echo, o, r->sources);
	r->commit.commit = goal == GOAL_COMMIT;
	if (goal == GOAL_COMMIT && o->kernel != KERNEL_PRIVATE)
		r->commit.known = note_outcome;
	r->commit.known_ctx = r;
	r->commit.echo = o->echo ? echo_object : NULL;
	r->commit.echo_end = o->echo ? echo_end : NULL;
	r->commit.echo_ctx = &r->echo;
	meter_start(&r->meter, o);
}

void run_release(struct run *r)
{
	kernel_socket_close(&r->own_sock);
	echo_release(&r->echo);
	names_release(&r->names);
	older_release(&r->older);
	graph_release(&r->graph);
	flushed_release(&r->flushed);
	batch_release(&r->batch);
	ast_release(&r->own_ast);
	diags_release(&r->diags);
	source_set_release(&r->own_sources);
}

static int run_stages(struct run *r)
{
	int code = GO_ON;

	meter_watch(&r->meter, r->opt);
	for (size_t i = 0; i < ARRAY_SIZE(stages) && code == GO_ON; i++)
		code = stages[i](r);
	return run_report(r, code);
}

static int run_one(const struct options *o, enum run_goal goal,
		   const struct transport_choice *how,
		   const struct run_spare *spare)
{
	struct reporting reporting;
	struct run r;
	int code = reporting_start(&reporting, o);

	if (code != GO_ON)
		return code;
	run_init(&r, o, goal, how);
	r.spare = spare;
	r.reporting = &reporting;
	code = run_stages(&r);
	if (r.misplaced)
		code = EXIT_USAGE;
	else
		code = reporting_end(&reporting, run_document(&r, code), code);
	reporting_drop(&reporting);
	run_release(&r);
	return code;
}

static int say_failure(const struct options *o, int err, const char *doing)
{
	struct closing why = { "" };
	int code = failure_report(&why, err, doing);

	messages_say(o, SAY_ERROR, why.text);
	return code;
}

/* io_uring is asked for by name and used, or it is an error. */
static int open_transport(const struct options *o,
			  struct transport_choice *how)
{
	static const uint8_t kinds[] = {
		[TRANSPORT_DEFAULT] = TRANSPORT_SCATTER,
		[USE_SCATTER] = TRANSPORT_SCATTER,
		[USE_CONTIGUOUS] = TRANSPORT_CONTIGUOUS,
		[USE_URING] = TRANSPORT_URING,
	};
	const char *missing;
	int err;

	*how = (struct transport_choice){ .kind = kinds[o->transport] };
	how->many = o->acks == ACKS_BY_RECVMMSG ||
		    (o->acks == ACKS_BY_DEFAULT &&
		     how->kind != TRANSPORT_URING);
	if (how->kind != TRANSPORT_URING)
		return GO_ON;
	if (how->many)
		return usage_error("io_uring reads ACKs one by one: --acks=recvmsg");
	err = uring_open(&how->ring, &missing);
	return err < 0 ? say_failure(o, err, missing) : GO_ON;
}

static int dispatch(const struct options *o, enum run_goal goal,
		    const struct transport_choice *how)
{
	if (o->each && o->netns.count > 0)
		return usage_error("--each and --netns exclude each other");
	if (o->each && o->files.count > 0)
		return run_each(o, goal, how);
	if (o->netns.count > 0)
		return run_netns(o, goal, how);
	return run_one(o, goal, how, NULL);
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

int run(const struct options *o, enum run_goal goal)
{
	struct transport_choice how;
	int code;

	signals_catch();
	code = o->kernel == KERNEL_PRIVATE ? enter_private() : GO_ON;
	if (code == GO_ON)
		code = open_transport(o, &how);
	else
		how.ring = NULL;
	if (code == GO_ON)
		code = dispatch(o, goal, &how);
	uring_close(how.ring);
	return code;
}

int run_as_spare(const struct options *o, const struct run_spare *spare)
{
	struct transport_choice how;
	int code;

	signals_catch();
	code = open_transport(o, &how);
	if (code == GO_ON)
		code = run_one(o, GOAL_JUDGE, &how, spare);
	uring_close(how.ring);
	return code;
}
