#include "config.h"

#include "cli/run.h"
#include "cli/standins.h"
#include "cli/verbs.h"

static int check(struct options *o)
{
	int code;

	if (o->kernel == KERNEL_PRIVATE) {
		code = standins_enter();
		return code ? code : run(o, GOAL_COMMIT);
	}
	return run(o, o->kernel ? GOAL_JUDGE : GOAL_CHECK);
}

int check_main(int argc, char **argv)
{
	return verb_main(verb_by_name("check"), argc, argv, check);
}
