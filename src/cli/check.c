#include "config.h"

#include "cli/exit.h"
#include "cli/run.h"
#include "cli/standins.h"
#include "cli/verbs.h"

static int check(const struct options *o)
{
	int code;

	if (o->answer)
		return answer_print(o, verb_by_name("check"));
	if (o->files.count == 0)
		return usage_error("check needs a FILE ('-' is standard input)");
	if (o->kernel == KERNEL_PRIVATE) {
		code = standins_enter();
		return code ? code : run(o, GOAL_COMMIT);
	}
	return run(o, o->kernel ? GOAL_JUDGE : GOAL_CHECK);
}

int check_main(int argc, char **argv)
{
	struct options o;
	int code = options_parse(&o, FORM_CHECK, argc, argv);

	if (code == 0)
		code = check(&o);
	options_release(&o);
	return code;
}
