/*
 * Loads rulesets with libnftload.a: all files as one transaction.
 *
 *     load FILE...        into this network namespace; "-" is standard input
 *     load -n NAME FILE   into another one
 *
 * What is wrong goes to standard error.  The exit status is that of nftload(8):
 * 0 loaded, 1 the input is wrong, 4 the kernel refused it ...
 */
#include "config.h"

#include "base/mem.h"
#include "load/load.h"
#include "text/render.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum outcome known = OUTCOME_FAILED; /* nothing was sent */

/* The library says what has become of the ruleset as soon as it knows. */
static void note(void *ctx, const struct transaction *t,
		 const struct commit_result *res)
{
	(void)ctx;
	(void)t;
	known = res->outcome;
}

/* No memory: nothing that takes some can be called, and nothing goes on. */
static void give_up(size_t bytes)
{
	const char *text = known == OUTCOME_FAILED ?
				   "no memory; nothing was applied\n" :
				   "no memory, and something was sent\n";

	(void)bytes;
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		_exit(LOAD_SYSTEM);
	_exit(known == OUTCOME_FAILED ? LOAD_SYSTEM : LOAD_UNKNOWN);
}

static void print(const struct source_set *sources, struct diags *diags)
{
	const struct render r = { .out = stderr, .sources = sources };

	diags_sort(diags);
	render_all(&r, diags);
}

static void tell(struct transaction *t)
{
	print(&t->input->sources, t->diags);
	if (t->failure.err)
		fprintf(stderr, "%s: %s\n", t->failure.doing,
			strerror(-t->failure.err));
	if (t->code == LOAD_DONE)
		fprintf(stderr, "loaded: %u messages, generation %u\n",
			batch_count(&t->batch), t->result.genid_after);
}

int main(int argc, char **argv)
{
	bool named = argc > 2 && strcmp(argv[1], "-n") == 0;
	const char *const *words = (const char *const *)argv;
	struct load_options o = {
		.goal = LOAD_COMMIT,
		.files = words + (named ? 3 : 1),
		.nfiles = (size_t)(argc - (named ? 3 : 1)),
		.netns = words + 2,
		.nnetns = named,
		.must_ask = true,
		.ask_generation = true,
	};
	const struct load_events events = { .known = note };
	struct load l;
	int code;

	mem_on_exhausted(give_up);
	load_init(&l, &o, &events);
	code = load_run(&l);
	if (l.shared) /* what several namespaces have in common */
		print(&l.inputs[0].sources, &l.inputs[0].diags);
	for (size_t i = 0; i < l.n && code == LOAD_GOES_ON; i++)
		tell(&l.list[i]);
	code = l.list[0].code;
	load_release(&l);
	return code;
}
