/*
 * destroys — 'destroy' for kernels that do not know it (before Linux 6.3).
 *
 * In:     the compiler's messages, in the order of the transaction.
 * Out:    the same, but each 'destroy' is a deletion where the object exists
 *         at its place of the transaction, and nothing where it does not.
 * Owns:   what it knows of names, from destroys_init() to destroys_release().
 * Errors: -errno: asking the kernel failed.
 *
 * What exists is what the messages before say, and else what the kernel holds,
 * which is asked one object at a time.  The answers belong to a generation,
 * which the batch carries: where another writer was faster, all is done again.
 */
#ifndef NFTLOAD_KERNEL_DESTROYS_H
#define NFTLOAD_KERNEL_DESTROYS_H

#include "base/strpool.h"
#include "compile/keymap.h"
#include "compile/low.h"
#include "kernel/query.h"
#include "spec/family.h"
#include "syntax/ast.h"

struct destroys {
	struct low_sink behind;
	struct resolver_base *base;
	struct arena arena;
	struct strpool names;
	struct keymap events;
	uint32_t now;		   /* number of the message */
	uint32_t flushed[FAMILIES]; /* last time; by FAMILY_UNSPEC: all */
	/* The series of elements that is open. */
	struct low_elems head;
};

/* Whether the input says 'destroy' and the kernel does not understand it. */
bool destroys_needed(const struct ast *ast, struct kernel_query *q);
/* base is where the kernel is asked. */
void destroys_init(struct destroys *d, struct resolver_base *base);
void destroys_release(struct destroys *d);
struct low_sink destroys_sink(struct destroys *d,
			      const struct low_sink *behind);

#endif
