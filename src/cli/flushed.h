/*
 * flushed — which tables `flush ruleset` removed, told with --verbose.
 *
 * In:     tables, as the compiler meets them in the kernel.
 * Out:    a sentence for each, once the batch has been applied or judged.
 * Owns:   the names, from flushed_init() to flushed_release().
 */
#ifndef NFTLOAD_CLI_FLUSHED_H
#define NFTLOAD_CLI_FLUSHED_H

#include "base/arena.h"
#include "cli/options.h"

struct flushed_table;

struct flushed {
	struct arena arena;
	struct flushed_table *first, **last;
};

void flushed_init(struct flushed *f);
void flushed_release(struct flushed *f);
/* For compile_options.flushed; ctx is a struct flushed. */
void flushed_add(void *ctx, uint8_t family, const char *name);
void flushed_say(const struct flushed *f, const struct options *o,
		 bool applied);

#endif
