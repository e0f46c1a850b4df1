#include "config.h"

#include "cli/run.h"
#include "cli/verbs.h"

static int graph(struct options *o)
{
	o->dump = DUMP_GRAPH;
	return run(o, GOAL_CHECK);
}

int graph_main(int argc, char **argv)
{
	return verb_main(verb_by_name("graph"), argc, argv, graph);
}
