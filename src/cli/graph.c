#include "config.h"

#include "cli/run.h"
#include "cli/verbs.h"

int graph_run(struct options *o)
{
	o->dump = DUMP_GRAPH;
	return run(o, GOAL_CHECK);
}
