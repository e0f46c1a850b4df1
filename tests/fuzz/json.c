/*
 * The JSON reader: the AST, its dump, and every diagnostic as text; and that all
 * of it is the same whether jansson's trees lie in a block or where jansson puts
 * them.
 */
#include "config.h"

#include "fuzz.h"

#include "base/mem.h"
#include "syntax/json/json.h"
#include "syntax/json/json_memory.h"

#include <stdlib.h>
#include <string.h>

/* What a run over the input wrote; for free(). */
static char *read_once(const uint8_t *data, size_t size)
{
	struct fuzz f;
	struct parse_ctx ctx = { .ast = &f.ast, .sources = &f.sources,
				 .diags = &f.diags };
	size_t len;
	char *text;
	FILE *out = open_memstream(&text, &len);

	fuzz_init(&f);
	if (parse_json(&ctx, fuzz_source(&f, data, size)) == 0) {
		if (f.diags.nerrors)
			BUG("parse_json() succeeds with errors");
		ast_dump(out, &f.ast, &f.sources);
	} else if (!f.diags.nerrors) {
		BUG("parse_json() fails without a diagnostic");
	}
	fuzz_render_to(&f, out);
	fuzz_release(&f);
	fclose(out);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *plain, *block;

	json_set_alloc_funcs(mem_alloc, mem_free);
	plain = read_once(data, size);
	json_memory_install();
	block = read_once(data, size);
	if (strcmp(plain, block) != 0)
		BUG("memory changes what is read:\n%s\n%s", plain, block);
	free(plain);
	free(block);
	return 0;
}
