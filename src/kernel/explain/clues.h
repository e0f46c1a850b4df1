/*
 * clues — adds hints and notes to errors of the kernel, private to kernel/.
 *
 * In:     the subject of an error; the batch; names and objects of the kernel,
 *         which is asked after the failure.
 * Out:    hints and notes for the diagnostic just made.
 * Errors: none: if a question fails, its hint is left out.
 */
#ifndef NFTLOAD_KERNEL_EXPLAIN_CLUES_H
#define NFTLOAD_KERNEL_EXPLAIN_CLUES_H

#include "kernel/explain/explain.h"
#include "kernel/explain/known.h"
#include "text/diag.h"

struct clues {
	struct known known;
	struct diags *diags;
	const struct batch *b;
	struct kernel_socket *sock;
	explain_rule_fn *rule_text; /* or NULL */
	struct arena *arena; /* emptied after each error */
	uint32_t searches;   /* searches for holders so far */
	uint32_t twins;	     /* searches for twins so far */
};

/* Whether the error only follows from an earlier error: the kernel refused the
 * object that this message needs.  Remembers refusals. */
bool clues_follows(struct clues *c, const struct subject *s, int errnum);
/* Finds an earlier element of the batch with the same key; false: there is
 * none. */
bool clues_twin(struct clues *c, const struct subject *s, struct span *ret_at);
void clues_give(struct clues *c, const struct subject *s, int errnum,
		const char *text);

#endif
