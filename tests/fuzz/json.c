/* The JSON reader: the AST, its dump, and every diagnostic as text. */
#include "config.h"

#include "fuzz.h"

#include "syntax/json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz f;
	struct parse_ctx ctx = { .ast = &f.ast, .sources = &f.sources,
				 .diags = &f.diags };

	fuzz_init(&f);
	if (parse_json(&ctx, fuzz_source(&f, data, size)) == 0) {
		if (f.diags.nerrors)
			BUG("parse_json() succeeds with errors");
		ast_dump(fuzz_nowhere(), &f.ast, &f.sources);
	} else if (!f.diags.nerrors) {
		BUG("parse_json() fails without a diagnostic");
	}
	fuzz_render(&f);
	fuzz_release(&f);
	return 0;
}
