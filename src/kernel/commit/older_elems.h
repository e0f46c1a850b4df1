/*
 * older_elems — changes series of elements for kernels that lack 'destroy', or
 * that keep the timeout of an element that is added again.
 *
 * Private to kernel/older*.
 * In:     series of elements, as in struct low_sink; before them, the
 *         declarations of their sets.
 * Out:    series to d->behind; warnings.
 * Errors: -errno: asking the kernel failed.
 */
#ifndef NFTLOAD_KERNEL_COMMIT_OLDER_ELEMS_H
#define NFTLOAD_KERNEL_COMMIT_OLDER_ELEMS_H

#include "kernel/commit/older.h"

/* A set that the input or the kernel declares, and where its elements are
 * kept. */
struct held_set {
	uint32_t flags, size;
	uint64_t timeout_ms;
	bool declared;	/* by the input */
	bool asked, in_kernel;
	bool listed;	/* all elements that the kernel holds are in d->held */
	uint32_t lookups; /* number of keys asked of the kernel */
	uint32_t id;	/* of its elements in d->held; a flush gives a new id */
	uint32_t since;	/* the message from which on the id counts */
};

/* Notes the declaration of a set, before it is sent. */
void older_note_set(struct older *d, const struct low_msg *m);
/* ret_set: NULL if the set does not exist. */
int older_find_set(struct older *d, uint8_t family, const char *table,
		   const char *name, struct held_set **ret_set) must_check;

int older_begin_elems(void *ctx, const struct low_elems *head);
int older_take_elem(void *ctx, const struct low_elem *e);
int older_end_elems(void *ctx);

#endif
