/*
 * older — what older kernels are sent in the place of what they do not do.
 *
 * In:     the compiler's messages, in the order of the transaction.
 * Out:    the same, but
 *         - before Linux 6.3: each 'destroy' is a deletion where the object
 *           exists at its place of the transaction, and nothing elsewhere;
 *         - before Linux 6.12, which keep the timeout of an element that is
 *           added again, and say nothing: it is deleted first.  In maps and
 *           sets of intervals it stays, with a warning;
 *         - what they would do otherwise in silence is refused (before 6.4:
 *           deleting a device of a chain, which deletes the chain) or warned
 *           of (before 6.5: another size of a set).
 * Owns:   what it knows of names, from older_init() to older_release().
 * Errors: -errno: asking the kernel failed.
 *
 * What exists is what the messages before say, and else what the kernel holds,
 * which is asked one object at a time.  The answers belong to a generation,
 * which the batch carries: where another writer was faster, all is done again.
 */
#ifndef NFTLOAD_KERNEL_OLDER_H
#define NFTLOAD_KERNEL_OLDER_H

#include "base/strpool.h"
#include "compile/keymap.h"
#include "object/low.h"
#include "kernel/query.h"
#include "spec/family.h"
#include "syntax/ast.h"
#include "text/diag.h"

struct older {
	struct low_sink behind;
	struct resolver_base *base;
	struct arena arena;
	struct strpool names;
	struct keymap events;
	uint32_t now;		   /* number of the message */
	uint32_t flushed[FAMILIES]; /* last time; by FAMILY_UNSPEC: all */
	bool destroys, timeouts; /* what is to be done */
	/* The series of elements that is open. */
	struct low_elems head;
	uint8_t target; /* enum target: its set in the kernel */
	struct diags *diags;
};

/* base is where the kernel is asked; diags: for warnings. */
void older_init(struct older *d, struct resolver_base *base,
		struct diags *diags);
void older_release(struct older *d);
/* Whether the kernel does not do something that the input may ask of it. */
bool older_needed(struct older *d, const struct ast *ast);
struct low_sink older_sink(struct older *d, const struct low_sink *behind);

#endif
