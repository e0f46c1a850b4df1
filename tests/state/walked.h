/*
 * walked — files compiled with other names of tables, and what the kernel holds.
 *
 * In:     a file; a socket of a network namespace.
 * Out:    its batch, and the state that it makes; the kernel's state, as lines of
 *         text with and without counts.
 * Owns:   what was compiled and read, until it is released.
 * Units:  milliseconds.
 * Errors: compiled.good and seen.read are false.
 */
#ifndef NFTLOAD_TESTS_WALKED_H
#define NFTLOAD_TESTS_WALKED_H

#include "text.h"

#include "kernel/commit/commit.h"
#include "load/load.h"
#include "state/read.h"
#include "state/store.h"

struct renamed {
	struct renamed *next;
	uint8_t family;
	const char *from, *to;
};

/* All tables of a family have the names t0, t1 ..., unless they stay. */
struct compiled {
	struct load load;
	struct load_options options;
	struct load_events events;
	struct batch batch;
	struct low_sink sink; /* of the batch */
	struct arena arena;
	struct renamed *names;
	struct state state;
	bool good, stay;
};

const char *rename_table(void *ctx, uint8_t family, const char *name);
void compile_file(struct compiled *c, const char *const *file, bool stay);
void compiled_release(struct compiled *c);

enum outcome commit(struct kernel_socket *s, struct batch *b, uint32_t genid,
		    struct diags *diags, const struct source_set *sources);
/* Deletes all that the namespace holds. */
void empty(struct kernel_socket *s);

/* What the kernel holds. */
struct seen {
	struct reading reading;
	struct state state;
	struct text text, counts; /* without and with counts */
	const struct state *wanted; /* NULL: everything */
	uint64_t at_ms;
	bool read;
};

/* wanted: only its tables, or NULL; c: how the tables are called that are there,
 * or NULL. */
void seen_read(struct seen *p, struct kernel_socket *s,
	       const struct state *wanted, struct compiled *c);
void seen_release(struct seen *p);
/* Whether the times of elements are other than those less the time that has
 * passed.  Both hold the same elements. */
bool seen_times_differ(struct seen *before, struct seen *now);
/* Whether elements go by themselves while a step is looked at. */
bool state_fades(struct state *s);

#endif
