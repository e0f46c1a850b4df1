/*
 * older — replaces messages for older kernels, which lack 'destroy' or treat a
 * message in another way.
 *
 * In:     the compiler's messages, in the order of the transaction.
 * Out:    the same messages with these changes:
 *         - before Linux 6.3: a 'destroy' becomes a deletion if the object
 *           exists at this point of the transaction, else it is left out;
 *         - before Linux 6.12: an element that is added again is deleted
 *           first, else the kernel would keep the old timeout without an
 *           error.  The element is not deleted, but warned about, in maps and
 *           in sets of intervals, and if the input gave values for its
 *           statements;
 *         - if the kernel would silently do something else, the message is
 *           refused (before 6.4: deleting a device of a chain, which deletes
 *           the chain) or warned about (before 6.5: another size of a set).
 * Owns:   the events of names and the elements of sets, from older_init() to
 *         older_release().
 * Errors: -errno: a question to the kernel failed.
 *
 * Whether an object exists follows from the earlier messages; if they do not
 * name it, the kernel is asked for this one object.  The answers belong to a
 * generation, which the batch carries: if another writer changes the ruleset
 * first, the kernel refuses the batch, and the transaction is compiled again.
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
	/* What the running kernel needs. */
	bool destroys, destroys_elems, timeouts;
	/* The current series of elements. */
	struct low_elems head;
	struct held_set *set; /* NULL: its elements are passed on unchanged */
	uint32_t set_ids;     /* ids given so far */
};

/* base: how to ask the kernel; diags: for warnings. */
void older_init(struct older *d, struct resolver_base *base,
		struct diags *diags);
void older_release(struct older *d);
/* Whether the kernel may lack something that the input needs. */
bool older_needed(struct older *d, const struct ast *ast);
struct low_sink older_sink(struct older *d, const struct low_sink *behind);

#endif
