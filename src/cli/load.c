#include "config.h"

#include "cli/fallback.h"
#include "cli/run.h"
#include "cli/verbs.h"

int load_run(struct options *o)
{
	return run_or_fall_back(o, GOAL_COMMIT);
}
