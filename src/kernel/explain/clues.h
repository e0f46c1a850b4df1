/*
 * clues — hints and notes for errors of the kernel, private to kernel/.
 *
 * In:     what an error is about; the batch; the kernel's names and objects,
 *         asked for after the failure.
 * Out:    hints and notes for the diagnostic just made.
 * Errors: none: what cannot be asked is left out.
 */
#ifndef NFTLOAD_KERNEL_EXPLAIN_CLUES_H
#define NFTLOAD_KERNEL_EXPLAIN_CLUES_H

#include "kernel/explain/known.h"
#include "text/diag.h"

struct clues {
	struct known known;
	struct diags *diags;
	const struct batch *b;
	struct kernel_socket *sock;
	struct arena *arena; /* emptied after each error */
	uint32_t searches;   /* for what keeps an object in use */
	uint32_t twins;	     /* looked for in the whole batch */
};

/* Whether the error only follows from the refusal of another object, which was
 * reported before.  Remembers refusals. */
bool clues_follows(struct clues *c, const struct subject *s, int errnum);
/* The element of the batch before this one that has the same key; false: there
 * is none. */
bool clues_twin(struct clues *c, const struct subject *s, struct span *ret_at);
void clues_give(struct clues *c, const struct subject *s, int errnum,
		const char *text);

#endif
