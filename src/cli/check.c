#include "config.h"

#include "cli/run.h"
#include "cli/standins.h"
#include "cli/verbs.h"

int check_run(struct options *o)
{
	int code;

	if (o->kernel == KERNEL_PRIVATE) {
		code = standins_enter();
		return code ? code : run(o, GOAL_COMMIT);
	}
	return run(o, o->kernel ? GOAL_JUDGE : GOAL_CHECK);
}
