/*
 * fuzz — what the fuzz targets share: the stages of a run over made-up inputs.
 *
 * In:     bytes, from libFuzzer or, in a plain build, from files (replay.c).
 * Out:    nothing: a target must come back, whatever the bytes are.
 * Owns:   the parts of struct fuzz, from fuzz_init() to fuzz_release().
 *
 * No target asks the machine anything: names and kernel are made up, and an
 * input that would include files by path or pattern is not looked at.
 */
#ifndef NFTLOAD_TESTS_FUZZ_H
#define NFTLOAD_TESTS_FUZZ_H

#include "batch/batch.h"
#include "compile/compile.h"
#include "syntax/text/parse.h"

#include <stdio.h>

struct fuzz {
	struct source_set sources;
	struct diags diags;
	struct ast ast;
	struct batch batch;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void fuzz_init(struct fuzz *f);
void fuzz_release(struct fuzz *f);
/* False: the input would read files. */
bool fuzz_is_safe(const uint8_t *data, size_t size);
struct source *fuzz_source(struct fuzz *f, const uint8_t *data, size_t size);
/* Text or JSON, as the first character says; true: without errors. */
bool fuzz_parse(struct fuzz *f, struct source *src);
/* Into the sink; asks nobody when offline, else a made-up kernel. */
bool fuzz_compile(struct fuzz *f, bool offline, struct low_sink sink);
/* Shows every diagnostic, as the program does; without a file, to nobody. */
void fuzz_render_to(struct fuzz *f, FILE *out);
void fuzz_render(struct fuzz *f);
/* /dev/null */
FILE *fuzz_nowhere(void);

#endif
