/* Parser and compiler without a kernel, and both dumps of the messages. */
#include "config.h"

#include "fuzz.h"

#include "batch/dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz f;

	if (!fuzz_is_safe(data, size))
		return 0;
	fuzz_init(&f);
	fuzz_parse(&f, fuzz_source(&f, data, size));
	if (fuzz_compile(&f, true, batch_sink(&f.batch)) && batch_count(&f.batch)) {
		if (batch_seal(&f.batch, 1, 0, true) < 0)
			BUG("a batch cannot be sealed");
		dump_messages(fuzz_nowhere(), &f.batch);
		dump_bytecode(fuzz_nowhere(), &f.batch);
	}
	fuzz_render(&f);
	fuzz_release(&f);
	return 0;
}
