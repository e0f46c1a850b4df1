/*
 * canon — the canonical form of an object, as bytes.
 *
 * Two objects have the same form exactly when the kernel does the same with
 * them and lists them alike: what was sent and what is dumped of it have one
 * form, however differently they are written (doc/state.md).
 *
 * In:     low forms; of the sets and chains that a rule has to itself, their
 *         content, through functions of the caller.
 * Out:    bytes, at the end of those that are there.
 * Owns:   the bytes; canon_release() frees them.
 * Errors: none.
 *
 * Left out are names of the object and its table, handles and ids, state
 * (counters, what is left of times), and where it is made so, notes: what only
 * listings show.  The form is frozen: fingerprints are made of it.  Attributes
 * of rules that are added later come out only where an object has them.
 */
#ifndef NFTLOAD_OBJECT_CANON_H
#define NFTLOAD_OBJECT_CANON_H

#include "object/low.h"

struct canon;

/* Puts the content of what belongs to the rule alone; false, it does not, and
 * is known by its name.  id: within the batch; 0: none. */
typedef bool canon_fn(struct canon *c, const char *name, uint32_t id);

struct canon {
	uint8_t *bytes;
	size_t len, room;
	bool notes; /* user data, policies of sets */
	canon_fn *set, *chain;
	/* Whether the elements of the set have statements by themselves; puts
	 * nothing.  Any of the three may be NULL. */
	canon_fn *has_exprs;
	void *ctx; /* of the caller */
};

void canon_release(struct canon *c);

/* An object but for its names; rules: expressions and user data. */
void canon_msg(struct canon *c, const struct low_msg *m);
/* An element of that set (NULL: of none that is known). */
void canon_elem(struct canon *c, const struct low_elem *e,
		const struct low_set *set);

/* Parts of a larger form. */
void canon_number(struct canon *c, uint64_t num);
void canon_text(struct canon *c, const char *s);

#endif
