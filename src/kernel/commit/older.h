/*
 * older — what older kernels are sent in the place of what they do not do.
 *
 * In:     the compiler's messages, in the order of the transaction.
 * Out:    the same, but
 *         - before Linux 6.3: each 'destroy' is a deletion where the object
 *           exists at its place of the transaction, and nothing elsewhere;
 *         - before Linux 6.12, which keep the timeout of an element that is
 *           added again, by the same transaction, too, and say nothing: it is
 *           deleted first.  In maps and sets of intervals it stays, with a
 *           warning, and where its statements came with values;
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
#ifndef NFTLOAD_KERNEL_COMMIT_OLDER_H
#define NFTLOAD_KERNEL_COMMIT_OLDER_H

#include "kernel/ask/query.h"
#include "kernel/commit/events.h"
#include "kernel/commit/held.h"
#include "object/low.h"
#include "syntax/ast.h"
#include "text/diag.h"

struct older {
	struct low_sink behind;
	struct resolver_base *base;
	struct diags *diags;
	struct events events;
	struct helds held;
	/* What is to be done. */
	bool destroys, destroys_elems, timeouts;
	/* The series of elements that is open. */
	struct low_elems head;
	struct held_set *set; /* NULL: nothing depends on its elements */
	uint32_t set_ids;     /* given so far */
};

/* base is where the kernel is asked; diags: for warnings. */
void older_init(struct older *d, struct resolver_base *base,
		struct diags *diags);
void older_release(struct older *d);
/* Whether the kernel does not do something that the input may ask of it. */
bool older_needed(struct older *d, const struct ast *ast);
struct low_sink older_sink(struct older *d, const struct low_sink *behind);

#endif
