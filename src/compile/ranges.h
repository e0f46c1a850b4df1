/*
 * ranges — intervals of one set: what is known, what is new, what is sent.
 *
 * Private to the set code.
 * In:     lists of elements of sets with the interval flag and a single field.
 * Out:    elements to be sent, in order; overlaps that were found.
 * Owns:   struct set_elems its runs, until sets_release().
 * Spec:   doc/sets.md, "Intervals".
 */
#ifndef NFTLOAD_COMPILE_RANGES_H
#define NFTLOAD_COMPILE_RANGES_H

#include "compile/elems.h"

/* The highest number of so many bits, as klen bytes, big endian. */
void range_highest(uint32_t bits, uint32_t klen, uint8_t *be);
void range_decrement(uint8_t *be, uint32_t klen);
bool range_equal(const struct ranges *a, size_t i, const struct ranges *b,
		 size_t k);

/* ---- known.c ---- */

/* Takes a sorted run over. */
void known_add(struct set_elems *e, struct ranges *run);
uint32_t known_extra(struct set_elems *e, const struct elem_extra *x);
/* Never NULL. */
const struct elem_extra *known_extra_at(const struct set_elems *e,
					uint32_t extra);
/* Asks for the kernel's elements, once. -1: c->err is set. */
int known_read_kernel(struct cctx *c, struct set_info *set,
		      uint32_t klen) must_check;
void known_forget(struct set_elems *e);

/* ---- overlap.c; the new ranges are sorted ---- */

int overlap_check_new(struct cctx *c, const struct ranges *r) must_check;
int overlap_check(struct cctx *c, const struct ranges *r,
		  const struct set_elems *e) must_check;
/* New ranges that overlap or touch become one, with what the lowest says. */
void overlap_merge_new(struct ranges *r);
/* New ranges take over what they touch of the known ones (purge gets those);
 * what the set holds already is dropped. */
void overlap_merge_known(struct set_elems *e, struct ranges *r,
			 struct ranges *purge);
/* The range of the run that holds all of range i of r; run->count: none. */
size_t overlap_holder(const struct ranges *run, const struct ranges *r,
		      size_t i);

/* ---- ranges_send.c ---- */

struct ranges_out {
	const struct elems_job *job;
	const struct set_elems *e;
	enum low_verb verb;
	bool zero; /* begins with an end mark at key 0, unless a range does */
	const struct ranges *list;
	const struct chunks *catchalls; /* of struct range_tail, or NULL */
};
int ranges_send(const struct ranges_out *out) must_check;

#endif
