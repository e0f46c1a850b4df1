/*
 * The JSON reader: the AST, its dump, and every diagnostic as text; that all of
 * it is the same whether jansson's trees lie in a block or where jansson puts
 * them; and that the reader of plain JSON makes jansson's tree.
 */
#include "config.h"

#include "fuzz.h"

#include "base/mem.h"
#include "syntax/json/json.h"
#include "syntax/json/json_memory.h"
#include "syntax/json/json_plain.h"

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

/* The order of keys counts. */
static bool is_same_tree(const json_t *a, const json_t *b)
{
	char *as = json_dumps(a, JSON_ENCODE_ANY);
	char *bs = json_dumps(b, JSON_ENCODE_ANY);
	bool same = json_equal(a, b) && strcmp(as, bs) == 0;

	mem_free(as);
	mem_free(bs);
	return same;
}

static void compare_readers(const char *text, size_t size)
{
	json_error_t err;
	size_t end;
	json_t *v = json_plain_read(text, size, &end), *w;

	if (!v)
		return;
	w = json_loadb(text, size,
		       JSON_DECODE_ANY | JSON_REJECT_DUPLICATES |
			       JSON_DISABLE_EOF_CHECK,
		       &err);
	if (!w || end != (size_t)err.position || !is_same_tree(v, w))
		BUG("the plain reader reads otherwise: %.*s", (int)size, text);
	json_decref(v);
	json_decref(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *plain, *block;

	json_set_alloc_funcs(mem_alloc, mem_free);
	compare_readers((const char *)data, size);
	plain = read_once(data, size);
	json_memory_install();
	block = read_once(data, size);
	if (strcmp(plain, block) != 0)
		BUG("memory changes what is read:\n%s\n%s", plain, block);
	free(plain);
	free(block);
	return 0;
}
