#include "config.h"

#include "cli/fallback.h"
#include "cli/run.h"
#include "cli/verbs.h"

static int load(struct options *o)
{
	return run_or_fall_back(o, GOAL_COMMIT);
}

int load_main(int argc, char **argv)
{
	return verb_main(verb_by_name("load"), argc, argv, load);
}
