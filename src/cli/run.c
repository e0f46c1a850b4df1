#include "config.h"

#include "cli/run.h"

#include "batch/decode.h"
#include "cli/echo.h"
#include "cli/exit.h"
#include "cli/inputs.h"
#include "cli/messages.h"
#include "cli/names.h"
#include "cli/outcome.h"
#include "cli/sandbox.h"
#include "cli/signals.h"
#include "compile/compile.h"
#include "kernel/commit.h"
#include "kernel/query.h"
#include "syntax/json.h"
#include "syntax/lex.h"
#include "syntax/parse.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

#define GO_ON -1   /* no exit code yet */
#define RETRIES 10 /* waits of 1, 2, 4 ... ms: about a second in all */

struct run {
	const struct options *opt;
	enum run_goal goal;
	struct source_set sources;
	struct diags diags, parsed; /* parsed: as they were after parsing */
	struct ast ast;
	struct batch batch;
	struct transport_choice how;
	struct kernel_socket sock;
	struct kernel_query query;
	struct names names;
	struct resolver resolver;
	struct commit_result result;
	bool sent; /* result holds something */
	unsigned int retries;
};

static bool too_many_warnings(const struct run *r)
{
	return r->opt->strict && r->diags.nwarnings > 0;
}

static int stage_read(struct run *r)
{
	if (inputs_read(r->opt, &r->sources, &r->diags) < 0)
		return EXIT_INPUT;
	if (r->opt->dump != DUMP_TOKENS)
		return GO_ON;
	for (uint32_t i = 0; i < source_count(&r->sources); i++)
		lex_dump(stdout, source_at(&r->sources, i));
	return EXIT_DONE;
}

static int stage_open(struct run *r)
{
	int err;

	if (r->goal == GOAL_CHECK)
		return GO_ON;
	err = kernel_socket_open(&r->sock, &r->how);
	if (err < 0)
		return failure_report(err, "opening a netlink socket");
	r->query.sock = &r->sock;
	r->names.base.query = &r->query;
	return GO_ON;
}

/* Before any input is looked at. */
static int stage_enter(struct run *r)
{
	if (!r->opt->no_sandbox)
		sandbox_enter();
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

static int stage_parse(struct run *r)
{
	struct parse_ctx ctx = {
		.ast = &r->ast,
		.sources = &r->sources,
		.diags = &r->diags,
		.opt = { .include_dirs = r->opt->includes.list,
			 .default_dir = SYSCONFDIR,
			 .defines = r->opt->defines.list },
	};
	uint32_t count = source_count(&r->sources); /* includes come later */
	int err = 0;

	for (uint32_t i = 0; i < count && !diags_full(&r->diags); i++)
		err |= parse_one(r, &ctx, source_at(&r->sources, i));
	if (!r->opt->no_sandbox)
		sandbox_inputs_read();
	if (err < 0 && (r->opt->dump == DUMP_AST || hides_others(&r->diags)))
		return EXIT_INPUT;
	r->parsed = r->diags;
	if (r->opt->dump != DUMP_AST)
		return GO_ON;
	ast_dump(stdout, &r->ast, &r->sources);
	return EXIT_DONE;
}

static int stage_compile(struct run *r)
{
	struct compile_options opt = { .offline = r->goal == GOAL_CHECK };
	struct low_sink sink;
	int err;

	batch_release(&r->batch);
	batch_init(&r->batch, &r->diags);
	r->batch.echo = r->opt->echo;
	r->batch.ack_all = r->opt->acks_for == ACKS_ALL;
	sink = batch_sink(&r->batch);
	err = compile(&r->ast, &r->sources, &r->resolver, &opt, &sink,
		      &r->diags);
	if (r->diags.nerrors > 0)
		return EXIT_INPUT;
	if (err < 0)
		return failure_report(err, "asking the kernel");
	return too_many_warnings(r) ? EXIT_INPUT : GO_ON;
}

static int seal(struct run *r)
{
	uint32_t genid = r->query.asked ? r->query.genid : 0;
	int err = batch_seal(&r->batch, r->sock.seq + 1, genid,
			     r->goal != GOAL_JUDGE);

	return err < 0 ? failure_report(err, "building the batch") : GO_ON;
}

static int stage_dump(struct run *r)
{
	int code;

	if (r->opt->dump == DUMP_NONE)
		return r->goal == GOAL_CHECK ? EXIT_DONE : GO_ON;
	if (batch_count(&r->batch) == 0)
		return EXIT_DONE;
	code = seal(r);
	if (code != GO_ON)
		return code;
	if (r->opt->dump == DUMP_MESSAGES)
		decode_messages(stdout, &r->batch);
	else
		decode_bytecode(stdout, &r->batch);
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

static int send_once(struct run *r, struct echo *echo)
{
	struct commit_options opt = {
		.commit = r->goal == GOAL_COMMIT,
		.echo = r->opt->echo ? echo_object : NULL,
		.echo_ctx = echo,
	};
	int code = seal(r);

	if (code != GO_ON)
		return code;
	r->result = commit_batch(&r->sock, &r->batch, &opt, &r->sources,
				 &r->diags);
	r->sent = true;
	return GO_ON;
}

static bool lost_a_race(const struct run *r)
{
	return r->result.outcome == OUTCOME_RETRY && r->retries < RETRIES;
}

static int stage_send(struct run *r)
{
	struct echo echo;
	int code;

	if (batch_count(&r->batch) == 0)
		return EXIT_DONE;
	echo_init(&echo, r->opt, &r->sources);
	signals_hold();
	if (!r->opt->no_sandbox)
		sandbox_narrow();
	code = send_once(r, &echo);
	while (code == GO_ON && lost_a_race(r)) {
		r->sent = false;
		code = prepare_retry(r);
		if (code == GO_ON)
			code = send_once(r, &echo);
	}
	echo_end(&echo, r->sent && r->result.outcome == OUTCOME_COMMITTED);
	return code;
}

/* Diagnostics first, then what it all came to. */
static int report(struct run *r, int code)
{
	messages_print(r->opt, &r->sources, &r->diags);
	if (too_many_warnings(r) && r->diags.nerrors == 0)
		fputs("nftload: warnings count as errors (--strict)\n",
		      stderr);
	if (code != GO_ON || !r->sent)
		return code;
	if (r->opt->verbose)
		outcome_summary(&r->result, batch_count(&r->batch),
				r->retries);
	return outcome_report(&r->result, r->goal, r->retries);
}

static int (*const stages[])(struct run *) = {
	stage_read, stage_open, stage_enter, stage_parse,
	stage_compile, stage_dump, stage_send,
};

static void run_init(struct run *r)
{
	source_set_init(&r->sources);
	diags_init(&r->diags);
	r->diags.max_errors = r->opt->max_errors;
	ast_init(&r->ast);
	batch_init(&r->batch, &r->diags);
	r->sock.fd = -1;
	names_init(&r->names, &r->resolver);
}

static void run_release(struct run *r)
{
	kernel_socket_close(&r->sock);
	names_release(&r->names);
	batch_release(&r->batch);
	ast_release(&r->ast);
	diags_release(&r->diags);
	source_set_release(&r->sources);
}

int run(const struct options *o, enum run_goal goal)
{
	struct run r = { .opt = o, .goal = goal };
	int code = GO_ON;

	signals_catch();
	run_init(&r);
	for (size_t i = 0; i < ARRAY_SIZE(stages) && code == GO_ON; i++)
		code = stages[i](&r);
	code = report(&r, code);
	run_release(&r);
	return code;
}
