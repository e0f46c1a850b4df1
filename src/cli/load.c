#include "config.h"

#include "cli/exit.h"
#include "cli/fallback.h"
#include "cli/run.h"
#include "cli/verbs.h"

static int load(const struct options *o)
{
	if (o->answer)
		return answer_print(o, verb_by_name("load"));
	if (o->files.count == 0)
		return usage_error("load needs a FILE ('-' is standard input)");
	return run_or_fall_back(o, GOAL_COMMIT);
}

int load_main(int argc, char **argv)
{
	struct options o;
	int code = options_parse(&o, FORM_LOAD, argc, argv);

	if (code == 0)
		code = load(&o);
	options_release(&o);
	return code;
}
