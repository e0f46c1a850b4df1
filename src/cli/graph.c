#include "config.h"

#include "cli/exit.h"
#include "cli/run.h"
#include "cli/verbs.h"

static int graph(struct options *o)
{
	if (o->answer)
		return answer_print(o, verb_by_name("graph"));
	if (o->files.count == 0)
		return usage_error("graph needs a FILE ('-' is standard input)");
	o->dump = DUMP_GRAPH;
	return run(o, GOAL_CHECK);
}

int graph_main(int argc, char **argv)
{
	struct options o;
	int code = options_parse(&o, FORM_GRAPH, argc, argv);

	if (code == 0)
		code = graph(&o);
	options_release(&o);
	return code;
}
