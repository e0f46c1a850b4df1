#include "config.h"

#include "cli/run/verb_load.h"

#include "cli/run/fallback.h"
#include "cli/run/run.h"

int verb_load(struct options *o)
{
	return run_or_fall_back(o, LOAD_COMMIT);
}

int verb_check(struct options *o)
{
	static const enum load_goal goals[] = {
		[KERNEL_NONE] = LOAD_CHECK,
		[KERNEL_HERE] = LOAD_JUDGE,
		[KERNEL_PRIVATE] = LOAD_COMMIT,
	};

	if (o->kernel == KERNEL_PRIVATE && o->netns.count > 0)
		return usage_error("--kernel=private and --netns exclude each other");
	/* What a namespace has to say, its kernel knows. */
	if (o->netns.count > 0)
		o->kernel = KERNEL_HERE;
	return run_or_fall_back(o, goals[o->kernel]);
}

int verb_graph(struct options *o)
{
	o->dump = DUMP_GRAPH;
	return run(o, LOAD_CHECK);
}
