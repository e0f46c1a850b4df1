/*
 * canon — writes the canonical form of an object as bytes.
 *
 * Two objects have the same form exactly when the kernel treats them and lists
 * them alike.  So an object that was sent and its dump have the same form,
 * however much their attributes differ (doc/state.md).
 *
 * In:     low forms.  Functions of the caller give the content of sets and
 *         chains that belong to one rule.
 * Out:    bytes, appended to canon.bytes.
 * Owns:   the bytes; canon_release() frees them.
 * Errors: none.
 *
 * The form does not have the names of the object and its table, handles and
 * ids, or state (counters, the rest of times).  It has notes, which only
 * listings show, only if canon.notes is set.  The form is frozen, because
 * fingerprints are made of it: attributes that are added to rows later are
 * written only where an object has them.
 */
#ifndef NFTLOAD_OBJECT_CANON_H
#define NFTLOAD_OBJECT_CANON_H

#include "object/low.h"

struct canon;

/* Writes the content of a set or chain that belongs to one rule; false: it
 * belongs to no rule, and its name identifies it. id: within the batch; 0:
 * none. */
typedef bool canon_fn(struct canon *c, const char *name, uint32_t id);

struct canon {
	uint8_t *bytes;
	size_t len, room;
	bool notes; /* user data, policies of sets */
	canon_fn *set, *chain;
	/* Whether elements of the set have their own statements; writes
	 * nothing.  Any of the three functions may be NULL. */
	canon_fn *has_exprs;
	void *ctx; /* of the caller */
};

void canon_release(struct canon *c);

/* Writes an object without its names; a rule: expressions and user data. */
void canon_msg(struct canon *c, const struct low_msg *m);
/* Writes an element of set (NULL: the set is not known). */
void canon_elem(struct canon *c, const struct low_elem *e,
		const struct low_set *set);

/* Write parts of a larger form. */
void canon_number(struct canon *c, uint64_t num);
void canon_text(struct canon *c, const char *s);

#endif
