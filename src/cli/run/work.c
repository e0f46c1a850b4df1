#include "config.h"

#include "cli/run/work.h"

#include "cli/run/sandbox.h"
#include "cli/run/signals.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "kernel/talk/uring.h"

struct load_options work_of(const struct options *o, enum load_goal goal)
{
	static const uint8_t until[] = {
		[DUMP_TOKENS] = LOAD_UNTIL_READ,
		[DUMP_AST] = LOAD_UNTIL_PARSED,
		[DUMP_BYTECODE] = LOAD_UNTIL_BUILT,
		[DUMP_MESSAGES] = LOAD_UNTIL_BUILT,
		[DUMP_GRAPH] = LOAD_UNTIL_BUILT,
	};

	return (struct load_options){
		.goal = goal,
		.until = until[o->dump],
		.files = o->files.list,
		.nfiles = o->files.count,
		.words = o->text.list,
		.held = o->held,
		.netns = o->netns.list,
		.nnetns = o->netns.count,
		.defines = o->defines.list,
		.includes = o->includes.list,
		.owner = o->name,
		.max_errors = o->max_errors,
		.each = o->each,
		.json = o->json,
		.must_ask = o->must_ask,
		.strict = o->strict,
		.lint = o->lint,
		.keep_foreign = o->keep_foreign,
		.by_name = o->missing_interface == MISSING_BY_NAME,
		.private = o->kernel == KERNEL_PRIVATE,
		.echo = o->echo,
		.ack_all = o->acks_for == ACKS_ALL,
		.list_flushed = o->verbose,
		.timed = o->stats || o->report,
		.ask_generation = o->verbose || o->report,
	};
}

/* io_uring is asked for by name and used, or it is an error. */
int work_transport(const struct options *o, struct transport_choice *how)
{
	static const uint8_t kinds[] = {
		[TRANSPORT_DEFAULT] = TRANSPORT_SCATTER,
		[USE_SCATTER] = TRANSPORT_SCATTER,
		[USE_CONTIGUOUS] = TRANSPORT_CONTIGUOUS,
		[USE_URING] = TRANSPORT_URING,
	};
	struct load_failure why = { 0 };
	struct closing c = { "" };

	*how = (struct transport_choice){ .kind = kinds[o->transport] };
	how->many = o->acks == ACKS_BY_RECVMMSG ||
		    (o->acks == ACKS_BY_DEFAULT &&
		     how->kind != TRANSPORT_URING);
	if (how->kind != TRANSPORT_URING)
		return GO_ON;
	if (how->many)
		return options_error(
			"io_uring reads ACKs one by one: --acks=recvmsg");
	why.err = uring_open(&how->ring, &why.doing);
	if (!why.err)
		return GO_ON;
	outcome_failure(&c, &why);
	messages_say(o, SAY_ERROR, c.text);
	return load_code_of(why.err);
}

void work_narrow(const struct options *o, enum load_step step,
		 struct diags *diags)
{
	static void (*const narrow[LOAD_STEPS])(struct diags *) = {
		[LOAD_OPENED] = sandbox_enter,
		[LOAD_PARSED] = sandbox_inputs_read,
		[LOAD_SENDING] = sandbox_narrow,
	};

	if (step == LOAD_SENDING)
		signals_hold();
	if (o->no_sandbox)
		return;
	if (step == LOAD_SENDING && o->holder)
		sandbox_hold(diags);
	else
		narrow[step](diags);
}

void work_say_ending(const struct options *o, const struct closing *c,
		     const struct diags *diags, bool counted)
{
	enum say_level level = SAY_ERROR;

	counted &= diags->nerrors > 0;
	/* Programs count the errors themselves; of a spare input that is not
	 * loaded, they are warnings. */
	if (counted && (o->format == FORMAT_GITHUB ||
			o->format == FORMAT_SARIF || o->spare))
		return;
	if (counted && o->format == FORMAT_JSON)
		level = SAY_NOTE;
	messages_say(o, level, c->text);
}

bool work_ending(struct closing *c, const struct load_failure *failure,
		 const struct diags *diags, int code, enum load_goal goal)
{
	if (failure->err)
		outcome_failure(c, failure);
	else if (code == EXIT_INPUT)
		input_report(c, diags, goal);
	return !failure->err && code == EXIT_INPUT;
}
