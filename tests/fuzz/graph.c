/* Both front ends and the compiler, drawn as the verb graph draws them. */
#include "config.h"

#include "fuzz.h"

#include "cli/graph/graph.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct graph g;
	struct fuzz f;

	if (!fuzz_is_safe(data, size))
		return 0;
	fuzz_init(&f);
	graph_init(&g);
	fuzz_parse(&f, fuzz_source(&f, data, size));
	if (fuzz_compile(&f, true, graph_sink(&g)))
		graph_print(fuzz_nowhere(), &g);
	fuzz_render(&f);
	graph_release(&g);
	fuzz_release(&f);
	return 0;
}
