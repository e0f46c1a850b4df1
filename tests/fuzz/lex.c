/* The lexer: every token lies behind the token before it, up to the end. */
#include "config.h"

#include "fuzz.h"

#include "syntax/lex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz f;
	struct lexer lx;
	struct token t;
	struct source *src;
	uint32_t at = 0;

	fuzz_init(&f);
	src = fuzz_source(&f, data, size);
	lex_init(&lx, src);
	do {
		lex_next(&lx, &t);
		if (t.at.off < at || t.at.off + t.at.len > src->len)
			BUG("a token lies at %u, after %u", t.at.off, at);
		at = t.at.off + t.at.len;
	} while (t.kind != TOKEN_EOF);
	lex_dump(fuzz_nowhere(), src);
	fuzz_release(&f);
	return 0;
}
