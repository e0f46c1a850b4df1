#include "config.h"

#include "cli/run/verb_load.h"

#include "cli/run/confirm_apart.h"
#include "cli/run/fallback.h"
#include "cli/run/run.h"
#include "cli/user/exit.h"
#include "cli/user/messages.h"
#include "cli/user/nft_text.h"

static int load(const struct options *o, enum load_goal goal)
{
	const struct run_request r = { o, goal, run_load };

	return run_or_fall_back(&r);
}

int verb_load(struct options *o)
{
	if (o->confirm != NOT_GIVEN)
		return confirm_apart(o, run_load);
	return load(o, LOAD_COMMIT);
}

int verb_check(struct options *o)
{
	static const enum load_goal goals[] = {
		[KERNEL_NONE] = LOAD_CHECK,
		[KERNEL_HERE] = LOAD_JUDGE,
		[KERNEL_PRIVATE] = LOAD_COMMIT,
	};

	if (o->kernel == KERNEL_PRIVATE && o->netns.count > 0)
		return options_error(
			"--kernel=private and --netns exclude each other");
	/* What a namespace has to say, its kernel knows. */
	if (o->netns.count > 0)
		o->kernel = KERNEL_HERE;
	return load(o, goals[o->kernel]);
}

int verb_graph(struct options *o)
{
	o->dump = DUMP_GRAPH;
	return run_load(o, LOAD_CHECK);
}

/* ---- nft's flags, nft text, or both, in place of a verb ---- */

static int refuse_words(const struct options *o)
{
	const char *word = o->text.list[0];
	const char *answer = nft_text_foreign(word);

	if (answer) {
		messages_tell(answer);
		return EXIT_USAGE;
	}
	if (o->files.count > 0)
		return options_error("'%s' cannot be combined with -f: commands come from files or from the command line, not from both",
				   word);
	return o->text.count == 1 ? nft_text_refuse_file(word) : 0;
}

int verb_flags(struct options *o)
{
	int code = 0;

	if (o->text.count > 0)
		code = refuse_words(o);
	else if (o->files.count == 0)
		code = options_error(
			"nothing to load: neither -f FILE nor a command");
	if (code)
		return code;
	return o->check ? load(o, LOAD_JUDGE) : verb_load(o);
}
