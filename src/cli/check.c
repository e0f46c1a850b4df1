#include "config.h"

#include "cli/fallback.h"
#include "cli/verbs.h"

int check_run(struct options *o)
{
	static const enum run_goal goals[] = {
		[KERNEL_NONE] = GOAL_CHECK,
		[KERNEL_HERE] = GOAL_JUDGE,
		[KERNEL_PRIVATE] = GOAL_COMMIT,
	};

	if (o->kernel == KERNEL_PRIVATE && o->netns.count > 0)
		return usage_error("--kernel=private and --netns exclude each other");
	/* What a namespace has to say, its kernel knows. */
	if (o->netns.count > 0)
		o->kernel = KERNEL_HERE;
	return run_or_fall_back(o, goals[o->kernel]);
}
