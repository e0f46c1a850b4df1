/*
 * older_elems — the elements of sets, on kernels that lack 'destroy', or keep
 * the timeout of an element that is added again.
 *
 * Private to kernel/older*.
 * In:     series of elements, as struct low_sink has them; the declarations of
 *         their sets before.
 * Out:    series to d->behind; warnings.
 * Errors: -errno: asking the kernel failed.
 */
#ifndef NFTLOAD_KERNEL_COMMIT_OLDER_ELEMS_H
#define NFTLOAD_KERNEL_COMMIT_OLDER_ELEMS_H

#include "kernel/commit/older.h"

/* A set, as the input or the kernel declares it, and its elements. */
struct held_set {
	uint32_t flags, size;
	uint64_t timeout_ms;
	bool declared;	/* by the input */
	bool asked, in_kernel;
	bool listed;	/* all elements that the kernel holds are in d->held */
	uint32_t lookups; /* keys that the kernel was asked for */
	uint32_t id;	/* of its elements in d->held: those of others are gone */
	uint32_t since;	/* number of the message that the id began with */
};

/* A declaration that is not sent yet. */
void older_note_set(struct older *d, const struct low_msg *m);
/* ret_set: NULL where no such set is there. */
int older_find_set(struct older *d, uint8_t family, const char *table,
		   const char *name, struct held_set **ret_set) must_check;

int older_begin_elems(void *ctx, const struct low_elems *head);
int older_take_elem(void *ctx, const struct low_elem *e);
int older_end_elems(void *ctx);

#endif
